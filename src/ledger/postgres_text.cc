// SPDX-License-Identifier: MIT
#include "ledger/postgres_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace llmcost {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the character at the start of `text`; 0 when there is none that can be kept (RFC 3629, section 4).
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  // The second byte rules out what could be shorter, surrogates, and what is beyond U+10FFFF.
  const std::uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

std::string StorableText(const std::string& text) {
  std::string storable;
  storable.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = CharacterLength(rest);
    storable += length == 0 ? kReplacement : rest.substr(0, length);
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return storable;
}

std::optional<std::string> StorableText(const std::optional<std::string>& text) {
  return text ? std::optional(StorableText(*text)) : std::nullopt;
}

std::optional<StoredReading> MakeStorable(const StoredReading& reading) {
  std::vector<CostSeries> series = reading.series;
  for (CostSeries& one : series) {
    one.project_id = StorableText(one.project_id);
    one.model = StorableText(one.model);
    one.line_item = StorableText(one.line_item);
    one.currency = StorableText(one.currency);
  }
  if (series == reading.series) return std::nullopt;
  StoredReading storable = reading;
  storable.series = std::move(series);
  return storable;
}

}  // namespace llmcost
