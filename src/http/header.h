// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace llmcost {

struct HttpHeader {
  std::string name;
  std::string value;
};

// The value of the first header of that name, compared without regard to case; empty when there is none. The view lives
// as long as `headers`.
std::string_view FindHeader(const std::vector<HttpHeader>& headers, std::string_view name);

}  // namespace llmcost
