// SPDX-License-Identifier: MIT
#include "cli/csv.h"

namespace llmcost {

void CsvWriter::Text(std::string_view text) {
  const bool is_formula = !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  Cell(is_formula ? std::string("'").append(text) : std::string(text));
}

void CsvWriter::Plain(std::string_view text) { Cell(text); }

void CsvWriter::EndLine() {
  text_ += "\r\n";
  at_start_ = true;
}

void CsvWriter::Cell(std::string_view text) {
  if (!at_start_) text_ += ',';
  at_start_ = false;
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += text;
    return;
  }
  text_ += '"';
  for (const char c : text) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  text_ += '"';
}

}  // namespace llmcost
