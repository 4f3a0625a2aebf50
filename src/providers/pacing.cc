// SPDX-License-Identifier: MIT
#include "providers/pacing.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

#include "providers/parallel.h"

namespace llmcost {

namespace asio = boost::asio;
using std::chrono::milliseconds;

struct PacingHttpClient::Lane {
  AsyncSemaphore turn{1};               // held while waiting to start, not while the call runs
  std::optional<TimePoint> last_start;  // read and written by whoever holds the turn
};

PacingHttpClient::PacingHttpClient(HttpClient& next, const Clock& clock, Delay delay)
    : next_(next), clock_(clock), delay_(std::move(delay)) {}

PacingHttpClient::~PacingHttpClient() = default;

asio::awaitable<Result<HttpResponse>> PacingHttpClient::Get(HttpRequest request) {
  if (request.pace) {
    bool cancelled = false;
    try {
      co_await AwaitTurn(*request.pace);
    } catch (const boost::system::system_error& e) {
      // Asio reports by exception that a wait was cancelled.
      if (e.code() != asio::error::operation_aborted) throw;
      cancelled = true;
    }
    if (cancelled) co_return Fail(ErrorKind::kUnavailable, "cancelled");
  }
  co_return co_await next_.Get(std::move(request));
}

asio::awaitable<void> PacingHttpClient::AwaitTurn(const HttpPace& pace) {
  Lane& lane = LaneOf(pace.key);
  const auto turn = co_await lane.turn.Acquire();
  if (lane.last_start) {
    // Bounded, so that a clock that was put back makes nobody wait for long.
    const milliseconds wait =
        std::clamp(*lane.last_start + pace.interval - clock_.Now(), milliseconds(0), pace.interval);
    if (wait > milliseconds(0)) co_await delay_(wait);
  }
  lane.last_start = clock_.Now();
}

PacingHttpClient::Lane& PacingHttpClient::LaneOf(const std::string& key) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Lane>& lane = lanes_[key];
  if (lane == nullptr) lane = std::make_unique<Lane>();
  return *lane;
}

}  // namespace llmcost
