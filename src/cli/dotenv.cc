// SPDX-License-Identifier: MIT
#include "cli/dotenv.h"

#include <algorithm>
#include <optional>

namespace llmcost {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The value of an entry without quotes: up to the end of the line or a comment.
std::string_view Unquoted(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || IsBlank(line[i - 1]))) return Trim(line.substr(0, i));
  }
  return Trim(line);
}

// Reads on from the opening quote at `text[at]`; leaves `at` behind the closing one. Nothing when it is missing.
std::optional<std::string> Quoted(std::string_view text, std::size_t& at) {
  const char quote = text[at];
  std::string value;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == quote) {
      at = i + 1;
      return value;
    }
    if (c == '\\' && quote == '"' && i + 1 < text.size()) {
      static constexpr std::string_view kEscapes = "nrt\"\\$";
      static constexpr std::string_view kMeanings = "\n\r\t\"\\$";
      const auto which = kEscapes.find(text[i + 1]);
      if (which != std::string_view::npos) {
        value += kMeanings[which];
        ++i;
        continue;
      }
    }
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    value += c;
  }
  return std::nullopt;
}

bool IsName(std::string_view name) {
  return !name.empty() &&
         std::ranges::none_of(name, [](char c) { return c <= ' ' || c == '"' || c == '\'' || c > 126; });
}

}  // namespace

Dotenv ParseDotenv(std::string_view text) {
  Dotenv result;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());

  int line_number = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    ++line_number;
    const std::size_t start = at;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    at = end + 1;

    std::string_view line = Trim(text.substr(start, end - start));
    if (line.empty() || line.front() == '#') continue;
    if (line.find('\0') != std::string_view::npos) {
      result.faults.push_back({line_number, "a NUL byte; the file is not text"});
      return result;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      result.faults.push_back({line_number, "no '=' in the line; write NAME=value"});
      continue;
    }
    std::string_view name = Trim(line.substr(0, equals));
    if (name.starts_with("export") && name.size() > 6 && IsBlank(name[6])) name = Trim(name.substr(6));
    if (!IsName(name)) {
      result.faults.push_back({line_number, "what stands before '=' is not a name"});
      continue;
    }

    const std::string_view rest = Trim(line.substr(equals + 1));
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) {
      result.entries.push_back({std::string(name), std::string(Unquoted(rest)), line_number});
      continue;
    }
    // A quoted value may go on over the following lines, so it is read from the whole text.
    const std::size_t opening = static_cast<std::size_t>(rest.data() - text.data());
    std::size_t behind = opening;
    std::optional<std::string> value = Quoted(text, behind);
    if (!value) {
      result.faults.push_back({line_number, "the closing quote is missing"});
      continue;
    }
    const std::size_t last_end = std::min(text.find('\n', behind), text.size());
    if (!Unquoted(text.substr(behind, last_end - behind)).empty()) {
      result.faults.push_back({line_number, "text behind the closing quote"});
    } else {
      result.entries.push_back({std::string(name), std::move(*value), line_number});
    }
    const std::string_view value_text = text.substr(opening, behind - opening);
    line_number += static_cast<int>(std::ranges::count(value_text, '\n'));
    at = last_end + 1;
  }
  return result;
}

}  // namespace llmcost
