// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace llmcost {

namespace notice {
inline constexpr std::string_view kNotExcluded = "not_excluded";  // EXCLUDE names a project that is not there
}  // namespace notice

// Spend that is seen elsewhere too, or is someone else's: left out of every answer whose question does not name it.
struct Exclusion {
  std::string provider;
  std::optional<std::string> workspace = std::nullopt;   // none = all of the provider
  std::optional<std::string> project_id = std::nullopt;  // none = all of the workspace

  // Whether something is left out of the answer to a question with these filters: it would be part of it, and they do
  // not name it.
  bool AppliesTo(const std::optional<std::string>& provider_asked, const std::optional<std::string>& workspace_asked,
                 const std::optional<std::string>& project_asked) const;

  // "openai/edugami/proj_1"
  std::string ToString() const;
};

}  // namespace llmcost
