// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/header.h"

namespace llmcost {

enum class Persistence {
  kDefault,    // what the client's HTTP version has when nothing is said
  kKeepAlive,  // said aloud, for HTTP/1.0
  kClose,
};

// Headers that every answer carries, but for one that has a header of the same name itself.
class CommonHeaders {
 public:
  explicit CommonHeaders(std::vector<HttpHeader> headers);

  // Appends those that are not among `own`, each with the line break before it.
  void AppendTo(std::string& head, const std::vector<HttpHeader>& own) const;

 private:
  const std::vector<HttpHeader> headers_;
  const std::string lines_;  // all of them
};

// Writes status line and headers, with the empty line that ends them, over what `head` held; its memory is reused.
// `content_length` is left out for answers that have no body by definition (204, 304). A header that the server writes
// itself, or that could break the answer's frame (a line break in it), is left out. Thread-safe.
void FormatResponseHead(int status, const std::vector<HttpHeader>& headers, const CommonHeaders& common,
                        std::optional<std::size_t> content_length, Persistence persistence, std::string& head);

}  // namespace llmcost
