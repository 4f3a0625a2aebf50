// SPDX-License-Identifier: MIT
#include "api/sync_stream.h"

#include <algorithm>

#include "core/json_writer.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

// How often is looked how far a reading is: its calls are counted without telling anybody.
constexpr std::chrono::milliseconds kBetweenLooks{250};
// A silent connection may be closed by what stands between, and a client that has left is not noticed.
constexpr std::chrono::milliseconds kMostSilence{15'000};

}  // namespace

std::string SyncJson(const CostService& service) {
  JsonWriter json;
  json.BeginObject();
  json.Write("version", static_cast<std::int64_t>(service.Version()));
  json.BeginArray("fetches");
  for (const FetchStatus& fetch : service.Fetches()) {
    json.BeginObject();
    json.Write("provider", std::string_view(fetch.provider));
    json.Write("workspace", std::string_view(fetch.workspace));
    json.Write("start_date", fetch.range.start);
    json.Write("end_date", fetch.range.end);
    json.Write("calls_done", std::int64_t{fetch.calls_done});
    json.Write("calls_total", std::int64_t{fetch.calls_total});
    json.Write("started_at", fetch.started_at);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

asio::awaitable<std::optional<std::string>> SyncStream::Next() {
  for (;;) {
    const std::uint64_t seen = service_.NewsCount();
    std::string json = SyncJson(service_);
    const auto now = std::chrono::steady_clock::now();
    if (json != last_) {
      last_ = std::move(json);
      last_sent_ = now;
      co_return "data: " + last_ + "\n\n";
    }
    const auto silence = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_sent_);
    if (silence >= kMostSilence) {
      last_sent_ = now;
      co_return ":\n\n";
    }
    const std::chrono::milliseconds limit = service_.Fetches().empty() ? kMostSilence - silence : kBetweenLooks;
    auto waiting = service_.WaitForNews(seen, limit);
    co_await std::move(waiting);
  }
}

}  // namespace llmcost
