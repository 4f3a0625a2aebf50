// SPDX-License-Identifier: MIT
#include "http/recording_http_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/log.h"

namespace llmcost {
namespace {

constexpr int kMostRuns = 9999;
// All that providers and StatusError read.
constexpr std::array<std::string_view, 4> kKeptHeaders = {"content-type", "retry-after", "retry-after-ms",
                                                          "last-modified"};

Failure CannotRecord(const std::string& folder, const std::string& why) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = fmt::format("the folder {} for the recording cannot be written: {}", folder, why),
                       .hint = "Name another one in --record or RECORD_DIR, or leave it out."});
}

std::string Why(int error) { return std::generic_category().message(error); }

int WriteAll(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

Result<std::unique_ptr<RecordingHttpClient>> RecordingHttpClient::Open(HttpClient& next, const std::string& folder,
                                                                       const RecordingHead& head,
                                                                       NamedSecrets secrets) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return CannotRecord(folder, error.message());
  constexpr mode_t kOwnerOnly = 0700;
  if (::mkdir(folder.c_str(), kOwnerOnly) != 0 && errno != EEXIST) return CannotRecord(folder, Why(errno));
  // To make the folder is to take its number: two programs that start together do not share one.
  std::string run;
  for (int number = 1; run.empty(); ++number) {
    if (number > kMostRuns) return CannotRecord(folder, "it is full of recordings");
    const std::string candidate = fmt::format("{}/{:04}", folder, number);
    if (::mkdir(candidate.c_str(), kOwnerOnly) == 0) {
      run = candidate;
    } else if (errno != EEXIST) {
      return CannotRecord(folder, Why(errno));
    }
  }
  std::unique_ptr<RecordingHttpClient> client(new RecordingHttpClient(next, run, std::move(secrets)));
  if (const int fault = client->Write(std::string(kRecordingHeadFile), FormatRecordingHead(head)); fault != 0) {
    return CannotRecord(run, Why(fault));
  }
  return client;
}

boost::asio::awaitable<Result<HttpResponse>> RecordingHttpClient::Get(HttpRequest request) {
  std::string credential = secrets_.CredentialOf(request.headers);
  const std::string url = request.url;
  Result<HttpResponse> reply = co_await next_.Get(std::move(request));
  Keep(std::move(credential), url, reply);
  co_return reply;
}

void RecordingHttpClient::Keep(std::string credential, const std::string& url, const Result<HttpResponse>& reply) {
  RecordedReply recorded{std::move(credential), secrets_.Strip(url), HttpResponse{}};
  if (reply) {
    HttpResponse kept;
    kept.status = reply->status;
    for (const std::string_view name : kKeptHeaders) {
      const std::string_view value = reply->Header(name);
      if (!value.empty())
        kept.headers.push_back({std::string(name), Printable(secrets_.Strip(std::string(value)), 200)});
    }
    kept.body = secrets_.Strip(reply->body);
    recorded.reply = std::move(kept);
  } else {
    Error error;
    error.kind = reply.error().kind;
    error.retry_after = reply.error().retry_after;
    error.reason = reply.error().reason;
    error.message = secrets_.Strip(reply.error().message);
    error.hint = secrets_.Strip(reply.error().hint);
    recorded.reply = Failure(std::move(error));
  }
  const std::string text = FormatRecordedReply(recorded);
  const std::lock_guard lock(mutex_);
  if (failed_) return;
  const int fault = Write(RecordedReplyFile(written_ + 1), text);
  if (fault == 0) {
    ++written_;
    return;
  }
  failed_ = true;
  spdlog::error("the recording in {} ends here, with {} replies: {}; the figures are not touched by it", folder_,
                written_, Why(fault));
}

int RecordingHttpClient::Write(const std::string& name, const std::string& text) const {
  // Escapes that the parts were written with could have made a secret of what was none.
  const std::string stripped = secrets_.Strip(text);
  const std::string path = folder_ + "/" + name;
  const std::string temporary = path + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  int fault = WriteAll(file, stripped);
  if (::close(file) != 0 && fault == 0) fault = errno;
  if (fault == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) fault = errno;
  if (fault != 0) ::unlink(temporary.c_str());
  return fault;
}

}  // namespace llmcost
