// SPDX-License-Identifier: MIT
#include "http/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>

#include "http/fake_http_client.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const TimePoint kNow = Date(2026, 11, 22).Start();

HttpResponse Answer(int status, std::vector<HttpHeader> headers = {}) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

std::optional<milliseconds> RetryAfter(std::string value) {
  return ParseRetryAfter(Answer(429, {{"Retry-After", std::move(value)}}), kNow);
}

// Plays the given answers, the last one again and again, and notes the waits. Time passes by waiting alone.
class RetryTest : public testing::Test {
 protected:
  Result<HttpResponse> Get(std::deque<Result<HttpResponse>> answers, RetryOptions options = {}) {
    FakeHttpClient fake([&answers](const HttpRequest&) {
      auto answer = answers.front();
      if (answers.size() > 1) answers.pop_front();
      return answer;
    });
    RetryingHttpClient client(fake, clock_, options, [this](milliseconds wait) { return NoteWait(wait); });
    asio::io_context context;
    std::optional<Result<HttpResponse>> answer;
    asio::co_spawn(
        context, [&client] { return client.Get(HttpRequest{"http://x/a?b", {{"Authorization", "k"}}}); },
        [&answer](const std::exception_ptr& error, Result<HttpResponse> result) {
          if (!error) answer = std::move(result);
        });
    context.run();
    requests_ = fake.requests();
    return answer.value();
  }

  asio::awaitable<void> NoteWait(milliseconds wait) {
    waits_.push_back(wait);
    clock_.Advance(wait);
    co_return;
  }

  FakeClock clock_{kNow};
  std::vector<milliseconds> waits_;
  std::vector<HttpRequest> requests_;
};

TEST_F(RetryTest, ReturnsASuccessAtOnce) {
  EXPECT_EQ(Get({Answer(200)})->status, 200);
  EXPECT_EQ(requests_.size(), 1U);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RetryTest, TriesTheSameRequestAgainAfterWhatMayPass) {
  for (const int status : {408, 429, 500, 502, 503, 504, 529}) {
    EXPECT_EQ(Get({Answer(status), Answer(200)})->status, 200) << status;
    ASSERT_EQ(requests_.size(), 2U) << status;
    EXPECT_EQ(requests_[1].url, "http://x/a?b");
    EXPECT_EQ(requests_[1].headers.at(0).value, "k");
  }
  for (const ErrorKind kind : {ErrorKind::kTimeout, ErrorKind::kUnavailable}) {
    EXPECT_EQ(Get({Fail(kind, "x"), Answer(200)})->status, 200);
  }
}

TEST_F(RetryTest, TriesNothingAgainThatWillNotPass) {
  for (const int status : {301, 302, 304, 400, 401, 403, 404, 409, 422, 501}) {
    EXPECT_EQ(Get({Answer(status)})->status, status);
    EXPECT_EQ(requests_.size(), 1U) << status;
  }
  for (const ErrorKind kind : {ErrorKind::kInvalidArgument, ErrorKind::kBadUpstream, ErrorKind::kInternal}) {
    EXPECT_EQ(Get({Fail(kind, "x")}).error().kind, kind);
    EXPECT_EQ(requests_.size(), 1U);
  }
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RetryTest, HonoursShouldRetryFalse) {
  EXPECT_EQ(Get({Answer(500, {{"X-Should-Retry", "false"}})})->status, 500);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(RetryTest, ReturnsTheLastFailureWhenAttemptsEnd) {
  EXPECT_EQ(Get({Answer(500), Answer(500), Answer(500), Answer(502), Answer(200)})->status, 502);
  EXPECT_EQ(requests_.size(), 4U);
  EXPECT_EQ(Get({Fail(ErrorKind::kUnavailable, "gone")}).error().message, "gone");
  EXPECT_EQ(requests_.size(), 4U);
}

TEST_F(RetryTest, HonoursRetryAfterOver429And503) {
  for (const int status : {429, 503}) {
    waits_.clear();
    EXPECT_EQ(
        Get({Answer(status, {{"Retry-After", "7"}}), Answer(status, {{"retry-after-ms", "20"}}), Answer(200)})->status,
        200);
    EXPECT_THAT(waits_, ElementsAre(milliseconds(7000), milliseconds(20))) << status;
  }
}

TEST_F(RetryTest, IgnoresRetryAfterOverOtherStatuses) {
  EXPECT_EQ(Get({Answer(500, {{"Retry-After", "7"}}), Answer(200)})->status, 200);
  ASSERT_EQ(waits_.size(), 1U);
  EXPECT_LT(waits_[0], milliseconds(500));
}

TEST_F(RetryTest, ReportsALongRetryAfterInsteadOfWaiting) {
  const auto answer = Get({Answer(429, {{"Retry-After", "61"}}), Answer(200)});
  EXPECT_EQ(answer->status, 429);
  EXPECT_THAT(waits_, IsEmpty());
  EXPECT_EQ(StatusError(*answer, kNow)->retry_after, std::chrono::seconds(61));
}

TEST_F(RetryTest, WaitsForALimitOfAMinute) {
  EXPECT_EQ(Get({Answer(429, {{"Retry-After", "60"}}), Answer(429, {{"Retry-After", "60"}}), Answer(200)})->status,
            200);
  EXPECT_THAT(waits_, ElementsAre(milliseconds(60'000), milliseconds(60'000)));
}

TEST_F(RetryTest, KeepsToTheBudget) {
  RetryOptions options;
  options.max_attempts = 100;
  EXPECT_EQ(Get({Answer(429, {{"Retry-After", "59"}})}, options)->status, 429);
  EXPECT_THAT(waits_, ElementsAre(milliseconds(59'000), milliseconds(59'000)));
  // Without a word of when, a minute is all.
  waits_.clear();
  const TimePoint start = clock_.Now();
  EXPECT_EQ(Get({Answer(500)}, options)->status, 500);
  EXPECT_LE(clock_.Now() - start, milliseconds(60'000));
}

TEST_F(RetryTest, CancellationEndsAWaitAtOnce) {
  FakeHttpClient fake([](const HttpRequest&) { return Answer(429, {{"Retry-After", "20"}}); });
  RetryingHttpClient client(fake, clock_);
  asio::io_context context;
  asio::cancellation_signal signal;
  std::string outcome;
  asio::co_spawn(
      context, [&client] { return client.Get(HttpRequest{"http://x/", {}}); },
      asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error, Result<HttpResponse> answer) {
        outcome = error ? "exception" : answer ? "answer" : answer.error().message;
      }));
  context.poll();
  EXPECT_EQ(outcome, "");
  EXPECT_EQ(fake.requests().size(), 1U);
  signal.emit(asio::cancellation_type::terminal);
  context.run_for(std::chrono::seconds(5));
  EXPECT_EQ(outcome, "cancelled");
  EXPECT_EQ(fake.requests().size(), 1U);
}

TEST_F(RetryTest, ItsOwnTimerWaits) {
  RetryOptions options;
  options.first_delay = milliseconds(1);
  FakeHttpClient fake([](const HttpRequest&) { return Answer(500); });
  RetryingHttpClient client(fake, clock_, options);
  asio::io_context context;
  int status = 0;
  asio::co_spawn(
      context, [&client] { return client.Get(HttpRequest{"http://x/", {}}); },
      [&status](const std::exception_ptr&, Result<HttpResponse> answer) { status = answer->status; });
  context.run();
  EXPECT_EQ(status, 500);
  EXPECT_EQ(fake.requests().size(), 4U);
}

TEST(RetryDelayTest, GrowsToItsLimit) {
  const RetryOptions options;
  const double almost_one = 0.9999999;
  EXPECT_NEAR(static_cast<double>(RetryDelay(options, 1, {}, almost_one).count()), 500, 1);
  EXPECT_NEAR(static_cast<double>(RetryDelay(options, 2, {}, almost_one).count()), 1000, 1);
  EXPECT_NEAR(static_cast<double>(RetryDelay(options, 6, {}, almost_one).count()), 16'000, 1);
  EXPECT_NEAR(static_cast<double>(RetryDelay(options, 7, {}, almost_one).count()), 20'000, 1);
  EXPECT_NEAR(static_cast<double>(RetryDelay(options, 1000, {}, almost_one).count()), 20'000, 1);
  EXPECT_EQ(RetryDelay(options, 3, {}, 0), milliseconds(0));
  EXPECT_EQ(RetryDelay(options, 3, milliseconds(123), almost_one), milliseconds(123));
}

TEST(RetryDelayTest, StaysWithinItsLimits) {
  EXPECT_TRUE(rc::check([] {
    const RetryOptions options;
    const int attempt = *rc::gen::inRange(1, 100);
    const double jitter = *rc::gen::inRange(0, 1000) / 1000.0;
    const milliseconds wait = RetryDelay(options, attempt, {}, jitter);
    RC_ASSERT(wait >= milliseconds(0));
    RC_ASSERT(wait <= options.max_delay);
  }));
}

TEST(ParseRetryAfterTest, ReadsSeconds) {
  EXPECT_EQ(RetryAfter("0"), milliseconds(0));
  EXPECT_EQ(RetryAfter("7"), milliseconds(7000));
  EXPECT_EQ(RetryAfter(" 7 "), milliseconds(7000));
  EXPECT_EQ(RetryAfter("0.5"), milliseconds(500));
  EXPECT_EQ(RetryAfter("0.0001"), milliseconds(1));
  EXPECT_EQ(RetryAfter("-5"), milliseconds(0));
  EXPECT_EQ(RetryAfter("99999999999999999999999999"), milliseconds(std::chrono::days(365)));
}

TEST(ParseRetryAfterTest, ReadsTheThreeFormsOfADate) {
  EXPECT_EQ(RetryAfter("Sun, 22 Nov 2026 00:00:30 GMT"), milliseconds(30'000));
  EXPECT_EQ(RetryAfter("Sunday, 22-Nov-26 00:01:00 GMT"), milliseconds(60'000));
  EXPECT_EQ(RetryAfter("Sun Nov 22 00:01:30 2026"), milliseconds(90'000));
  EXPECT_EQ(RetryAfter("Sun, 06 Nov 1994 08:49:37 GMT"), milliseconds(0));
}

TEST(ParseRetryAfterTest, PrefersMilliseconds) {
  EXPECT_EQ(ParseRetryAfter(Answer(429, {{"Retry-After", "7"}, {"Retry-After-Ms", "1234.5"}}), kNow),
            milliseconds(1235));
  EXPECT_EQ(ParseRetryAfter(Answer(429, {{"Retry-After", "7"}, {"Retry-After-Ms", "soon"}}), kNow), milliseconds(7000));
}

TEST(ParseRetryAfterTest, FindsNothingInNonsense) {
  for (const char* value :
       {"", " ", "soon", "7s", "1e3", "--5", "5.", ".5", "0x10", "7 seconds", "NaN", "-", "Infinity"}) {
    EXPECT_EQ(RetryAfter(value), std::nullopt) << value;
  }
  EXPECT_EQ(ParseRetryAfter(Answer(429), kNow), std::nullopt);
}

TEST(ParseRetryAfterTest, NeverFailsOnAnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& value) {
    const auto wait = RetryAfter(value);
    if (wait) RC_ASSERT(*wait >= milliseconds(0) && *wait <= milliseconds(std::chrono::days(365)));
  }));
}

TEST(StatusErrorTest, ReadsEachStatus) {
  const std::vector<std::pair<int, ErrorKind>> expected = {
      {401, ErrorKind::kInvalidKey},  {403, ErrorKind::kPermissionDenied}, {404, ErrorKind::kNotFound},
      {408, ErrorKind::kTimeout},     {429, ErrorKind::kRateLimited},      {500, ErrorKind::kUnavailable},
      {503, ErrorKind::kUnavailable}, {529, ErrorKind::kUnavailable},      {501, ErrorKind::kBadUpstream},
      {302, ErrorKind::kBadUpstream}, {304, ErrorKind::kBadUpstream},      {400, ErrorKind::kBadUpstream},
      {418, ErrorKind::kBadUpstream}, {600, ErrorKind::kBadUpstream},      {0, ErrorKind::kBadUpstream}};
  for (const auto& [status, kind] : expected) {
    const auto error = StatusError(Answer(status), kNow);
    ASSERT_TRUE(error) << status;
    EXPECT_EQ(error->kind, kind) << status;
    EXPECT_EQ(error->message, "status " + std::to_string(status));
  }
  for (const int status : {200, 201, 204, 299}) EXPECT_FALSE(StatusError(Answer(status), kNow)) << status;
}

TEST(StatusErrorTest, CarriesTheWaitInWholeSeconds) {
  EXPECT_EQ(StatusError(Answer(429, {{"retry-after-ms", "1200"}}), kNow)->retry_after, std::chrono::seconds(2));
  EXPECT_EQ(StatusError(Answer(503, {{"Retry-After", "90"}}), kNow)->retry_after, std::chrono::seconds(90));
  EXPECT_EQ(StatusError(Answer(429), kNow)->retry_after, std::nullopt);
  EXPECT_EQ(StatusError(Answer(500, {{"Retry-After", "90"}}), kNow)->retry_after, std::nullopt);
}

}  // namespace
}  // namespace llmcost
