// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace llmcost {

// Numbers for texts that repeat in a hundred thousand rows. 0 stands for "none".
class TextTable {
 public:
  std::uint32_t Intern(const std::optional<std::string>& text) {
    if (!text) return 0;
    const auto [entry, added] = ids_.try_emplace(*text, static_cast<std::uint32_t>(texts_.size() + 1));
    if (added) texts_.push_back(&entry->first);
    return entry->second;
  }
  // The number of a text, or nothing when no row ever had it.
  std::optional<std::uint32_t> Find(std::string_view text) const {
    const auto entry = ids_.find(text);
    return entry == ids_.end() ? std::nullopt : std::optional(entry->second);
  }
  // REQUIRES: an id that Intern gave, not 0. The view lives as long as the table.
  std::string_view Text(std::uint32_t id) const { return *texts_[id - 1]; }
  std::optional<std::string> OptionalText(std::uint32_t id) const {
    return id == 0 ? std::nullopt : std::optional(std::string(Text(id)));
  }
  std::size_t size() const { return texts_.size(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> ids_;
  std::vector<const std::string*> texts_;  // into ids_, whose nodes stay where they are
};

}  // namespace llmcost
