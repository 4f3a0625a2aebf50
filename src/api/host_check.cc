// SPDX-License-Identifier: MIT
#include "api/host_check.h"

#include <algorithm>

namespace llmcost {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualNames(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, Lower, Lower); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// 127.0.0.0/8 in dotted form; looser spellings ("127.1") are no Host that a browser sends.
bool IsLoopbackV4(std::string_view name) {
  if (!name.starts_with("127.")) return false;
  int dots = 0;
  std::size_t digits = 0;
  for (char c : name) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else if (!IsDigit(c) || ++digits > 3) {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

// The name without its port; empty when it is malformed.
std::string_view WithoutPort(std::string_view host) {
  const auto end_of_v6 = host.find(']');
  const auto colon = host.find(':', end_of_v6 == std::string_view::npos ? 0 : end_of_v6);
  if (colon == std::string_view::npos) return host;
  const std::string_view port = host.substr(colon + 1);
  if (port.size() > 5 || !std::ranges::all_of(port, IsDigit)) return {};
  return host.substr(0, colon);
}

}  // namespace

bool IsAllowedHost(std::string_view host, std::span<const std::string> allowed) {
  const std::string_view name = WithoutPort(host);
  if (name.empty()) return false;
  if (EqualNames(name, "localhost") || name == "[::1]" || IsLoopbackV4(name)) return true;
  return std::ranges::any_of(allowed, [&](const std::string& one) { return EqualNames(name, one); });
}

}  // namespace llmcost
