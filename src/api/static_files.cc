// SPDX-License-Identifier: MIT
#include "api/static_files.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "api/content_encoding.h"
#include "api/security_headers.h"

namespace llmcost {
namespace {

std::string_view EncodingName(ContentEncoding encoding) { return encoding == ContentEncoding::kBrotli ? "br" : "gzip"; }

// A tag of its own for each encoding, as RFC 9110 8.8.3.3 asks: "abc" becomes "abc-br".
std::string EtagOf(const WebAsset& asset, ContentEncoding encoding) {
  std::string etag(asset.etag);
  if (encoding != ContentEncoding::kIdentity) etag.insert(etag.size() - 1, "-" + std::string(EncodingName(encoding)));
  return etag;
}

std::string_view BodyOf(const WebAsset& asset, ContentEncoding encoding) {
  switch (encoding) {
    case ContentEncoding::kBrotli:
      return asset.brotli;
    case ContentEncoding::kGzip:
      return asset.gzip;
    case ContentEncoding::kIdentity:
      break;
  }
  return asset.identity;
}

}  // namespace

ContentEncoding ChooseEncoding(std::string_view accept_encoding, const WebAsset& asset) {
  const AcceptedEncodings accepted = ReadAcceptEncoding(accept_encoding);
  if (accepted.brotli && !asset.brotli.empty()) return ContentEncoding::kBrotli;
  if (accepted.gzip && !asset.gzip.empty()) return ContentEncoding::kGzip;
  return ContentEncoding::kIdentity;
}

bool MatchesEtag(std::string_view if_none_match, std::string_view etag) {
  bool matches = false;
  ForEachElement(if_none_match, [&](std::string_view element) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    matches = matches || element == "*" || element == etag;
  });
  return matches;
}

std::optional<ServerResponse> StaticResponse(std::string_view path, const ServerRequest& request) {
  if (path == "/") path = "/index.html";
  const auto assets = WebAssets();
  const auto asset = std::ranges::lower_bound(assets, path, {}, &WebAsset::path);
  if (asset == assets.end() || asset->path != path) return std::nullopt;

  const ContentEncoding encoding = ChooseEncoding(request.Header("Accept-Encoding"), *asset);
  std::string etag = EtagOf(*asset, encoding);
  const bool unchanged = MatchesEtag(request.Header("If-None-Match"), etag);

  ServerResponse response;
  response.status = unchanged ? 304 : 200;
  response.headers.reserve(12);
  response.headers.push_back({"ETag", std::move(etag)});
  response.headers.push_back({"Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache"});
  response.headers.push_back({"Vary", "Accept-Encoding"});
  std::ranges::move(PageHeaders(), std::back_inserter(response.headers));
  if (unchanged) return response;
  response.headers.push_back({"Content-Type", std::string(asset->content_type)});
  if (encoding != ContentEncoding::kIdentity) {
    response.headers.push_back({"Content-Encoding", std::string(EncodingName(encoding))});
  }
  response.body = std::make_shared<const std::string>(BodyOf(*asset, encoding));
  return response;
}

}  // namespace llmcost
