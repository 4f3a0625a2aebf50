// SPDX-License-Identifier: MIT
#include "service/source_selection.h"

#include <algorithm>
#include <iterator>

#include "core/log.h"

namespace llmcost {

Error NoSuch(std::string_view what, std::string_view name, std::string hint) {
  return Error{.kind = ErrorKind::kNotFound,
               .message = "no " + std::string(what) + " '" + Printable(name, 60) + "'",
               .hint = std::move(hint)};
}

Error NotConfigured(const Provider& provider) {
  const std::string setting = provider.KeySetting(std::nullopt);
  return Error{.kind = ErrorKind::kInvalidKey,
               .message = std::string(provider.id()) + ": no key is set",
               .hint = "Set " + setting + " to an admin key and start again.",
               .setting = setting,
               .reason = "not_configured"};
}

Error SourceSelection::UnknownProvider(std::string_view id) const {
  std::string known;
  for (const auto& provider : providers_) known += (known.empty() ? "" : ", ") + std::string(provider->id());
  return NoSuch("provider", id, "Known providers: " + known + ".");
}

Answer<std::vector<AskedSource>> SourceSelection::Find(const SourceFilter& filter) const {
  std::vector<AskedSource> asked;
  const Provider* unconfigured = nullptr;
  bool found = false;
  bool any_configured = false;
  bool any_excluded = false;
  for (const auto& known : providers_) {
    if (filter.provider && known->id() != *filter.provider) continue;
    found = true;
    any_configured = any_configured || !known->workspaces().empty();
    if (known->workspaces().empty() && unconfigured == nullptr) unconfigured = known.get();
    for (const Workspace& candidate : known->workspaces()) {
      if (filter.workspace && candidate.id != *filter.workspace) continue;
      AskedSource source{known.get(), candidate};
      const bool left_out = ApplyExclusions(source, filter);
      any_excluded = any_excluded || left_out;
      if (!left_out) asked.push_back(std::move(source));
    }
  }
  if (!found) return Refuse(UnknownProvider(filter.provider.value_or("")));
  if (!asked.empty()) return asked;
  if (any_excluded) {
    return Refuse(Error{.kind = ErrorKind::kNotFound,
                        .message = "everything asked for is left out by EXCLUDE",
                        .hint = "Name a provider to see it all the same, or change EXCLUDE and start again.",
                        .setting = "EXCLUDE"},
                  filter.provider.value_or(""));
  }
  if (!any_configured && unconfigured != nullptr) {
    return Refuse(NotConfigured(*unconfigured), std::string(unconfigured->id()));
  }
  return Refuse(NoSuch("workspace", filter.workspace.value_or(""), "GET /api/workspaces lists them."),
                filter.provider.value_or(""));
}

// Whether the settings leave the source out, whole; projects of it that they leave out are noted.
bool SourceSelection::ApplyExclusions(AskedSource& source, const SourceFilter& filter) const {
  for (const Exclusion& exclusion : excluded_) {
    if (exclusion.provider != source.provider->id()) continue;
    if (exclusion.workspace && *exclusion.workspace != source.workspace.id) continue;
    if (!exclusion.AppliesTo(filter.provider, filter.workspace, filter.project_id)) continue;
    if (!exclusion.project_id) return true;
    source.excluded_projects.push_back(*exclusion.project_id);
  }
  return false;
}

Answer<std::vector<Workspace>> SourceSelection::Workspaces(const std::optional<std::string>& provider) const {
  std::vector<Workspace> workspaces;
  bool found = false;
  for (const auto& known : providers_) {
    if (provider && known->id() != *provider) continue;
    found = true;
    if (!known->supports_workspaces()) continue;
    workspaces.insert(workspaces.end(), known->workspaces().begin(), known->workspaces().end());
  }
  if (!found) return Refuse(UnknownProvider(provider.value_or("")));
  return workspaces;
}

std::vector<Exclusion> SourceSelection::LeftOut(const SourceFilter& filter) const {
  std::vector<Exclusion> left_out;
  std::ranges::copy_if(excluded_, std::back_inserter(left_out), [&](const Exclusion& exclusion) {
    return exclusion.AppliesTo(filter.provider, filter.workspace, filter.project_id);
  });
  return left_out;
}

}  // namespace llmcost
