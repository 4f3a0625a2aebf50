// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/stored.h"
#include "providers/provider.h"
#include "service/answer.h"
#include "service/exclusion.h"

namespace llmcost {

// A source that a question is about.
struct AskedSource {
  Provider* provider;
  Workspace workspace;
  std::vector<std::string> excluded_projects = {};

  Source source() const { return {std::string(provider->id()), workspace.id}; }
};

// What a question names; each one left out widens it.
struct SourceFilter {
  std::optional<std::string> provider = std::nullopt;
  std::optional<std::string> workspace = std::nullopt;
  std::optional<std::string> project_id = std::nullopt;
};

// "no project 'proj_1'", for a name that somebody sent us. `hint` says where the right ones are listed.
Error NoSuch(std::string_view what, std::string_view name, std::string hint);

// That no key of the provider is set, and how one is.
Error NotConfigured(const Provider& provider);

// Which sources a question is about: those its filter leaves, without those the settings leave out. What a question
// names is never left out of its answer.
class SourceSelection {
 public:
  SourceSelection(std::vector<std::unique_ptr<Provider>> providers, std::vector<Exclusion> excluded)
      : providers_(std::move(providers)), excluded_(std::move(excluded)) {}

  // All known, those without a key too.
  const std::vector<std::unique_ptr<Provider>>& providers() const { return providers_; }

  // In the order of providers and of their workspaces; never empty. Errors: kNotFound, kInvalidKey (no key is set).
  Answer<std::vector<AskedSource>> Find(const SourceFilter& filter) const;

  // Empty where the provider has no workspaces of its own. Error: kNotFound.
  Answer<std::vector<Workspace>> Workspaces(const std::optional<std::string>& provider) const;

  // What the settings leave out of the answer to a question.
  std::vector<Exclusion> LeftOut(const SourceFilter& filter) const;

 private:
  Error UnknownProvider(std::string_view id) const;
  bool ApplyExclusions(AskedSource& source, const SourceFilter& filter) const;

  std::vector<std::unique_ptr<Provider>> providers_;
  std::vector<Exclusion> excluded_;
};

}  // namespace llmcost
