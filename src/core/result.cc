// SPDX-License-Identifier: MIT
#include "core/result.h"

namespace llmcost {

std::string_view ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
      return "invalid_argument";
    case ErrorKind::kNotFound:
      return "not_found";
    case ErrorKind::kInvalidKey:
      return "invalid_key";
    case ErrorKind::kPermissionDenied:
      return "permission_denied";
    case ErrorKind::kRateLimited:
      return "rate_limited";
    case ErrorKind::kTimeout:
      return "timeout";
    case ErrorKind::kUnavailable:
      return "unavailable";
    case ErrorKind::kBadUpstream:
      return "bad_upstream";
    case ErrorKind::kInternal:
      break;
  }
  return "internal";
}

}  // namespace llmcost
