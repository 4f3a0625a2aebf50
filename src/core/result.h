// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

// How every floor reports what went wrong: a value, never a throw. The set of kinds is closed, and the kind alone
// decides whether a call is tried again (http/retry.h) and which HTTP status a client sees (api/problem.h).
namespace llmcost {

enum class ErrorKind {
  kInvalidArgument,   // the question is wrong: a parameter, a flag, a setting
  kNotFound,          // no such provider, workspace, project or path
  kInvalidKey,        // the provider refused the key, or there is none
  kPermissionDenied,  // the key is good but lacks a scope or a role
  kRateLimited,       // the provider asks to wait; retry_after says how long when it told us
  kTimeout,           // our own deadline passed
  kUnavailable,       // network fault or 5xx
  kBadUpstream,       // an answer that cannot be used: other status, unreadable body, impossible figures
  kInternal,          // a fault of ours
};

// The name used in JSON and logs, such as "invalid_argument".
std::string_view ErrorKindName(ErrorKind kind);
// Nothing for any other text.
std::optional<ErrorKind> ParseErrorKind(std::string_view name);

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  // Lower case, no full stop, says what failed and on what: "openai: page 2 of costs: status 429". Never holds a key,
  // nor the body of an upstream answer.
  std::string message;
  // How long the provider asked to wait.
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
  // What the person can do about it, a full sentence; empty when there is nothing to add.
  std::string hint = {};
  // The setting to look at, such as "OPENAI_API_KEY_EDUGAMI"; empty when none is meant.
  std::string setting = {};
  // A finer name than the kind, such as "not_configured"; empty when the kind says it all.
  std::string_view reason = {};
};

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

// Shorthand for `return Fail(ErrorKind::kNotFound, "…")` from any function that gives a Result.
inline Failure Fail(ErrorKind kind, std::string message) { return Failure(Error{kind, std::move(message)}); }

}  // namespace llmcost
