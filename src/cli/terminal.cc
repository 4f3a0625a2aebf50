// SPDX-License-Identifier: MIT
#include "cli/terminal.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace llmcost {
namespace {

bool HasColour(int stream) {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && std::string_view(terminal) != "dumb" && isatty(stream) == 1;
}

void PrintLine(std::string_view label, std::string_view colour, std::string_view text) {
  std::string line = HasColour(STDERR_FILENO) ? fmt::format("\x1b[{}m{}:\x1b[0m {}\n", colour, label, text)
                                              : fmt::format("{}: {}\n", label, text);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

bool OutputHasColour() { return HasColour(STDOUT_FILENO); }

std::size_t OutputWidth() {
  if (isatty(STDOUT_FILENO) != 1) return 0;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool ErrorIsTerminal() { return isatty(STDERR_FILENO) == 1; }

int PrintOutput(std::string_view text, int exit_code) {
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) == 0 && written) return exit_code;
  if (errno == EPIPE) return exit_code;
  PrintError(fmt::format("standard output cannot be written: {}", std::generic_category().message(errno)));
  return kExitFailed;
}

void PrintError(std::string_view message, std::string_view hint) {
  PrintLine("error", "1;31", message);
  if (!hint.empty()) PrintLine("hint", "1;36", hint);
}

void PrintError(const Error& error) { PrintError(error.message, error.hint); }

void PrintError(const SourceError& problem) {
  const std::string prefix = problem.provider + ": ";
  std::string message = problem.error.message;
  if (!problem.workspace.empty() && message.starts_with(prefix)) {
    message = fmt::format("{}/{}: {}", problem.provider, problem.workspace, message.substr(prefix.size()));
  }
  PrintError(message, problem.error.hint);
}

void PrintWarning(std::string_view message) { PrintLine("warning", "1;33", message); }

void PrintNote(std::string_view message) { PrintLine("note", "1", message); }

int ExitCodeOf(const Error& error) { return error.kind == ErrorKind::kInvalidArgument ? kExitUsage : kExitFailed; }

int PrintRefusal(const Error& error) {
  PrintError(error);
  return ExitCodeOf(error);
}

int PrintRefusal(const SourceError& problem) {
  PrintError(problem);
  return ExitCodeOf(problem.error);
}

}  // namespace llmcost
