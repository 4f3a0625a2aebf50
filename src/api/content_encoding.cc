// SPDX-License-Identifier: MIT
#include "api/content_encoding.h"

// What is to be packed is only read: zlib says so in its types when asked to.
#define ZLIB_CONST
#include <zlib.h>

#include <cstddef>

namespace llmcost {
namespace {

constexpr std::size_t kLeastBytes = 1400;
constexpr std::size_t kMostBytes = std::size_t{8} << 20U;
// A month of three organizations becomes a fifth of itself by the fastest level, a seventh by the usual one, an eighth
// by the best.
constexpr int kLevel = Z_BEST_SPEED;
constexpr int kGzipWindowBits = MAX_WBITS + 16;
constexpr int kMemoryLevel = 8;  // zlib's usual one

// Whether the parameters of an element say "not at all": q=0, q=0.0, q=0.000.
bool IsRefused(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view weight = Trim(parameters.substr(q + 2));
  return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

AcceptedEncodings ReadAcceptEncoding(std::string_view accept_encoding) {
  AcceptedEncodings accepted;
  ForEachElement(accept_encoding, [&](std::string_view element) {
    const auto semicolon = element.find(';');
    const std::string_view name = Trim(element.substr(0, semicolon));
    const bool taken = semicolon == std::string_view::npos || !IsRefused(element.substr(semicolon + 1));
    if (name == "br") accepted.brotli = taken;
    if (name == "gzip") accepted.gzip = taken;
  });
  return accepted;
}

std::shared_ptr<const std::string> Gzip(std::string_view bytes) {
  if (bytes.size() < kLeastBytes || bytes.size() > kMostBytes) return nullptr;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    return nullptr;
  }
  const auto packed = std::make_shared<std::string>();
  packed->resize(deflateBound(&stream, bytes.size()));
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed->data());
  stream.avail_out = static_cast<uInt>(packed->size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed->resize(stream.total_out);
  packed->shrink_to_fit();
  deflateEnd(&stream);
  if (!whole || packed->size() >= bytes.size()) return nullptr;
  return packed;
}

}  // namespace llmcost
