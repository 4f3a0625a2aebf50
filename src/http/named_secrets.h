// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "http/header.h"

namespace llmcost {

struct NamedSecret {
  std::string name;   // the setting that holds it: "OPENAI_API_KEY_EDUGAMI"
  std::string value;  // never written anywhere
};

// Knows the secrets of a run by the names of their settings. Immutable, so thread-safe.
class NamedSecrets {
 public:
  // What stands for a secret wherever it was: "<OPENAI_API_KEY_EDUGAMI>".
  static std::string PlaceholderOf(std::string_view name);

  // Error kInvalidArgument: a secret is too short to be told from ordinary text, so that it could not be taken out.
  static Result<NamedSecrets> Make(std::vector<NamedSecret> secrets);

  // The name of the secret that a request with these headers is made with; empty when there is none.
  std::string CredentialOf(const std::vector<HttpHeader>& headers) const;
  // The text with every secret replaced by its placeholder, as it is and as JSON or a URL would escape it.
  std::string Strip(std::string text) const;

 private:
  std::vector<NamedSecret> secrets_;                        // as given
  std::vector<std::pair<std::string, std::string>> forms_;  // what is looked for and what replaces it, longest first
};

}  // namespace llmcost
