// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "http/curl_http_client.h"
#include "http/http_test_server.h"

// What lies between CurlHttpClient and the server: proxies, certificates, this machine's limits. The conversation
// itself: curl_http_client_test.cc. Names end in .invalid, which no resolver knows (RFC 6761); only a proxy is asked
// for them.
namespace llmcost {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Takes the connections to a port of 127.0.0.1, one after the other, on a thread of its own.
class Listener {
 public:
  Listener() : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
  virtual ~Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 protected:
  // To be called by the constructor and the destructor of the class that has Serve.
  void Start() {
    thread_ = std::thread([this] {
      error_code error;
      while (true) {
        tcp::socket socket = acceptor_.accept(error);
        if (error) return;
        Serve(socket);
      }
    });
  }
  void Stop() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes the thread
    if (thread_.joinable()) thread_.join();
  }

 private:
  virtual void Serve(tcp::socket& socket) = 0;

  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

// A server that speaks TLS and shows a certificate that nobody vouches for.
class SelfSigned {
 public:
  SelfSigned() : context_(asio::ssl::context::tls_server) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    static constexpr std::array<unsigned char, 9> kName = {'1', '2', '7', '.', '0', '.', '0', '.', '1'};
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName.data(), kName.size(), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    SSL_CTX_use_certificate(context_.native_handle(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.native_handle(), key.get());
  }

  // What the client says once it trusts the server; empty when it never does.
  std::string Converse(tcp::socket& socket) {
    asio::ssl::stream<tcp::socket&> stream(socket, context_);
    error_code error;
    stream.handshake(asio::ssl::stream_base::server, error);
    std::string text;
    // With TLS 1.3 the server may believe in the agreement until it reads that the client does not.
    if (!error) asio::read_until(stream, asio::dynamic_buffer(text), "\r\n\r\n", error);
    return text;
  }

 private:
  asio::ssl::context context_;
};

class SelfSignedServer final : public Listener {
 public:
  SelfSignedServer() { Start(); }
  ~SelfSignedServer() override { Stop(); }

  // What was said on each connection, once all of them have ended; then no more are taken.
  std::vector<std::string> Heard() {
    Stop();
    return heard_;
  }

 private:
  void Serve(tcp::socket& socket) override { heard_.push_back(self_signed_.Converse(socket)); }

  SelfSigned self_signed_;
  std::vector<std::string> heard_;  // of the thread, while it runs
};

// Answers every request itself, whatever server it is for, and every CONNECT with a server that has a bad certificate.
class Proxy final : public Listener {
 public:
  explicit Proxy(std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nby proxy\n")
      : answer_(std::move(answer)) {
    Start();
  }
  ~Proxy() override { Stop(); }

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  // The heads of all requests so far.
  std::vector<std::string> heads() const {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

 private:
  void Serve(tcp::socket& socket) override {
    error_code error;
    std::string head;
    asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", error);
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(head);
    }
    asio::write(socket, asio::buffer(answer_), error);
    if (head.starts_with("CONNECT") && answer_.starts_with("HTTP/1.1 200")) self_signed_.Converse(socket);
  }

  const std::string answer_;
  SelfSigned self_signed_;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;  // guarded by mutex_
};

constexpr const char* kTunnel = "HTTP/1.1 200 Connection established\r\n\r\n";

class CurlHttpClientNetworkTest : public testing::Test {
 protected:
  CurlHttpClientNetworkTest() {
    // Of this machine, whatever it has.
    for (const char* name :
         {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      if (const char* value = std::getenv(name)) before_.emplace_back(name, value);
      ::unsetenv(name);
    }
  }
  ~CurlHttpClientNetworkTest() override {
    for (const std::string& name : set_) ::unsetenv(name.c_str());
    for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
  }

  // Before the first Get: libcurl's thread reads the environment.
  void Set(const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), 1);
    set_.emplace_back(name);
  }
  Result<HttpResponse> Get(const std::string& url) {
    return caller_.Get(client_, RequestOf(url, {{"Authorization", "Bearer hidden"}}));
  }

 private:
  std::vector<std::pair<std::string, std::string>> before_;
  std::vector<std::string> set_;
  HttpTestCaller caller_;
  CurlHttpClient client_;
};

TEST_F(CurlHttpClientNetworkTest, AsksTheProxyOfHttpProxy) {
  const Proxy proxy;
  Set("http_proxy", proxy.Url());
  const auto answer = Get("http://upstream.invalid/v1/costs?page=2");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "by proxy\n");
  EXPECT_THAT(proxy.heads(), ElementsAre(StartsWith("GET http://upstream.invalid/v1/costs?page=2 HTTP/1.1\r\n")));
}

TEST_F(CurlHttpClientNetworkTest, AsksTheProxyOfAllProxy) {
  const Proxy proxy;
  Set("ALL_PROXY", proxy.Url());
  const auto answer = Get("http://upstream.invalid/");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "by proxy\n");
}

// Capitals are not heeded for http, as the header "Proxy:" of a request to a CGI program is put into that variable.
TEST_F(CurlHttpClientNetworkTest, DoesNotHeedHttpProxyInCapitals) {
  const Proxy proxy;
  HttpTestServer server(Echo);
  Set("HTTP_PROXY", proxy.Url());
  const auto answer = Get("http://0.0.0.0:" + std::to_string(server.port()) + "/a");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "GET /a");
  EXPECT_THAT(proxy.heads(), ElementsAre());
}

TEST_F(CurlHttpClientNetworkTest, LetsNoProxyNameTheServersThatAreAskedDirectly) {
  const Proxy proxy;
  HttpTestServer server(Echo);
  const std::string direct = "http://0.0.0.0:" + std::to_string(server.port()) + "/a";
  Set("http_proxy", proxy.Url());
  const auto through = Get(direct);
  ASSERT_TRUE(through) << through.error().message;
  EXPECT_EQ(through->body, "by proxy\n");

  Set("NO_PROXY", "example.com,0.0.0.0");
  const auto past = Get(direct);
  ASSERT_TRUE(past) << past.error().message;
  EXPECT_EQ(past->body, "GET /a");
  EXPECT_EQ(proxy.heads().size(), 1);
}

TEST_F(CurlHttpClientNetworkTest, AsksThisMachineDirectly) {
  const Proxy proxy;
  HttpTestServer server(Echo);
  Set("http_proxy", proxy.Url());
  Set("ALL_PROXY", proxy.Url());
  for (const char* host : {"127.0.0.1", "localhost", "127.1"}) {
    const auto answer = Get("http://" + std::string(host) + ":" + std::to_string(server.port()) + "/a");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "GET /a") << host;
  }
  EXPECT_THAT(proxy.heads(), ElementsAre());
}

TEST_F(CurlHttpClientNetworkTest, AsksTheProxyOfHttpsProxyForATunnelAndKeepsTheKeyFromIt) {
  for (const char* name : {"HTTPS_PROXY", "https_proxy"}) {
    const Proxy proxy(kTunnel);
    Set(name, proxy.Url());
    const auto answer = Get("https://upstream.invalid/v1/costs?key=hidden");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kBadUpstream);
    EXPECT_EQ(answer.error().message, "GET https://upstream.invalid/v1/costs: the server's certificate is not trusted");
    EXPECT_THAT(proxy.heads(), ElementsAre(AllOf(StartsWith("CONNECT upstream.invalid:443 HTTP/1.1\r\n"),
                                                 Not(HasSubstr("hidden")), Not(HasSubstr("Authorization")))));
    ::unsetenv(name);
  }
}

TEST_F(CurlHttpClientNetworkTest, TellsWhatTheProxyRefused) {
  {
    const Proxy proxy(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
    Set("HTTPS_PROXY", proxy.Url());
    const auto answer = Get("https://upstream.invalid/v1");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(answer.error().message,
              "GET https://upstream.invalid/v1: the proxy refused to connect, with status 407; put its user and "
              "password into HTTPS_PROXY");
  }
  const Proxy proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  Set("HTTPS_PROXY", proxy.Url());
  const auto answer = Get("https://upstream.invalid/v1");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(answer.error().message, EndsWith(": the proxy refused to connect, with status 403"));
}

TEST_F(CurlHttpClientNetworkTest, SendsTheProxysPasswordToTheProxyOnly) {
  const Proxy proxy(kTunnel);
  Set("HTTPS_PROXY", "http://me:secret@127.0.0.1:" + std::to_string(proxy.port()));
  const auto answer = Get("https://upstream.invalid/v1");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, Not(HasSubstr("secret")));
  // "me:secret" in base64.
  EXPECT_THAT(proxy.heads(), ElementsAre(HasSubstr("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n")));
}

TEST_F(CurlHttpClientNetworkTest, SendsNothingToAServerWhoseCertificateIsNotTrusted) {
  SelfSignedServer server;
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/v1/costs";
  const auto answer = Get(url + "?key=hidden");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kBadUpstream);
  EXPECT_EQ(answer.error().message, "GET " + url + ": the server's certificate is not trusted");
  EXPECT_THAT(server.Heard(), ElementsAre(""));
}

TEST_F(CurlHttpClientNetworkTest, TellsAServerThatDoesNotSpeakTls) {
  HttpTestServer server(Echo);
  const auto answer = Get("https://127.0.0.1:" + std::to_string(server.port()) + "/v1");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(answer.error().message, EndsWith("/v1: no secure connection could be agreed on"));
}

TEST_F(CurlHttpClientNetworkTest, TellsAServerThatDoesNotSpeakHttp) {
  // A server for TLS that was called without, and one for something else.
  for (const std::string& answer :
       {std::string("\x15\x03\x01\x00\x02\x02\x46", 7), std::string("SSH-2.0-server\r\n")}) {
    Proxy server(answer);
    const auto answered = Get(server.Url() + "/v1");
    ASSERT_FALSE(answered);
    EXPECT_EQ(answered.error().kind, ErrorKind::kBadUpstream);
    EXPECT_EQ(answered.error().message, "GET " + server.Url() + "/v1: the answer is not HTTP");
  }
}

}  // namespace
}  // namespace llmcost
