// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace llmcost {

// Comma-separated values as RFC 4180 has them: CRLF, quotes where they are needed and doubled inside.
class CsvWriter {
 public:
  // A text that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets an apostrophe in front.
  void Text(std::string_view text);
  // Written as it is: digits, a date, or empty for what is not known.
  void Plain(std::string_view text);
  void EndLine();

  const std::string& text() const { return text_; }

 private:
  void Cell(std::string_view text);

  std::string text_;
  bool at_start_ = true;  // of a line
};

}  // namespace llmcost
