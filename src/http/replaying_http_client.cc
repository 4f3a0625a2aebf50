// SPDX-License-Identifier: MIT
#include "http/replaying_http_client.h"

#include <fmt/format.h>

#include <set>

namespace llmcost {
namespace {

NamedSecrets PlaceholdersOf(const Recording& recording) {
  std::set<std::string> names;
  for (const RecordedKey& key : recording.head.keys) names.insert(key.setting);
  std::vector<NamedSecret> keys;
  keys.reserve(names.size());
  for (const std::string& name : names) keys.push_back({name, NamedSecrets::PlaceholderOf(name)});
  // A name too short to be looked for is none of ours.
  return NamedSecrets::Make(std::move(keys)).value_or(NamedSecrets());
}

}  // namespace

ReplayingHttpClient::ReplayingHttpClient(Recording recording) : keys_(PlaceholdersOf(recording)) {
  for (RecordedReply& recorded : recording.replies) {
    replies_[{std::move(recorded.credential), std::move(recorded.url)}].in_order.push_back(std::move(recorded.reply));
  }
}

boost::asio::awaitable<Result<HttpResponse>> ReplayingHttpClient::Get(HttpRequest request) {
  const std::lock_guard lock(mutex_);
  const auto found = replies_.find({keys_.CredentialOf(request.headers), request.url});
  if (found == replies_.end()) {
    co_return Failure(Error{.kind = ErrorKind::kUnavailable,
                            .message = fmt::format("the recording has no reply for GET {}", request.url),
                            .hint = "Ask for days that were recorded, or record again with the same question."});
  }
  Replies& replies = found->second;
  const Result<HttpResponse>& reply = replies.in_order[replies.next];
  if (replies.next + 1 < replies.in_order.size()) ++replies.next;
  co_return reply;
}

}  // namespace llmcost
