// SPDX-License-Identifier: MIT
#include "http/curl_transfer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/log.h"
#include "http/url.h"

namespace llmcost {
namespace {

// Far beyond what any provider sends; libcurl 7.88 limits a line only.
constexpr std::size_t kSpareBytes = 64;
constexpr std::size_t kMaxHeaderBytes = 256U << 10U;

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool IsHeaderSafe(const HttpHeader& header) {
  static constexpr std::string_view kBreaks("\r\n\0", 3);
  return !header.name.empty() && header.name.find_first_of(kBreaks) == std::string::npos &&
         header.name.find_first_of(": \t") == std::string::npos &&
         header.value.find_first_of(kBreaks) == std::string::npos;
}

// Whether the URL leads to this very machine, where a proxy for the outside has no business: it could not even find it.
bool StaysOnThisMachine(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  char* text = nullptr;
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(parts.get(), CURLUPART_HOST, &text, 0) != CURLUE_OK) {
    return false;
  }
  std::string host(text);
  curl_free(text);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return host == "localhost" || IsLoopback(host);
}

// Whether the next file or connection could not be opened either. libcurl does not tell this from a server that is
// away.
bool TooManyFilesAreOpen() {
  const int probe = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (probe < 0) return errno == EMFILE || errno == ENFILE;
  ::close(probe);
  return false;
}

// Whether there was somebody to talk to, directly or through a proxy.
bool WasConnected(CURL* handle) {
  long port = 0;
  return curl_easy_getinfo(handle, CURLINFO_PRIMARY_PORT, &port) == CURLE_OK && port > 0;
}

struct Reading {
  ErrorKind kind;
  std::string_view what;
};

// libcurl's own texts name hosts and counts at most, never a header, but ours are the same in every version.
Reading Read(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return {ErrorKind::kInvalidArgument, "the URL is not valid"};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {ErrorKind::kInvalidArgument, "the URL is neither http nor https"};
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorKind::kTimeout, "no answer in time"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {ErrorKind::kUnavailable, "the host name is not known"};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {ErrorKind::kUnavailable, "the proxy's host name is not known"};
    case CURLE_COULDNT_CONNECT:
      return {ErrorKind::kUnavailable, "cannot connect"};
    case CURLE_GOT_NOTHING:
      return {ErrorKind::kUnavailable, "the connection was closed without an answer"};
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return {ErrorKind::kUnavailable, "answer cut off"};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
      return {ErrorKind::kUnavailable, "the connection was lost"};
    case CURLE_SSL_CONNECT_ERROR:
      return {ErrorKind::kUnavailable, "no secure connection could be agreed on"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return {ErrorKind::kBadUpstream, "the server's certificate is not trusted"};
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorKind::kInternal, "this system's list of certificates cannot be read"};
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
      return {ErrorKind::kBadUpstream, "the answer cannot be decompressed"};
    case CURLE_WEIRD_SERVER_REPLY:
      return {ErrorKind::kBadUpstream, "the answer is not HTTP"};
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
      return {ErrorKind::kInternal, "out of memory"};
    default:
      return {ErrorKind::kUnavailable, {}};
  }
}

}  // namespace

std::string UrlForMessage(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return Printable(url.substr(url.find('@') + 1), 200);
  const std::string_view rest = url.substr(scheme + 3);
  const std::size_t user = rest.substr(0, rest.find('/')).rfind('@');
  const std::string_view host = user == std::string_view::npos ? rest : rest.substr(user + 1);
  return Printable(fmt::format("{}://{}", url.substr(0, scheme), host), 200);
}

CurlTransfer::~CurlTransfer() = default;

bool CurlTransfer::AddHeader(const HttpHeader& header) {
  // libcurl takes "Name:" for "send no such header"; "Name;" is its way to send an empty one.
  const std::string line = header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
  curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
  if (longer == nullptr) return false;
  static_cast<void>(headers_.release());
  headers_.reset(longer);
  return true;
}

bool CurlTransfer::Prepare(const HttpRequest& request, const CurlHttpClientOptions& options, Error& failure) {
  where_ = UrlForMessage(request.url);
  max_body_bytes_ = options.max_body_bytes;
  if (request.url.find('\0') != std::string::npos) {
    failure = MakeError(ErrorKind::kInvalidArgument, "the URL is not valid");
    return false;
  }
  handle_.reset(curl_easy_init());
  bool made = handle_ != nullptr;
  for (const HttpHeader& header : request.headers) {
    if (!IsHeaderSafe(header)) {
      failure = MakeError(ErrorKind::kInvalidArgument,
                          fmt::format("the header {} cannot be sent: it holds a line break or another forbidden "
                                      "character",
                                      Printable(header.name)));
      return false;
    }
    made = made && AddHeader(header);
  }
  if (!made) {
    failure = MakeError(ErrorKind::kInternal, "out of memory");
    return false;
  }

  CURL* const handle = handle_.get();
  const long idle_seconds =
      std::max<long>(1, static_cast<long>(std::chrono::ceil<std::chrono::seconds>(options.idle_timeout).count()));
  CURLcode code = CURLE_OK;
  const auto set = [&code, handle](CURLoption option, auto value) {
    if (code == CURLE_OK) code = curl_easy_setopt(handle, option, value);
  };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTPHEADER, headers_.get());
  if (StaysOnThisMachine(request.url)) set(CURLOPT_PROXY, "");  // whatever the proxy variables say
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_PIPEWAIT, 0L);
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can undo
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, idle_seconds);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::OnBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::OnHeader);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  if (code != CURLE_OK) {
    failure = MakeError(ErrorKind::kInternal, "libcurl refused a setting");
    return false;
  }
  return true;
}

std::size_t CurlTransfer::OnBody(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t bytes = size * count;
  if (bytes > transfer.max_body_bytes_ - transfer.response_.body.size()) {
    transfer.too_large_ = true;
    return 0;
  }
  std::string& body = transfer.response_.body;
  if (body.empty()) {
    // Room for the whole at once, if the answer says how much that is, and for what parsers read past its end. It is
    // only a hint, and bounded.
    curl_off_t length = 0;
    curl_easy_getinfo(transfer.handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0) body.reserve(std::min(static_cast<std::size_t>(length), transfer.max_body_bytes_) + kSpareBytes);
  }
  body.append(data, bytes);
  return bytes;
}

std::size_t CurlTransfer::OnHeader(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::string_view line(data, size * count);
  transfer.header_bytes_ += line.size();
  if (transfer.header_bytes_ > kMaxHeaderBytes) {
    transfer.too_large_ = true;
    return 0;
  }
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    transfer.response_.headers.clear();  // what came before was an interim answer
  } else if (colon != std::string_view::npos) {
    transfer.response_.headers.push_back(
        HttpHeader{std::string(line.substr(0, colon)), std::string(Trimmed(line.substr(colon + 1)))});
  }
  return line.size();
}

Error CurlTransfer::MakeError(ErrorKind kind, std::string_view what) const {
  Error error;
  error.kind = kind;
  error.message = fmt::format("GET {}: {}", where_, what);
  return error;
}

Error CurlTransfer::Explain(CURLcode code) const {
  // A protocol that is not offered is refused before anything is asked; later it is libcurl's word for an answer that
  // does not begin as one of HTTP does, such as that of a port for TLS.
  const bool is_no_http = code == CURLE_UNSUPPORTED_PROTOCOL && WasConnected(handle_.get());
  const Reading reading = Read(is_no_http ? CURLE_WEIRD_SERVER_REPLY : code);
  if ((reading.kind == ErrorKind::kUnavailable || reading.kind == ErrorKind::kInternal) && TooManyFilesAreOpen()) {
    return MakeError(ErrorKind::kUnavailable,
                     "this program has too many files and connections open; raise its limit (ulimit -n)");
  }
  long proxy_status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  if (proxy_status >= 300) {
    const std::string_view advice = proxy_status == 407 ? "; put its user and password into HTTPS_PROXY" : "";
    return MakeError(ErrorKind::kUnavailable,
                     fmt::format("the proxy refused to connect, with status {}{}", proxy_status, advice));
  }
  return MakeError(reading.kind, reading.what.empty() ? curl_easy_strerror(code) : reading.what);
}

Result<HttpResponse> CurlTransfer::Outcome(CURLcode code) {
  if (too_large_) {
    Error error = MakeError(ErrorKind::kBadUpstream, "the answer is too large");
    error.reason = kTooLarge;
    return Failure(std::move(error));
  }
  if (code != CURLE_OK) return Failure(Explain(code));
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

}  // namespace llmcost
