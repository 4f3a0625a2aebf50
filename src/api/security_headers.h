// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "http/header.h"

// What browsers are told with answers, errors included.
namespace llmcost {

// With every answer: for HttpServerOptions::headers. Data opened as if it were a page may load nothing at all.
inline std::vector<HttpHeader> SecurityHeaders() {
  return {{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Cross-Origin-Resource-Policy", "same-origin"}};
}

// With the page's files, and then in place of those of the same name. The page needs nothing but those files and the
// API. The last two say what a document may do; data is none (HTML, 7.1.3; Referrer Policy, 3).
inline std::vector<HttpHeader> PageHeaders() {
  return {{"Content-Security-Policy",
           "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Referrer-Policy", "no-referrer"}};
}

}  // namespace llmcost
