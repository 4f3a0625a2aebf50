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

// The headers as they stand in a response, each with the line break before it: for those that never change. One that
// could break the answer's frame (a line break in it), or that the server writes itself, is left out.
std::string FormatHeaderLines(const std::vector<HttpHeader>& headers);

// Writes status line and headers, with the empty line that ends them, over what `head` held; its memory is reused.
// `constant_lines`
// are from FormatHeaderLines. `content_length` is left out for answers that have no body by definition (204, 304). A
// header that the server writes itself, or that could break the answer's frame (a line break in it), is left out.
// Thread-safe.
void FormatResponseHead(int status, const std::vector<HttpHeader>& headers, std::string_view constant_lines,
                        std::optional<std::size_t> content_length, Persistence persistence, std::string& head);

}  // namespace llmcost
