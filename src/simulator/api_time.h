// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"

// Times as the providers' APIs read and write them.
namespace llmcost {

// RFC 3339 with a zone, "2026-11-22T00:00:00Z" or "…+02:00", fractions of a second dropped. Nothing for any other text.
std::optional<TimePoint> ParseRfc3339(std::string_view text);

// RFC 9110's preferred form: "Sun, 22 Nov 2026 15:00:00 GMT". Parse gives nothing for any other text.
std::string FormatHttpDate(TimePoint time);
std::optional<TimePoint> ParseHttpDate(std::string_view text);

}  // namespace llmcost
