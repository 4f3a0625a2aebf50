// SPDX-License-Identifier: MIT
#include "http/named_secrets.h"

#include <fmt/format.h>

#include <algorithm>

namespace llmcost {
namespace {

constexpr std::size_t kShortest = 8;

bool IsLetterOrDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Every byte but letters, digits and `unreserved` as a URL has it: %2F or %2f.
std::string Percent(std::string_view text, std::string_view unreserved, bool upper_case) {
  std::string escaped;
  for (const char c : text) {
    if (IsLetterOrDigit(c) || unreserved.find(c) != std::string_view::npos) {
      escaped += c;
    } else if (upper_case) {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      escaped += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

// As a JSON string may hold it: with the slash escaped or not, or (JsonCodes) with odd characters as \u002f or \u002F.
std::string Json(std::string_view text, bool escape_slash) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\' || (c == '/' && escape_slash)) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string JsonCodes(std::string_view text, bool upper_case) {
  std::string escaped;
  for (const char c : text) {
    if (IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.') {
      escaped += c;
    } else if (upper_case) {
      escaped += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace

std::string NamedSecrets::PlaceholderOf(std::string_view name) { return fmt::format("<{}>", name); }

Result<NamedSecrets> NamedSecrets::Make(std::vector<NamedSecret> secrets) {
  NamedSecrets made;
  for (const NamedSecret& secret : secrets) {
    if (secret.value.size() < kShortest) {
      return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                           .message = fmt::format("the key in {} is shorter than {} characters, so that it could not "
                                                  "be taken out of a recording",
                                                  secret.name, kShortest),
                           .hint = fmt::format("Set {} to a real key, or record without it.", secret.name),
                           .setting = secret.name});
    }
    const std::string placeholder = PlaceholderOf(secret.name);
    const std::string_view value = secret.value;
    for (std::string form : {std::string(value), Json(value, false), Json(value, true), JsonCodes(value, true),
                             JsonCodes(value, false), Percent(value, "-_.~", true), Percent(value, "-_.~", false)}) {
      made.forms_.emplace_back(std::move(form), placeholder);
    }
  }
  // A secret may be the beginning of another one.
  std::ranges::stable_sort(made.forms_, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  const auto same = std::ranges::unique(made.forms_);
  made.forms_.erase(same.begin(), same.end());
  made.secrets_ = std::move(secrets);
  std::ranges::stable_sort(made.secrets_,
                           [](const NamedSecret& a, const NamedSecret& b) { return a.value.size() > b.value.size(); });
  return made;
}

std::string NamedSecrets::CredentialOf(const std::vector<HttpHeader>& headers) const {
  for (const NamedSecret& secret : secrets_) {
    for (const HttpHeader& header : headers) {
      if (header.value.find(secret.value) != std::string::npos) return secret.name;
    }
  }
  return {};
}

std::string NamedSecrets::Strip(std::string text) const {
  for (const auto& [form, placeholder] : forms_) {
    for (auto at = text.find(form); at != std::string::npos; at = text.find(form, at + placeholder.size())) {
      text.replace(at, form.size(), placeholder);
    }
  }
  return text;
}

}  // namespace llmcost
