// SPDX-License-Identifier: MIT
#include "simulator/api_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr std::string_view kPagePrefix = "page_";
constexpr std::size_t kPositionDigits = 10;

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

ServerResponse AnswerJson(int status, std::string json) {
  ServerResponse response;
  response.status = status;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::make_shared<const std::string>(std::move(json));
  return response;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string_view BearerKey(std::string_view authorization) {
  if (authorization.size() < 7 || LowerCase(authorization.substr(0, 7)) != "bearer ") return {};
  authorization.remove_prefix(7);
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return authorization;
}

std::optional<std::string_view> FindValue(const QueryParameters& parameters, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : parameters) {
    if (key == name) found = value;
  }
  return found;
}

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string MakePageToken(std::uint64_t position, std::uint64_t fingerprint) {
  return fmt::format("{}{:0{}x}{:016x}", kPagePrefix, position, kPositionDigits, Mix(fingerprint, position));
}

std::optional<std::uint64_t> ReadPageToken(std::string_view token, std::uint64_t fingerprint) {
  if (token.size() != kPagePrefix.size() + kPositionDigits + 16) return std::nullopt;
  const auto digits = token.substr(kPagePrefix.size(), kPositionDigits);
  std::uint64_t position = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), position, 16);
  if (token != MakePageToken(position, fingerprint)) return std::nullopt;
  return position;
}

std::string RandomText(std::uint64_t seed, int length) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  for (int i = 0; i < length; ++i) {
    seed = Mix(seed);
    text.push_back(kLetters[seed % kLetters.size()]);
  }
  return text;
}

std::string RandomUuid(std::uint64_t seed) {
  const std::uint64_t high = Mix(seed, 1);
  const std::uint64_t low = Mix(seed, 2);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xFFFFU, high & 0xFFFU,
                     0x8000U | (low >> 48U & 0x3FFFU), low & 0xFFFF'FFFF'FFFFU);
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

}  // namespace llmcost
