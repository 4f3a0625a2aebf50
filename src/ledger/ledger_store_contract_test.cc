// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <tuple>

#include "core/clock.h"
#include "ledger/day_hash.h"
#include "ledger/ledger_store_testing.h"

// What every LedgerStore keeps to; ledger_store_sharing_test.cc has what is between programs.
namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Source kEdugami{"openai", "edugami"};
const Source kOther{"anthropic", "other"};
const Date kMonday(2024, 11, 18);
// Long ago by any clock: a store may doubt a reading that is yet to come.
const TimePoint kReadAt = Date(2024, 11, 24).Start() + std::chrono::milliseconds(68'696'123);

Money Parse(std::string_view text) { return Money::Parse(text).value(); }

StoredDay Day(Date date, std::vector<StoredRow> rows, TimePoint read_at = kReadAt) {
  return {.date = date, .read_at = read_at, .rows = std::move(rows)};
}

// One day with one row of `cost`.
StoredReading Reading(Date date, std::string_view cost, TimePoint read_at = kReadAt, const Source& source = kEdugami) {
  return {.source = source,
          .series = {{.project_id = "proj_1", .model = "gpt-4o"}},
          .days = {Day(date, {{.series = 0, .cost = Parse(cost)}}, read_at)}};
}

Restatement Change(Date date, TimePoint read_now) {
  return {.source = kEdugami,
          .date = date,
          .project_id = "proj_1",
          .model = "gpt-4o",
          .currency = "EUR",
          .cost_before = Parse("-0.000000000000000001"),
          .cost_now = Parse("1951.470688220078929"),
          .read_before = kReadAt,
          .read_now = read_now};
}

class LedgerStoreContractTest : public LedgerStoreTest {};

INSTANTIATE_TEST_SUITE_P(Every, LedgerStoreContractTest, testing::ValuesIn(TestedStores()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(LedgerStoreContractTest, ANewLedgerIsEmpty) {
  RecordingSink sink;
  EXPECT_EQ(Number(store_->Load(0, sink)), 0);
  EXPECT_TRUE(sink.empty());
  EXPECT_THAT(store_->LoadRestatements({}).value(), IsEmpty());
  EXPECT_THAT(store_->Check().value(), IsEmpty());
  EXPECT_THAT(store_->warnings(), IsEmpty());
  EXPECT_FALSE(store_->Describe().empty());
}

TEST_P(LedgerStoreContractTest, KeepsEverythingOfADay) {
  const StoredReading reading{
      .source = kEdugami,
      .series =
          {{.model = ""},
           {.project_id = "", .model = "", .line_item = ""},
           {.project_id = "proj_é", .model = "模型 🙂", .line_item = "a 'quoted' \"line\"\n\\", .currency = "EUR"},
           {.model = "o4-mini", .provenance = Provenance::kEstimated},
           {.model = "o4-mini", .provenance = Provenance::kUnpriced},
           {.project_id = "never used", .model = "never used"}},
      .days = {{.date = kMonday,
                .read_at = kReadAt,
                .settled = true,
                .rows = {{.series = 2, .cost = Parse("-0.123456789012345678"), .requests = 0, .input_tokens = 7},
                         {.series = 0, .cost = Parse("1000000000000000"), .output_tokens = INT64_MAX},
                         {.series = 1, .cost = Parse("-1000000000000000")},
                         {.series = 3, .cost = Parse("0.000000000000000001"), .requests = 1},
                         {.series = 4},
                         {.series = 2, .cost = Parse("0.5")}},
                .rates = {{"EUR", Parse("1.1042"), Money::FromUnits(1), kMonday - 3, false},
                          {"JPY", Parse("0.5"), Money::FromUnits(100), kMonday, true}}},
               {.date = kMonday + 1, .read_at = TimePoint(), .rows = {}}}};
  Save(reading);
  const RecordingSink sink = LoadAnew();
  ASSERT_THAT(sink.days, SizeIs(2));
  for (const StoredDay& day : reading.days) {
    EXPECT_EQ(sink.days.at({kEdugami, day.date}), Recorded(reading, day)) << day.date;
  }
  EXPECT_THAT(sink.days.at({kEdugami, kMonday}).day.hash, SizeIs(64));
}

TEST_P(LedgerStoreContractTest, AHashThatIsGivenIsKept) {
  StoredReading reading = Reading(kMonday, "1");
  reading.days[0].hash = std::string(64, 'a');
  Save(reading);
  EXPECT_EQ(LoadAnew().days.at({kEdugami, kMonday}).day.hash, std::string(64, 'a'));
}

TEST_P(LedgerStoreContractTest, ADayIsReplacedWhole) {
  StoredReading first = Reading(kMonday, "41");
  first.series.push_back({.model = "o4-mini", .currency = "EUR"});
  first.days[0].rows.push_back({.series = 1, .cost = Parse("4")});
  first.days[0].rates = {{"EUR", Parse("1.1"), Money::FromUnits(1), kMonday, false}};
  first.days.push_back(Day(kMonday + 1, first.days[0].rows));
  Save(first);
  const StoredReading second = Reading(kMonday, "43", kReadAt + std::chrono::hours(1));
  Save(second);
  RecordingSink sink = LoadAnew();
  EXPECT_EQ(sink.days.at({kEdugami, kMonday}), Recorded(second, second.days[0]));
  EXPECT_EQ(sink.days.at({kEdugami, kMonday + 1}), Recorded(first, first.days[1]));

  StoredReading none = Reading(kMonday, "0", kReadAt + std::chrono::hours(2));
  none.days[0].rows.clear();
  Save(none);
  EXPECT_THAT(LoadAnew().days.at({kEdugami, kMonday}).rows, IsEmpty());
  EXPECT_THAT(store_->Check().value(), IsEmpty());
}

TEST_P(LedgerStoreContractTest, TheSameFiguresReadAgainAreReadLater) {
  Save(Reading(kMonday, "41"));
  StoredReading again = Reading(kMonday, "41", kReadAt + std::chrono::hours(1));
  again.days[0].settled = true;
  again.days[0].rates = {{"EUR", Parse("1.1"), Money::FromUnits(1), kMonday, false}};
  Save(again);
  EXPECT_EQ(LoadAnew().days.at({kEdugami, kMonday}), Recorded(again, again.days[0]));
}

TEST_P(LedgerStoreContractTest, AnOlderReadingDoesNotReplaceALaterOne) {
  const StoredReading later = Reading(kMonday, "43");
  Save(later);
  StoredReading older = Reading(kMonday, "41", kReadAt - std::chrono::milliseconds(1));
  older.days.push_back(Day(kMonday + 1, older.days[0].rows, older.days[0].read_at));
  Save(older);
  const RecordingSink sink = LoadAnew();
  EXPECT_EQ(sink.days.at({kEdugami, kMonday}), Recorded(later, later.days[0]));
  EXPECT_EQ(sink.days.at({kEdugami, kMonday + 1}), Recorded(older, older.days[1]));
  const StoredReading same_moment = Reading(kMonday, "44");
  Save(same_moment);
  EXPECT_EQ(LoadAnew().days.at({kEdugami, kMonday}), Recorded(same_moment, same_moment.days[0]));
}

TEST_P(LedgerStoreContractTest, DaysComeInOrderOfSourceAndDate) {
  for (const Source& source : {kEdugami, kOther, Source{"openai", "Ä"}, Source{"openai", ""}, Source{"openai", "Z"}}) {
    Save(Reading(kMonday + 1, "1", kReadAt, source));
    Save(Reading(kMonday, "1", kReadAt, source));
  }
  RecordingSink sink = LoadAnew();
  std::vector<std::pair<Source, Date>> sorted = sink.order;
  std::ranges::sort(sorted);
  EXPECT_EQ(sink.order, sorted);
  EXPECT_THAT(sink.order, SizeIs(10));
}

TEST_P(LedgerStoreContractTest, LoadGivesWhatIsNewSinceAChange) {
  const std::int64_t first = Save(Reading(kMonday, "1"));
  const auto other = Open();
  RecordingSink before;
  EXPECT_EQ(Number(other->Load(0, before)), first);

  const std::int64_t second = Save(Reading(kMonday + 1, "2"));
  EXPECT_EQ(second, first + 1);
  const std::int64_t third = Number(other->Save(Reading(kMonday + 2, "3")));
  EXPECT_EQ(third, first + 2);
  RecordingSink sink;
  EXPECT_EQ(Number(other->Load(first, sink)), third);
  EXPECT_THAT(sink.order, ElementsAre(std::pair(kEdugami, kMonday + 1), std::pair(kEdugami, kMonday + 2)));
  RecordingSink nothing;
  EXPECT_EQ(Number(store_->Load(third, nothing)), third);
  EXPECT_TRUE(nothing.empty());
}

TEST_P(LedgerStoreContractTest, NoticesAreReplacedWhole) {
  StoredReading reading = Reading(kMonday, "1");
  reading.notices = {{{{kMonday, kMonday + 6}, {notice::kUnpriced, "one é", "Do this."}},
                      {{kMonday, kMonday}, {notice::kBookedTogether, "two"}}}};
  Save(reading);
  EXPECT_EQ(LoadAnew().notices.at(kEdugami), *reading.notices);
  const std::int64_t unchanged = Save(Reading(kMonday + 1, "1"));
  EXPECT_EQ(LoadAnew().notices.at(kEdugami), *reading.notices);
  reading.notices.emplace();
  Save(reading);
  RecordingSink sink;
  Number(store_->Load(unchanged, sink));
  EXPECT_THAT(sink.notices.at(kEdugami), IsEmpty());
}

TEST_P(LedgerStoreContractTest, ProjectsAreReplacedWhole) {
  const std::vector<Project> first = {{"b", "Bé", false}, {"a", std::nullopt, true}, {"c", "", false}};
  Number(store_->SaveProjects(kEdugami, first, kReadAt));
  Number(store_->SaveProjects(kOther, {}, kReadAt));
  RecordingSink sink = LoadAnew();
  EXPECT_EQ(sink.projects.at(kEdugami), std::pair(first, kReadAt));
  EXPECT_THAT(sink.projects.at(kOther).first, IsEmpty());
  const std::vector<Project> second = {{"c", "C", false}};
  const TimePoint later = kReadAt + std::chrono::milliseconds(1);
  const std::int64_t change = Number(store_->SaveProjects(kEdugami, second, later));
  RecordingSink news;
  Number(store_->Load(change - 1, news));
  EXPECT_THAT(news.projects, ElementsAre(std::pair(kEdugami, std::pair(second, later))));
}

TEST_P(LedgerStoreContractTest, RestatementsAreFoundNewestFirst) {
  StoredReading reading = Reading(kMonday, "1");
  for (int i = 0; i < 5; ++i) {
    reading.restatements.push_back(Change(kMonday + i, kReadAt + std::chrono::hours(i)));
  }
  reading.restatements[1].project_id = std::nullopt;
  reading.restatements[2].project_id = "";
  reading.restatements[4].model = "o4-mini";
  Save(reading);
  StoredReading of_other = Reading(kMonday, "1", kReadAt, kOther);
  of_other.restatements = {Change(kMonday, kReadAt - std::chrono::hours(1))};
  of_other.restatements[0].source = kOther;
  Save(of_other);
  OpenAgain();

  const std::vector<Restatement>& its = reading.restatements;
  const auto found = [this](const RestatementQuery& query) { return store_->LoadRestatements(query).value(); };
  EXPECT_THAT(found({}), ElementsAre(its[4], its[3], its[2], its[1], its[0], of_other.restatements[0]));
  EXPECT_THAT(found({.limit = 2}), ElementsAre(its[4], its[3]));
  EXPECT_THAT(found({.limit = 0}), IsEmpty());
  EXPECT_THAT(found({.provider = "anthropic"}), ElementsAre(of_other.restatements[0]));
  EXPECT_THAT(found({.provider = "openai", .workspace = "other"}), IsEmpty());
  EXPECT_THAT(found({.project_id = "none"}), ElementsAre(its[1]));
  EXPECT_THAT(found({.project_id = ""}), ElementsAre(its[2]));
  EXPECT_THAT(found({.model = "o4-mini"}), ElementsAre(its[4]));
  EXPECT_THAT(found({.model = "O4-mini"}), IsEmpty());
  EXPECT_THAT(found({.workspace = "edugami", .project_id = "proj_1", .range = DateRange{kMonday, kMonday + 3}}),
              ElementsAre(its[3], its[0]));
}

TEST_P(LedgerStoreContractTest, OfRestatementsReadAtOnceTheLastSavedComesFirst) {
  StoredReading reading = Reading(kMonday, "1");
  reading.restatements = {Change(kMonday, kReadAt), Change(kMonday + 1, kReadAt)};
  Save(reading);
  EXPECT_THAT(store_->LoadRestatements({}).value(), ElementsAre(reading.restatements[1], reading.restatements[0]));
}

TEST_P(LedgerStoreContractTest, RestatementsOfSealedDaysAreLoadedAsCorrections) {
  StoredReading reading = Reading(kMonday, "1");
  reading.restatements = {Change(kMonday, kReadAt), Change(kMonday, kReadAt), Change(kMonday, kReadAt)};
  reading.restatements[0].sealed = reading.restatements[2].sealed = true;
  reading.restatements[2].cost_now = Parse("5");
  const std::int64_t change = Save(reading);
  EXPECT_THAT(LoadAnew().corrections, ElementsAre(reading.restatements[0], reading.restatements[2]));
  RecordingSink news;
  Number(store_->Load(change, news));
  EXPECT_THAT(news.corrections, IsEmpty());
}

TEST_P(LedgerStoreContractTest, ASealedDayKeepsItsFiguresWhoeverSavesOthers) {
  StoredReading sealed = Reading(kMonday, "41");
  sealed.days[0].rates = {{"EUR", Parse("1.1"), Money::FromUnits(1), kMonday, false}};
  Save(sealed);
  Number(store_->SaveSeal({.source = kEdugami,
                           .month = kMonday.MonthStart(),
                           .sealed_at = kReadAt,
                           .rows = 1,
                           .hash = std::string(64, 'a')}));
  // By a program that knew nothing of the seal.
  const TimePoint later = kReadAt + std::chrono::hours(1);
  StoredReading other = Reading(kMonday, "43", later);
  Restatement unsealed = Change(kMonday, later);
  other.restatements = {unsealed};
  other.days.push_back(Day(Date(2024, 12, 1), other.days[0].rows, later));
  Save(other);
  const RecordingSink sink = LoadAnew();
  RecordedDay expected = Recorded(sealed, sealed.days[0]);
  expected.day.read_at = later;
  EXPECT_EQ(sink.days.at({kEdugami, kMonday}), expected);
  EXPECT_EQ(sink.days.at({kEdugami, Date(2024, 12, 1)}), Recorded(other, other.days[1]));
  const Restatement correction{.source = kEdugami,
                               .date = kMonday,
                               .project_id = "proj_1",
                               .model = "gpt-4o",
                               .currency = "USD",
                               .cost_before = Parse("41"),
                               .cost_now = Parse("43"),
                               .read_before = kReadAt,
                               .read_now = later,
                               .sealed = true};
  EXPECT_THAT(sink.corrections, ElementsAre(correction));
  EXPECT_THAT(store_->LoadRestatements({}).value(), ElementsAre(correction));

  // Who knows of the seal gives the sealed figures, and what is told now beside them.
  StoredReading knowing = Reading(kMonday, "41", later + std::chrono::minutes(1));
  knowing.days[0].rates = sealed.days[0].rates;
  knowing.restatements = {correction};
  knowing.restatements[0].cost_before = Parse("43");
  knowing.restatements[0].cost_now = Parse("45");
  knowing.restatements[0].read_now = knowing.days[0].read_at;
  Save(knowing);
  EXPECT_THAT(store_->LoadRestatements({}).value(), ElementsAre(knowing.restatements[0], correction));

  // The same again is no news; and what comes next is held against what was told last.
  Save(Reading(kMonday, "45", later + std::chrono::hours(1)));
  EXPECT_THAT(store_->LoadRestatements({}).value(), SizeIs(2));
  Save(Reading(kMonday, "44", later + std::chrono::hours(2)));
  const auto restatements = store_->LoadRestatements({}).value();
  ASSERT_THAT(restatements, SizeIs(3));
  EXPECT_EQ(restatements[0].cost_before, Parse("45"));
  EXPECT_EQ(restatements[0].cost_now, Parse("44"));
}

TEST_P(LedgerStoreContractTest, AReadingThatIsYetToComeIsReplaced) {
  const TimePoint ahead = SystemClock().Now() + std::chrono::hours(240);
  Save(Reading(kMonday, "41", ahead));
  const StoredReading right = Reading(kMonday, "43", SystemClock().Now());
  Save(right);
  EXPECT_EQ(LoadAnew().days.at({kEdugami, kMonday}).rows, Recorded(right, right.days[0]).rows);
}

TEST_P(LedgerStoreContractTest, AMonthIsSealedOnce) {
  const Seal seal{
      .source = kEdugami, .month = Date(2026, 10, 1), .sealed_at = kReadAt, .rows = 7, .hash = std::string(64, 'b')};
  const std::int64_t change = Number(store_->SaveSeal(seal));
  Seal again = seal;
  again.hash = std::string(64, 'c');
  const auto refused = Open()->SaveSeal(again);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidArgument);
  Seal of_other = seal;
  of_other.source = kOther;
  EXPECT_EQ(Number(store_->SaveSeal(of_other)), change + 1);
  EXPECT_THAT(LoadAnew().seals, testing::UnorderedElementsAre(seal, of_other));
  RecordingSink news;
  Number(store_->Load(change, news));
  EXPECT_THAT(news.seals, ElementsAre(of_other));
}

using RowNumbers = std::tuple<std::uint8_t, std::uint8_t, std::int64_t, std::int64_t, std::int8_t>;

// A reading of four days made of numbers, in which series repeat and some are never used.
StoredReading RandomReading(const std::vector<RowNumbers>& numbers, TimePoint read_at) {
  StoredReading reading{.source = kEdugami, .series = {}, .days = {}};
  for (std::uint32_t i = 0; i < 12; ++i) {
    reading.series.push_back({.project_id = i % 3 == 0 ? std::nullopt : std::optional(std::string(i % 3 - 1, 'p')),
                              .model = "model " + std::to_string(i % 5),
                              .line_item = i % 2 == 0 ? std::nullopt : std::optional(std::string(i % 7, 'l')),
                              .provenance = i > 8 ? Provenance::kEstimated : Provenance::kBilled});
  }
  for (int i = 0; i < 4; ++i) reading.days.push_back(Day(kMonday + i, {}, read_at));
  for (const auto& [day, series, high, low, count] : numbers) {
    // Up to ±9.2 million units, with all decimals.
    const Money cost = Money::FromAtto(Int128{high} * 1'000'000 + low % 1'000'000);
    reading.days[day % 4U].rows.push_back({.series = series % 12U,
                                           .cost = cost,
                                           .requests = count < 0 ? -1 : count,
                                           .output_tokens = low < 0 ? -1 : low});
  }
  return reading;
}

TEST_P(LedgerStoreContractTest, WhatIsSavedIsLoaded) {
  TimePoint read_at = kReadAt;
  std::int64_t change = 0;
  EXPECT_TRUE(rc::check("what is saved is loaded", [&](const std::vector<RowNumbers>& numbers) {
    read_at += std::chrono::milliseconds(1);
    const StoredReading reading = RandomReading(numbers, read_at);
    const auto saved = store_->Save(reading);
    RC_ASSERT(saved.has_value());
    RC_ASSERT(*saved == change + 1);
    RecordingSink sink;
    RC_ASSERT(store_->Load(change, sink).value_or(-1) == *saved);
    change = *saved;
    RC_ASSERT(sink.days.size() == 4U);
    for (const StoredDay& day : reading.days) {
      RC_ASSERT(sink.days.at({kEdugami, day.date}) == Recorded(reading, day));
    }
  }));
}

}  // namespace
}  // namespace llmcost
