// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/spdlog.h>

#include <string>
#include <string_view>

// Log lines go to standard error through spdlog: `spdlog::warn("openai: …")`. Rules: never a key, never an upstream
// body; one line for one fault, written where it is handled.
namespace llmcost {

// Sets up the process-wide logger. `level` is one of trace, debug, info, warn, error, off; false for anything else.
bool OpenLog(std::string_view level);

// Makes foreign text safe for one log line or one message: control characters and bytes that are not printable ASCII
// become '?', and it is cut at `max_length`.
std::string Printable(std::string_view text, std::size_t max_length = 80);

}  // namespace llmcost
