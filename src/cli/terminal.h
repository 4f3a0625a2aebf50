// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/cost.h"

// Standard output and standard error as the commands use them.
namespace llmcost {

// Exit codes of the program.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitPartial = 3;  // some sources failed, the rest was printed
inline constexpr int kExitInterrupted = 130;

// Whether that stream is a terminal that may be given colours (NO_COLOR, TERM=dumb).
bool OutputHasColour();
// Columns of the terminal on standard output; 0 when it is none.
std::size_t OutputWidth();
bool ErrorIsTerminal();

// Writes to standard output at once. Returns `exit_code`; a reader that left early (`| head`) is no failure, any other
// fault is told and gives kExitFailed.
int PrintOutput(std::string_view text, int exit_code = kExitOk);

// "error: message", and "hint: hint" on a line of its own when there is one, on standard error.
void PrintError(std::string_view message, std::string_view hint = {});
void PrintError(const Error& error);
// Names the workspace too.
void PrintError(const SourceError& problem);
void PrintWarning(std::string_view message);
void PrintNote(std::string_view message);

// The exit code that an error by itself asks for.
int ExitCodeOf(const Error& error);
// PrintError, and that exit code.
int PrintRefusal(const Error& error);
int PrintRefusal(const SourceError& problem);

}  // namespace llmcost
