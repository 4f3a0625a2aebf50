// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

// How an answer is packed for a client that takes it so (RFC 9110, 12.5.3).
namespace llmcost {

// Without the spaces and tabs around it.
std::string_view Trim(std::string_view text);

// Calls `use` with each trimmed element of a comma-separated list.
template <typename Use>
void ForEachElement(std::string_view list, Use use) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    use(Trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

// Those of ours that an Accept-Encoding header takes: named, and not with q=0.
struct AcceptedEncodings {
  bool brotli = false;
  bool gzip = false;
};
AcceptedEncodings ReadAcceptEncoding(std::string_view accept_encoding);

// The bytes in gzip's form (RFC 1952), made on the calling thread. Null where they are better sent as they are: fewer
// than 1,400, of which one packet takes all; more than 8 MiB, for which others on this thread would wait; no smaller
// packed.
std::shared_ptr<const std::string> Gzip(std::string_view bytes);

}  // namespace llmcost
