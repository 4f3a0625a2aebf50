// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace llmcost {

// Whether a Host header names this server: localhost, a loopback address or one of `allowed`, with any port. A page of
// another site whose name was made to point to 127.0.0.1 (DNS rebinding) carries its own name and is refused.
bool IsAllowedHost(std::string_view host, std::span<const std::string> allowed);

}  // namespace llmcost
