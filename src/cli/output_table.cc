// SPDX-License-Identifier: MIT
#include "cli/output_table.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <numeric>

namespace llmcost {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kNarrowest = 8;  // no text column is cut below this

// Makes the C library read UTF-8 in this thread for as long as it lives, whatever the person's locale.
class Utf8Scope {
 public:
  Utf8Scope() : previous_(uselocale(Locale())) {}
  ~Utf8Scope() { uselocale(previous_); }
  Utf8Scope(const Utf8Scope&) = delete;
  Utf8Scope& operator=(const Utf8Scope&) = delete;

 private:
  static locale_t Locale() {
    static const locale_t kUtf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return kUtf8 == nullptr ? LC_GLOBAL_LOCALE : kUtf8;
  }
  locale_t previous_;
};

struct Character {
  std::size_t bytes = 1;
  std::size_t width = 1;
  bool printable = false;
};

// The first character of a text that is not empty. REQUIRES: a Utf8Scope.
Character First(std::string_view text) {
  wchar_t wide = 0;
  mbstate_t state{};
  const std::size_t bytes = mbrtowc(&wide, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {};
  const int width = wcwidth(wide);
  if (width < 0) return {.bytes = bytes, .width = 1, .printable = false};
  return {.bytes = bytes, .width = static_cast<std::size_t>(width), .printable = true};
}

void AppendCell(std::string& line, std::string_view cell, std::size_t width, bool to_the_right) {
  const std::size_t used = DisplayWidth(cell);
  const std::string padding(width > used ? width - used : 0, ' ');
  if (to_the_right) line += padding;
  line += cell;
  if (!to_the_right) line += padding;
}

// Narrows the widest text columns until the line fits, as far as it can.
void Narrow(std::vector<std::size_t>& widths, const std::vector<TableColumn>& columns, std::size_t max_width) {
  std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap.size() * (widths.size() - 1));
  while (total > max_width) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (!columns[i].is_number && widths[i] > kNarrowest && (widest == nullptr || widths[i] > *widest)) {
        widest = &widths[i];
      }
    }
    if (widest == nullptr) return;
    --*widest;
    --total;
  }
}

}  // namespace

std::size_t DisplayWidth(std::string_view utf8) {
  const Utf8Scope scope;
  std::size_t width = 0;
  while (!utf8.empty()) {
    const Character character = First(utf8);
    width += character.width;
    utf8.remove_prefix(character.bytes);
  }
  return width;
}

std::string CutToWidth(std::string_view utf8, std::size_t width) {
  if (DisplayWidth(utf8) <= width) return std::string(utf8);
  if (width == 0) return {};
  const Utf8Scope scope;
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < utf8.size()) {
    const Character character = First(utf8.substr(bytes));
    if (used + character.width > width - 1) break;
    used += character.width;
    bytes += character.bytes;
  }
  return std::string(utf8.substr(0, bytes)).append(kEllipsis);
}

std::string PlainText(std::string_view text) {
  const Utf8Scope scope;
  std::string plain;
  while (!text.empty()) {
    const Character character = First(text);
    if (character.printable) {
      plain += text.substr(0, character.bytes);
    } else {
      plain += '?';
    }
    text.remove_prefix(character.bytes);
  }
  return plain;
}

std::string WithThousands(std::string_view digits) {
  std::string text(digits);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  std::size_t at = std::min(text.find('.'), text.size());
  while (at > first + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string FormatTable(const OutputTable& table, std::size_t max_width, bool bold) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = DisplayWidth(table.columns[i].title);
    for (const auto& row : table.rows) width = std::max(width, DisplayWidth(row[i]));
    if (!table.total.empty()) width = std::max(width, DisplayWidth(table.total[i]));
    widths.push_back(width);
  }
  if (max_width > 0) Narrow(widths, table.columns, max_width);

  std::string text;
  const auto append_line = [&](const auto& cell_of, bool marked) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) line += kGap;
      AppendCell(line, CutToWidth(cell_of(i), widths[i]), widths[i], table.columns[i].is_number);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    if (marked && bold) line = std::string(kBold).append(line).append(kPlain);
    text += line + '\n';
  };
  append_line([&](std::size_t i) { return table.columns[i].title; }, true);
  for (const auto& row : table.rows) append_line([&](std::size_t i) { return row[i]; }, false);
  if (!table.total.empty()) append_line([&](std::size_t i) { return table.total[i]; }, true);
  return text;
}

}  // namespace llmcost
