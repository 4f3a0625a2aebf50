// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "api/web_assets.h"
#include "http/http_server.h"

// The page's files, from memory, in the best encoding the client takes.
namespace llmcost {

// Which of the encodings that we have a client prefers: Brotli over gzip over none, unless its q values say otherwise.
enum class ContentEncoding { kIdentity, kGzip, kBrotli };
ContentEncoding ChooseEncoding(std::string_view accept_encoding, const WebAsset& asset);

// Whether an If-None-Match header names the tag (weak comparison, RFC 9110 13.1.2).
bool MatchesEtag(std::string_view if_none_match, std::string_view etag);

// The file at `path` ("/" is the page itself), 304 when the client has it; nothing when there is none.
std::optional<ServerResponse> StaticResponse(std::string_view path, const ServerRequest& request);

}  // namespace llmcost
