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

namespace {

constexpr int kTooManyRequests = 429;
// After a pause, calls start this far from each other for a while, rather than all at the same moment.
constexpr milliseconds kSpacing{50};
constexpr milliseconds kSpacedFor{10'000};

}  // namespace

struct PacingHttpClient::Lane {
  AsyncSemaphore turn{1};               // held while waiting to start, not while the call runs
  std::optional<TimePoint> last_start;  // read and written by whoever holds the turn
  std::mutex mutex;
  std::optional<TimePoint> paused_until;  // guarded by mutex

  std::optional<TimePoint> PausedUntil() {
    const std::lock_guard lock(mutex);
    return paused_until;
  }
};

PacingHttpClient::PacingHttpClient(HttpClient& next, const Clock& clock, milliseconds max_pause, Delay delay)
    : next_(next), clock_(clock), max_pause_(max_pause), delay_(std::move(delay)) {}

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
  const auto pace = request.pace;
  Result<HttpResponse> response = co_await next_.Get(std::move(request));
  if (pace && response && response->status == kTooManyRequests) NoteLimit(LaneOf(pace->key), *response);
  co_return response;
}

void PacingHttpClient::NoteLimit(Lane& lane, const HttpResponse& response) {
  const TimePoint now = clock_.Now();
  const auto wait = ParseRetryAfter(response, now);
  if (!wait || *wait > max_pause_) return;
  const std::lock_guard lock(lane.mutex);
  lane.paused_until = std::max(lane.paused_until.value_or(now), now + *wait);
}

asio::awaitable<void> PacingHttpClient::AwaitTurn(const HttpPace& pace) {
  Lane& lane = LaneOf(pace.key);
  const auto turn = co_await lane.turn.Acquire();
  milliseconds interval = pace.interval;
  // Again after each wait: calls that were under way may have been told to wait meanwhile.
  while (const auto until = lane.PausedUntil()) {
    const milliseconds wait = *until - clock_.Now();
    if (wait <= milliseconds(0) && -wait < kSpacedFor) interval = std::max(interval, kSpacing);
    // Here and below: a clock that was put back makes nobody wait for long.
    if (wait <= milliseconds(0) || wait > max_pause_) break;
    co_await delay_(wait);
  }
  if (lane.last_start) {
    const milliseconds wait = std::clamp(*lane.last_start + interval - clock_.Now(), milliseconds(0), interval);
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
