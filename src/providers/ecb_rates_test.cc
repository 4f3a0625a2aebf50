// SPDX-License-Identifier: MIT
#include "providers/ecb_rates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/fake_http_client.h"
#include "providers/ecb_xml.h"
#include "providers/provider_testing.h"

namespace llmcost {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string Envelope(const std::string& days) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>)" +
         days + "</Cube>\n</gesmes:Envelope>";
}

std::string Day(Date date, const std::string& usd) {
  return fmt::format(R"(<Cube time="{}"><Cube currency="USD" rate="{}"/><Cube currency="JPY" rate="168.35"/></Cube>)",
                     date.ToString(), usd);
}

// "2026-11-20 USD 1.1042"
std::vector<std::string> Texts(const std::vector<ReferenceRate>& rates, std::string_view only = "") {
  std::vector<std::string> texts;
  for (const ReferenceRate& rate : rates) {
    if (!only.empty() && rate.currency != only) continue;
    texts.push_back(fmt::format("{} {} {}", rate.date.ToString(), rate.currency, rate.per_euro.ToString()));
  }
  return texts;
}

TEST(EcbXmlTest, ReadsDaysInOrderAndEveryDigit) {
  std::string body = Envelope(Day({2026, 11, 20}, "1.10420") + Day({2026, 11, 19}, "1.0987"));
  const auto rates = ParseEcbRates(body);
  ASSERT_TRUE(rates) << rates.error().message;
  EXPECT_THAT(Texts(*rates), ElementsAre("2026-11-19 JPY 168.35", "2026-11-19 USD 1.0987", "2026-11-20 JPY 168.35",
                                         "2026-11-20 USD 1.1042"));
}

TEST(EcbXmlTest, ReadsSingleQuotesToo) {
  std::string body = Envelope("<Cube time='2026-11-20'><Cube currency='USD' rate='1.1042'/></Cube>");
  EXPECT_THAT(Texts(ParseEcbRates(body).value()), ElementsAre("2026-11-20 USD 1.1042"));
}

TEST(EcbXmlTest, WhatCannotBeTrustedIsRefusedWhole) {
  const std::string good = Day({2026, 11, 19}, "1.0987");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not XML"},
      {"{}", "not XML"},
      {"<html><p>down</p>", "not XML"},
      {"<html><body>down</body></html>", "no day"},
      {Envelope(""), "no day"},
      {Envelope(good).substr(0, 400), "not XML"},
      {Envelope(good + R"(<Cube time="2026-11-20"></Cube>)"), "2026-11-20 has no rates"},
      {Envelope(good + R"(<Cube><Cube currency="USD" rate="1.1"/></Cube>)"), "no date"},
      {Envelope(good + R"(<Cube time="2026-11-31"><Cube currency="USD" rate="1.1"/></Cube>)"), "not a date"},
      {Envelope(good + Day({2026, 11, 20}, "0")), "the rate of USD is not a number above 0"},
      {Envelope(good + Day({2026, 11, 20}, "0.0000")), "the rate of USD is not a number above 0"},
      {Envelope(good + Day({2026, 11, 20}, "-1.1")), "the rate of USD is not a number above 0"},
      {Envelope(good + Day({2026, 11, 20}, "N/A")), "the rate of USD is not a number above 0"},
      {Envelope(good + Day({2026, 11, 20}, "1,1042")), "the rate of USD is not a number above 0"},
      {Envelope(good + Day({2026, 11, 20}, "")), "the rate of USD is not a number above 0"},
      {Envelope(good + R"(<Cube time="2026-11-20"><Cube currency="USD"/></Cube>)"), "the rate of USD"},
      {Envelope(good + R"(<Cube time="2026-11-20"><Cube rate="1.1"/></Cube>)"), "not a code"},
      {Envelope(good + R"(<Cube time="2026-11-20"><Cube currency="UPSTREAM" rate="1.1"/></Cube>)"), "not a code"},
      {Envelope(good + good), "given twice"},
  };
  for (const auto& [text, message] : cases) {
    std::string body = text;
    const auto rates = ParseEcbRates(body);
    ASSERT_FALSE(rates) << text;
    EXPECT_EQ(rates.error().kind, ErrorKind::kBadUpstream);
    EXPECT_THAT(rates.error().message, HasSubstr(message));
    EXPECT_THAT(rates.error().message, testing::Not(HasSubstr("UPSTREAM")));
  }
}

TEST(EcbXmlTest, DocumentTypesAreRefusedAndReferencesAreNotResolved) {
  std::string bomb = R"(<!DOCTYPE e [<!ENTITY a "1.1"><!ENTITY b "&a;&a;&a;">]>)" +
                     Envelope(R"(<Cube time="2026-11-20"><Cube currency="USD" rate="&a;"/></Cube>)");
  EXPECT_THAT(ParseEcbRates(bomb).error().message, HasSubstr("document type"));
  std::string reference = Envelope(R"(<Cube time="2026-11-20"><Cube currency="USD" rate="&#49;.1"/></Cube>)");
  EXPECT_THAT(ParseEcbRates(reference).error().message, HasSubstr("the rate of USD"));
}

// Plays the bank: files made from the days published so far. "Now" begins on Friday, 2026-11-20, 10:00 UTC, and rates
// come out at 15:00.
class EcbRatesTest : public ::testing::Test {
 protected:
  Result<HttpResponse> Reply(const HttpRequest& request) {
    if (instead_) return *instead_;
    const TimePoint now = clock_.Now();
    Date newest = Date::Of(now);
    if (now < newest.Start() + hours(15)) newest = newest - 1;
    while (!Published(newest)) newest = newest - 1;
    const std::string last_modified = fmt::format("published {}", newest.ToString());
    for (const HttpHeader& header : request.headers) {
      if (header.name == "If-Modified-Since" && header.value == last_modified) return HttpResponse{304, {}, ""};
    }
    Date oldest = newest;
    if (request.url.ends_with("-90d.xml")) oldest = Date::Of(now) - days_in_90d_file_;
    if (request.url.ends_with("eurofxref-hist.xml")) oldest = Date(2025, 1, 2);
    std::string days;
    for (Date date = newest; date >= oldest; date = date - 1) {
      if (Published(date)) days += Day(date, fmt::format("1.{:04}", 1000 + (date - Date(2025, 1, 1))));
    }
    return HttpResponse{200, {{"Last-Modified", last_modified}}, Envelope(days)};
  }

  static bool Published(Date date) {
    const std::chrono::weekday day(date.days());
    return day != std::chrono::Saturday && day != std::chrono::Sunday && date != Date(2026, 12, 25);
  }

  std::vector<std::string> Dollars(DateRange range) {
    const auto rates = RunToEnd(ecb_.Fetch(range));
    EXPECT_TRUE(rates) << rates.error().message;
    return rates ? Texts(*rates, "USD") : std::vector<std::string>();
  }

  // The files asked for since the last time this was asked, "?" behind those asked for only if they have changed.
  std::vector<std::string> Asked() {
    const auto requests = http_.requests();
    std::vector<std::string> files;
    for (std::size_t i = seen_; i < requests.size(); ++i) {
      EXPECT_THAT(requests[i].url, StartsWith("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-"));
      const bool conditional = !FindHeader(requests[i].headers, "If-Modified-Since").empty();
      files.push_back(requests[i].url.substr(requests[i].url.rfind('/') + 1) + (conditional ? "?" : ""));
    }
    seen_ = requests.size();
    return files;
  }

  FakeClock clock_{Date(2026, 11, 20).Start() + hours(10)};
  std::optional<Result<HttpResponse>> instead_;
  int days_in_90d_file_ = 90;
  FakeHttpClient http_{[this](const HttpRequest& request) { return Reply(request); }};
  EcbExchangeRates ecb_{http_, clock_};
  std::size_t seen_ = 0;
};

constexpr Date kFriday{2026, 11, 20};

TEST_F(EcbRatesTest, TheDailyFileWillDoForTheLastDay) {
  clock_.Advance(hours(6));
  EXPECT_THAT(Dollars({kFriday, kFriday}), ElementsAre("2026-11-20 USD 1.1688"));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-daily.xml"));
}

TEST_F(EcbRatesTest, ADayWithoutARateYetIsNoError) {
  EXPECT_THAT(Dollars({kFriday, kFriday}), IsEmpty());
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-daily.xml"));
}

TEST_F(EcbRatesTest, TheFileOf90DaysWillDoForThreeMonths) {
  EXPECT_THAT(Dollars({kFriday - 8, kFriday - 3}), ElementsAre("2026-11-12 USD 1.168", "2026-11-13 USD 1.1681",
                                                               "2026-11-16 USD 1.1684", "2026-11-17 USD 1.1685"));
  EXPECT_THAT(Dollars({kFriday - 90, kFriday}), testing::SizeIs(64));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml", "eurofxref-hist-90d.xml"));
}

TEST_F(EcbRatesTest, OlderDaysAskForTheFullHistory) {
  EXPECT_THAT(Dollars({Date(2026, 1, 1), Date(2026, 1, 5)}),
              ElementsAre("2026-01-01 USD 1.1365", "2026-01-02 USD 1.1366", "2026-01-05 USD 1.1369"));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist.xml"));
}

TEST_F(EcbRatesTest, WhenTheFileOf90DaysBeginsTooLateTheHistoryIsAsked) {
  days_in_90d_file_ = 85;
  EXPECT_THAT(Dollars({kFriday - 89, kFriday}), testing::SizeIs(64));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml", "eurofxref-hist.xml"));
}

TEST_F(EcbRatesTest, DaysBeforeAllThatWasPublishedAreNotAskedTwice) {
  EXPECT_THAT(Dollars({Date(2024, 1, 1), Date(2024, 1, 5)}), IsEmpty());
  EXPECT_THAT(Dollars({Date(2024, 1, 1), Date(2024, 1, 5)}), IsEmpty());
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist.xml"));
}

TEST_F(EcbRatesTest, WhatIsKnownIsNotAskedAgain) {
  Dollars({kFriday - 30, kFriday - 1});
  Asked();
  clock_.Advance(hours(24 * 40));
  EXPECT_THAT(Dollars({kFriday - 20, kFriday - 1}), testing::SizeIs(14));
  EXPECT_THAT(Dollars({kFriday - 30, kFriday - 30}), testing::SizeIs(1));
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(EcbRatesTest, TheNewestDayIsAskedForOnceAnHourAndOnlyIfItHasChanged) {
  Dollars({kFriday - 30, kFriday});
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml"));
  // Only today's rate is missing now.
  EXPECT_THAT(Dollars({kFriday, kFriday}), IsEmpty());
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-daily.xml"));
  clock_.Advance(minutes(59));
  EXPECT_THAT(Dollars({kFriday - 1, kFriday}), testing::SizeIs(1));
  EXPECT_THAT(Asked(), IsEmpty());
  clock_.Advance(minutes(1));
  EXPECT_THAT(Dollars({kFriday - 1, kFriday}), testing::SizeIs(1));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-daily.xml?"));
  clock_.Advance(hours(5));
  EXPECT_THAT(Dollars({kFriday - 1, kFriday}), testing::SizeIs(2));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-daily.xml?"));
  // It is known now, and nothing comes out over the weekend.
  clock_.Advance(hours(24));
  EXPECT_THAT(Dollars({kFriday - 1, kFriday + 1}), testing::SizeIs(2));
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(EcbRatesTest, AfterDaysWithoutAskingTheGapIsFilled) {
  Dollars({kFriday - 10, kFriday});
  Asked();
  clock_.Advance(hours(24 * 5));
  EXPECT_THAT(Dollars({kFriday - 1, kFriday + 5}), testing::SizeIs(4));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml?"));
}

TEST_F(EcbRatesTest, DaysBeforeTheKnownOnesAreReadThoughTheFileIsTheSame) {
  Dollars({kFriday - 10, kFriday - 1});
  EXPECT_THAT(Dollars({kFriday - 40, kFriday - 1}), testing::SizeIs(29));
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml", "eurofxref-hist-90d.xml"));
}

TEST_F(EcbRatesTest, AHolidayOfTheBankIsNoGap) {
  clock_.Set(Date(2026, 12, 24).Start() + hours(16));
  Dollars({Date(2026, 12, 20), Date(2026, 12, 24)});
  Asked();
  clock_.Set(Date(2026, 12, 28).Start() + hours(16));
  EXPECT_THAT(Dollars({Date(2026, 12, 24), Date(2026, 12, 28)}), testing::SizeIs(2));
  EXPECT_THAT(Dollars({Date(2026, 12, 25), Date(2026, 12, 25)}), IsEmpty());
  EXPECT_THAT(Asked(), ElementsAre("eurofxref-hist-90d.xml?"));
}

TEST_F(EcbRatesTest, DaysToComeAskForNothing) {
  EXPECT_THAT(Dollars({kFriday + 1, kFriday + 9}), IsEmpty());
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(EcbRatesTest, AFaultIsAnErrorAndIsNotRemembered) {
  const std::vector<std::pair<Result<HttpResponse>, ErrorKind>> faults = {
      {Fail(ErrorKind::kTimeout, "no answer"), ErrorKind::kTimeout},
      {HttpResponse{503, {}, "UPSTREAM-TEXT"}, ErrorKind::kUnavailable},
      {HttpResponse{429, {}, ""}, ErrorKind::kRateLimited},
      {HttpResponse{403, {}, "UPSTREAM-TEXT"}, ErrorKind::kBadUpstream},
      {HttpResponse{404, {}, ""}, ErrorKind::kBadUpstream},
      {HttpResponse{304, {}, ""}, ErrorKind::kBadUpstream},
      {HttpResponse{200, {}, "<html>UPSTREAM-TEXT</html>"}, ErrorKind::kBadUpstream},
      {HttpResponse{200, {}, Envelope(Day({2999, 1, 1}, "1.1"))}, ErrorKind::kBadUpstream},
  };
  for (const auto& [reply, kind] : faults) {
    instead_ = reply;
    const auto rates = RunToEnd(ecb_.Fetch({kFriday - 3, kFriday}));
    ASSERT_FALSE(rates);
    EXPECT_EQ(ErrorKindName(rates.error().kind), ErrorKindName(kind));
    EXPECT_THAT(rates.error().message, StartsWith("ecb: eurofxref-hist-90d.xml: "));
    EXPECT_THAT(rates.error().message, testing::Not(HasSubstr("UPSTREAM")));
    EXPECT_EQ(rates.error().hint.empty(), kind != ErrorKind::kBadUpstream);
  }
  instead_.reset();
  EXPECT_THAT(Dollars({kFriday - 3, kFriday}), testing::SizeIs(3));
}

TEST_F(EcbRatesTest, AnotherAddressIsASettingAndNamedWhenItIsWrong) {
  EcbExchangeRates mirror(http_, clock_, "http://127.0.0.1:1/rates/");
  instead_ = HttpResponse{404, {}, ""};
  const auto rates = RunToEnd(mirror.Fetch({kFriday, kFriday}));
  ASSERT_FALSE(rates);
  EXPECT_EQ(http_.requests().back().url, "http://127.0.0.1:1/rates/eurofxref-daily.xml");
  EXPECT_EQ(rates.error().setting, "ECB_BASE_URL");
  EXPECT_THAT(rates.error().hint, HasSubstr("ECB_BASE_URL"));
}

}  // namespace
}  // namespace llmcost
