// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

// The page as it was built into the program: every file of web/dist, or one page that says it was not built and how to.
// cmake/WebAssets.cmake makes the definition at build time.
namespace llmcost {

struct WebAsset {
  std::string_view path;          // "/index.html", "/assets/index-B3x9_f0a.js"
  std::string_view content_type;  // with charset where it is text
  std::string_view etag;          // strong, with its quotes, of `identity`; another encoding needs another one
  bool immutable;                 // the name holds a hash of the content, so the content of this name never changes
  std::string_view identity;      // the file itself
  std::string_view gzip, brotli;  // the same, compressed; empty when that is not smaller
};

// Sorted by path, as std::string_view compares. Everything has static storage; any thread may read it.
std::span<const WebAsset> WebAssets();

}  // namespace llmcost
