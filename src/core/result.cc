// SPDX-License-Identifier: MIT
#include "core/result.h"

#include <algorithm>
#include <array>

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

std::optional<ErrorKind> ParseErrorKind(std::string_view name) {
  constexpr std::array kKinds = {ErrorKind::kInvalidArgument,  ErrorKind::kNotFound,    ErrorKind::kInvalidKey,
                                 ErrorKind::kPermissionDenied, ErrorKind::kRateLimited, ErrorKind::kTimeout,
                                 ErrorKind::kUnavailable,      ErrorKind::kBadUpstream, ErrorKind::kInternal};
  const auto found = std::ranges::find(kKinds, name, ErrorKindName);
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

}  // namespace llmcost
