// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace llmcost {

// Query parameters in the order given; a name may repeat.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// Percent-encodes everything but RFC 3986 unreserved characters.
std::string PercentEncode(std::string_view text);
// Decodes %XX, and '+' as a blank; nothing when a '%' is not followed by two hexadecimal digits or the result is not
// UTF-8.
std::optional<std::string> PercentDecode(std::string_view text);

// "a=1&b=2", encoded, without the leading '?'.
std::string FormatQuery(const QueryParameters& parameters);
// The reverse; nothing when a part cannot be decoded. Empty parts ("a=1&&b=2") are skipped.
std::optional<QueryParameters> ParseQuery(std::string_view query);

// Whether only this machine can reach the address (127.0.0.0/8, ::1, without brackets). A name is none, even localhost.
bool IsLoopback(const std::string& address);

}  // namespace llmcost
