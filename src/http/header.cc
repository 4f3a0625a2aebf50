// SPDX-License-Identifier: MIT
#include "http/header.h"

#include <algorithm>

namespace llmcost {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view FindHeader(const std::vector<HttpHeader>& headers, std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (std::ranges::equal(header.name, name, {}, Lower, Lower)) return header.value;
  }
  return {};
}

}  // namespace llmcost
