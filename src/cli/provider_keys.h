// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.h"
#include "providers/registry.h"

namespace llmcost {

// The keys of one provider: <KEY> alone or with _<WORKSPACE>, each also with _FILE behind it. Problems and warnings are
// added to the lists given.
std::vector<ProviderKey> ReadProviderKeys(const Settings& settings, const ProviderEntry& entry,
                                          const FileReader& read_file, std::vector<Error>& problems,
                                          std::vector<std::string>& warnings);

// Whether a setting of that name gives a key of that provider.
bool IsKeySetting(std::string_view name, const ProviderEntry& entry);

// How keys of this kind begin, "sk-admin-": the least from which the provider's entry tells what kind of key it is.
// Empty when that would take more than such beginnings have.
std::string KeyBeginning(std::string_view key, const ProviderEntry& entry);

// As much of a secret as anyone is shown, "sk-admin-…1f2e": at most two words of lower-case letters that dashes end,
// and the last four characters when enough stays hidden before them.
std::string MaskSecret(std::string_view secret);

}  // namespace llmcost
