// SPDX-License-Identifier: MIT
#include "service/exclusion.h"

namespace llmcost {

bool Exclusion::AppliesTo(const std::optional<std::string>& provider_asked,
                          const std::optional<std::string>& workspace_asked,
                          const std::optional<std::string>& project_asked) const {
  if (provider_asked && *provider_asked != provider) return false;
  if (workspace_asked && workspace && *workspace_asked != *workspace) return false;
  if (project_id) return !project_asked;  // another one was asked for, or this one
  return workspace ? !workspace_asked : !provider_asked;
}

std::string Exclusion::ToString() const {
  std::string text = provider;
  if (workspace) text += "/" + *workspace;
  if (project_id) text += "/" + *project_id;
  return text;
}

}  // namespace llmcost
