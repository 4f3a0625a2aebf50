// SPDX-License-Identifier: MIT
#include "providers/pacing.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "http/fake_http_client.h"
#include "providers/parallel.h"
#include "providers/provider_testing.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using ::testing::ElementsAre;

class PacingTest : public ::testing::Test {
 protected:
  static HttpRequest Request(std::string url, std::string key = "") {
    HttpRequest request;
    request.url = std::move(url);
    if (!key.empty()) request.pace = {std::move(key), milliseconds(1000)};
    return request;
  }

  asio::awaitable<void> Call(HttpRequest request) {
    const auto answer = co_await client_.Get(std::move(request));
    if (!answer) errors_.push_back(answer.error().message);
  }

  asio::awaitable<int> All(std::vector<HttpRequest> requests) {
    std::vector<asio::awaitable<void>> work;
    for (HttpRequest& request : requests) work.push_back(Call(std::move(request)));
    co_await AwaitAll(std::move(work));
    co_return 0;
  }

  const TimePoint start_ = Date(2026, 11, 22).Start();
  FakeClock clock_{start_};
  std::vector<std::string> calls_;  // "a at 1000": what was asked and when, in milliseconds from the start
  std::vector<std::string> errors_;
  std::deque<HttpResponse> answers_;  // to the next calls; 200 to those after
  FakeHttpClient http_{[this](const HttpRequest& request) {
    calls_.push_back(fmt::format("{} at {}", request.url, (clock_.Now() - start_).count()));
    if (answers_.empty()) return HttpResponse{200, {}, ""};
    HttpResponse answer = answers_.front();
    answers_.pop_front();
    return answer;
  }};
  PacingHttpClient::Delay delay_ = [this](milliseconds wait) -> asio::awaitable<void> {
    // Others have their turn meanwhile, as with a real timer.
    auto executor = co_await asio::this_coro::executor;
    for (int i = 0; i < 50; ++i) co_await asio::post(executor, asio::use_awaitable);
    clock_.Advance(wait);
  };
  PacingHttpClient client_{http_, clock_, milliseconds(60'000), [this](milliseconds wait) { return delay_(wait); }};
};

TEST_F(PacingTest, CallsOfOneKeyStartOneAfterTheOtherAsTheyCame) {
  RunToEnd(OnStrand(All({Request("a", "k"), Request("b", "k"), Request("c", "k")})));
  EXPECT_THAT(calls_, ElementsAre("a at 0", "b at 1000", "c at 2000"));
}

TEST_F(PacingTest, OthersAreNotHeldUp) {
  RunToEnd(OnStrand(All({Request("a", "k"), Request("b", "k"), Request("c", "other"), Request("d"), Request("e")})));
  EXPECT_THAT(calls_, ElementsAre("a at 0", "c at 0", "d at 0", "e at 0", "b at 1000"));
}

TEST_F(PacingTest, NobodyWaitsOnceTheIntervalIsOver) {
  RunToEnd(OnStrand(All({Request("a", "k")})));
  clock_.Advance(milliseconds(600));
  RunToEnd(OnStrand(All({Request("b", "k")})));
  clock_.Advance(milliseconds(1500));
  RunToEnd(OnStrand(All({Request("c", "k")})));
  EXPECT_THAT(calls_, ElementsAre("a at 0", "b at 1000", "c at 2500"));
}

TEST_F(PacingTest, AClockPutBackMakesNobodyWaitForLong) {
  RunToEnd(OnStrand(All({Request("a", "k")})));
  clock_.Set(start_ - std::chrono::hours(5));
  RunToEnd(OnStrand(All({Request("b", "k")})));
  EXPECT_EQ(clock_.Now(), start_ - std::chrono::hours(5) + milliseconds(1000));
}

TEST_F(PacingTest, ALimitIsWaitedForByAllOfItsKey) {
  answers_ = {{429, {{"Retry-After", "7"}}, ""}};
  RunToEnd(OnStrand(All({Request("a", "k")})));
  HttpRequest unpaced = Request("b", "k");
  unpaced.pace->interval = milliseconds(0);
  RunToEnd(OnStrand(All({unpaced, unpaced, Request("c", "other")})));
  // One after the other once it is over, not at the same moment.
  EXPECT_THAT(calls_, ElementsAre("a at 0", "c at 0", "b at 7000", "b at 7050"));
  clock_.Advance(milliseconds(30'000));
  calls_.clear();
  RunToEnd(OnStrand(All({unpaced, unpaced})));
  EXPECT_THAT(calls_, ElementsAre("b at 37050", "b at 37050"));
}

TEST_F(PacingTest, ALimitMetAfterAPauseIsWaitedForToo) {
  answers_ = {{429, {{"Retry-After", "7"}}, ""}, {429, {{"retry-after-ms", "9500"}}, ""}};
  HttpRequest request = Request("a", "k");
  request.pace->interval = milliseconds(0);
  RunToEnd(OnStrand(All({request, request})));
  RunToEnd(OnStrand(All({request})));
  EXPECT_THAT(calls_, ElementsAre("a at 0", "a at 7000", "a at 16500"));
}

TEST_F(PacingTest, NobodyWaitsForALimitWithoutATimeOrOfHours) {
  answers_ = {{429, {}, ""}, {429, {{"Retry-After", "61"}}, ""}, {503, {{"Retry-After", "7"}}, ""}};
  for (int i = 0; i < 4; ++i) {
    HttpRequest request = Request("a", "k");
    request.pace->interval = milliseconds(0);
    RunToEnd(OnStrand(All({request})));
  }
  EXPECT_THAT(calls_, ElementsAre("a at 0", "a at 0", "a at 0", "a at 0"));
}

TEST_F(PacingTest, AClockPutBackEndsAPause) {
  answers_ = {{429, {{"Retry-After", "7"}}, ""}};
  HttpRequest request = Request("a", "k");
  request.pace->interval = milliseconds(0);
  RunToEnd(OnStrand(All({request})));
  clock_.Set(start_ - std::chrono::hours(5));
  RunToEnd(OnStrand(All({request})));
  EXPECT_EQ(clock_.Now(), start_ - std::chrono::hours(5));
}

TEST_F(PacingTest, ACancelledCallAsksNothingAndTakesNoTurn) {
  asio::io_context context;
  asio::cancellation_signal cancel_second;
  bool waiting = false;
  // The second one's own wait never ends by itself.
  delay_ = [&, real = delay_](milliseconds wait) -> asio::awaitable<void> {
    if (waiting) {
      co_await real(wait);
      co_return;
    }
    waiting = true;
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
  };
  int ended = 0;
  const auto on_end = [&](std::exception_ptr thrown) {
    EXPECT_EQ(thrown, nullptr);
    ++ended;
  };
  asio::cancellation_signal cancel_third;
  asio::co_spawn(context, Call(Request("a", "k")), on_end);
  asio::co_spawn(context, Call(Request("b", "k")), asio::bind_cancellation_slot(cancel_second.slot(), on_end));
  asio::co_spawn(context, Call(Request("c", "k")), asio::bind_cancellation_slot(cancel_third.slot(), on_end));
  asio::co_spawn(context, Call(Request("d", "k")), on_end);
  context.poll();
  EXPECT_TRUE(waiting);
  EXPECT_EQ(ended, 1);
  cancel_third.emit(asio::cancellation_type::all);   // in the queue
  cancel_second.emit(asio::cancellation_type::all);  // waiting for its start
  context.run_for(std::chrono::seconds(60));
  EXPECT_EQ(ended, 4);
  EXPECT_THAT(calls_, ElementsAre("a at 0", "d at 1000"));
  EXPECT_THAT(errors_, ElementsAre("cancelled", "cancelled"));
}

}  // namespace
}  // namespace llmcost
