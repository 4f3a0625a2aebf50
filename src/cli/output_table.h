// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Tables for people: aligned columns, UTF-8, never wider than the terminal.
namespace llmcost {

// How many columns of a terminal the text takes: two for wide characters, none for combining ones.
std::size_t DisplayWidth(std::string_view utf8);

// Cut to at most `width` columns, with "…" at the end when something was cut off.
std::string CutToWidth(std::string_view utf8, std::size_t width);

// Names come from providers: control characters (a terminal would obey them) and bytes that are not UTF-8 become '?'.
std::string PlainText(std::string_view text);

// "1234567.5" -> "1,234,567.5"
std::string WithThousands(std::string_view digits);

struct TableColumn {
  std::string title;
  bool is_number = false;  // aligned to the right, never cut
};

struct OutputTable {
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  // each with one cell for each column
  std::vector<std::string> total;              // empty = no total line
};

// `max_width` 0 = as wide as need be; else the widest text columns are cut. `bold` marks titles and total with terminal
// codes. Ends with a line break.
std::string FormatTable(const OutputTable& table, std::size_t max_width, bool bold);

}  // namespace llmcost
