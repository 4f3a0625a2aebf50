// SPDX-License-Identifier: MIT
#include "ledger/ledger_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <limits>
#include <sstream>

#include "ledger/day_hash.h"
#include "ledger/ledger_line.h"
#include "ledger/ledger_store_testing.h"
#include "ledger/sha256.h"

namespace llmcost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Source kEdugami{"openai", "edugami"};
const Source kOther{"anthropic", "other"};
const Date kMonday(2026, 10, 12);
const TimePoint kReadAt = Date(2026, 11, 22).Start() + std::chrono::milliseconds(68'696'123);

Money Parse(std::string_view text) { return Money::Parse(text).value(); }

StoredReading Reading(Date date, std::string_view cost, TimePoint read_at = kReadAt, const Source& source = kEdugami) {
  return {
      .source = source,
      .series = {{.project_id = "proj_1", .model = "gpt-4o"}},
      .days = {{.date = date, .read_at = read_at, .settled = true, .rows = {{.cost = Parse(cost), .requests = 3}}}}};
}

// The file of a ledger that must be sound.
std::string Export(LedgerStore& store) {
  std::string file;
  const auto report = ExportLedger(store, kReadAt, [&](std::string_view bytes) {
    file += bytes;
    return Result<void>();
  });
  if (!report) ADD_FAILURE() << report.error().message;
  return file;
}

Result<ImportReport> Import(const std::string& file, LedgerStore& store, const ImportOptions& options = {}) {
  std::istringstream in(file);
  return ImportLedger(in, store, options);
}

// What an import says that is refused and leaves the ledger as it was.
std::string Refusal(const std::string& file, LedgerStore& store, const ImportOptions& options = {}) {
  const std::string before = Export(store);
  const auto report = Import(file, store, options);
  EXPECT_EQ(Export(store), before);
  if (report) return "taken";
  EXPECT_EQ(report.error().kind, ErrorKind::kInvalidArgument);
  return report.error().message;
}

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// The last line of a file with one day and one row that begins like this.
std::string EndLineOf(std::string_view lines) {
  Sha256 hash;
  hash.Add(lines);
  return FormatEndLine({.days = 1, .rows = 1, .sha256 = hash.Finish()}) + "\n";
}

// Everything that a ledger can hold.
void Fill(LedgerStore& store) {
  StoredReading reading = Reading(kMonday, "-0.123456789012345678");
  reading.series.push_back({.model = "模型 🙂", .line_item = "a \"line\"\n\\", .currency = "EUR"});
  reading.series.push_back({.project_id = "", .model = "", .provenance = Provenance::kUnpriced});
  auto& [date, read_at, settled, rows, rates, hash] = reading.days[0];
  rows.push_back({.series = 2, .output_tokens = std::numeric_limits<std::int64_t>::max()});
  rows.push_back({.series = 1, .cost = Parse("1000000000000000"), .requests = 0});
  rates = {{"EUR", Parse("1.1042"), Money::FromUnits(1), kMonday - 3, false},
           {"JPY", Parse("0.5"), Money::FromUnits(100), kMonday, true}};
  reading.days.push_back({.date = kMonday + 1, .read_at = TimePoint()});
  reading.notices = {{{kMonday, kMonday + 1}, {notice::kUnitSuspect, "a message", "A hint."}}};
  Restatement moved;
  moved.source = kEdugami;
  moved.date = kMonday;
  moved.model = "gpt-4o";
  moved.currency = "USD";
  moved.cost_now = Parse("0.000000000000000001");
  moved.read_now = kReadAt;
  Restatement corrected = moved;
  corrected.sealed = true;
  corrected.project_id = "proj_1";
  reading.restatements = {moved, corrected};
  ASSERT_TRUE(store.Save(reading));
  ASSERT_TRUE(store.Save(Reading(kMonday - 40, "7", kReadAt, kOther)));
  // Upper case comes before lower case, whatever the store's own idea of order is.
  ASSERT_TRUE(store.Save(Reading(kMonday, "8", kReadAt, {"openai", "Zebra"})));
  ASSERT_TRUE(store.SaveProjects(kEdugami, {{"proj_1", "One", false}, {"proj_0", std::nullopt, true}}, kReadAt));
  ASSERT_TRUE(store.SaveProjects(kOther, {}, kReadAt));
}

// Seals the month of kMonday as it is.
Seal MakeSeal(LedgerStore& store) {
  RecordingSink sink;
  EXPECT_TRUE(store.Load(0, sink));
  Seal seal{.source = kEdugami, .month = Date(2026, 10, 1), .sealed_at = kReadAt, .rows = 0, .hash = {}};
  std::vector<StoredDay> days;
  for (const auto& [key, recorded] : sink.days) {
    if (key.first != kEdugami) continue;
    days.push_back(recorded.day);
    seal.rows += static_cast<std::int64_t>(recorded.rows.size());
  }
  seal.hash = MonthHash(days);
  return seal;
}

class LedgerFileTest : public LedgerStoreTest {
 protected:
  // Another, empty ledger of the same kind.
  std::unique_ptr<LedgerStore> Another() {
    places_.push_back(GetParam().make_place());
    auto opened = places_.back()->Open();
    if (!opened) ADD_FAILURE() << opened.error().message;
    return *std::move(opened);
  }

 private:
  std::vector<std::unique_ptr<StorePlace>> places_;
};

INSTANTIATE_TEST_SUITE_P(Every, LedgerFileTest, testing::ValuesIn(TestedStores()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(LedgerFileTest, IsTheSameOfACopy) {
  Fill(*store_);
  ASSERT_TRUE(store_->SaveSeal(MakeSeal(*store_)));
  const std::string file = Export(*store_);
  const auto copy = Another();
  const auto report = Import(file, *copy);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->merged, (MergeReport{.days = 4, .rows = 5, .days_left = 0, .seals = 1, .restatements = 2}));
  EXPECT_EQ(Export(*copy), file);
  RecordingSink before;
  RecordingSink after;
  ASSERT_TRUE(store_->Load(0, before));
  ASSERT_TRUE(copy->Load(0, after));
  EXPECT_EQ(after.projects, before.projects);
  EXPECT_EQ(after.notices, before.notices);
  EXPECT_EQ(after.seals, before.seals);
  EXPECT_EQ(after.corrections, before.corrections);
}

TEST_P(LedgerFileTest, HasTheDaysInTheOrderOfBytes) {
  Fill(*store_);
  const std::string file = Export(*store_);
  const auto other = file.find("\"workspace\":\"other\"");
  const auto zebra = file.find("\"workspace\":\"Zebra\"");
  EXPECT_LT(other, zebra);
  EXPECT_LT(zebra, file.find("\"workspace\":\"edugami\""));
}

TEST_P(LedgerFileTest, HasWhatItSaysItHas) {
  ASSERT_TRUE(store_->Save(Reading(kMonday, "0.10")));
  EXPECT_THAT(Export(*store_),
              StartsWith(R"({"format":"llm-cost-tracker-ledger","version":1,"written_at":"2026-11-22T19:04:56.123Z"}
{"type":"day","provider":"openai","workspace":"edugami","date":"2026-10-12","read_at":"2026-11-22T19:04:56.123Z",)"
                         R"("settled":true,"hash":")"));
  EXPECT_THAT(Export(*store_),
              HasSubstr(R"("rows":[{"project_id":"proj_1","model":"gpt-4o","line_item":null,"currency":"USD",)"
                        R"("provenance":"billed","cost":0.1,"requests":3,"input_tokens":null,"output_tokens":null}],)"
                        R"("rates":[]})"
                        "\n"
                        R"({"type":"end","days":1,"rows":1,"seals":0,"restatements":0,"sha256":")"));
}

TEST_P(LedgerFileTest, AnEmptyLedgerIsAFileToo) {
  const auto report = Import(Export(*store_), *Another());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->merged, MergeReport());
}

TEST_P(LedgerFileTest, AnyFiguresComeBackAsTheyWere) {
  EXPECT_TRUE(rc::check("rows of any kind", [&] {
    const auto text = rc::gen::element<std::string>("", "a", "é\"\\", "\x01", "模型");
    StoredReading reading{.source = kEdugami, .series = {}, .days = {{.date = kMonday, .read_at = kReadAt}}};
    for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
      reading.days[0].rows.push_back(
          {.series = static_cast<std::uint32_t>(reading.series.size()),
           .cost = Money::FromAtto(Int128{*rc::gen::arbitrary<std::int64_t>()} * *rc::gen::inRange(1, 100'000)),
           .requests = *rc::gen::inRange<std::int64_t>(-1, 5)});
      CostSeries series{.model = *text, .currency = *rc::gen::element<std::string>("USD", "EUR")};
      if (*rc::gen::arbitrary<bool>()) series.project_id = *text;
      if (*rc::gen::arbitrary<bool>()) series.line_item = *text;
      reading.series.push_back(std::move(series));
    }
    const auto place = GetParam().make_place();
    const auto store = place->Open();
    RC_ASSERT(store->get()->Save(reading).has_value());
    const std::string file = Export(**store);
    const auto copy_place = GetParam().make_place();
    const auto copy = copy_place->Open();
    const auto report = Import(file, **copy);
    RC_ASSERT(report.has_value());
    RC_ASSERT(Export(**copy) == file);
  }));
}

TEST_P(LedgerFileTest, TheLaterReadingOfADayStays) {
  ASSERT_TRUE(store_->Save(Reading(kMonday, "1")));
  ASSERT_TRUE(store_->Save(Reading(kMonday + 1, "2")));
  const auto copy = Another();
  ASSERT_TRUE(copy->Save(Reading(kMonday, "3", kReadAt + std::chrono::hours(1))));
  ASSERT_TRUE(copy->Save(Reading(kMonday + 1, "4", kReadAt - std::chrono::hours(1))));
  const auto report = Import(Export(*store_), *copy);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->merged, (MergeReport{.days = 1, .rows = 1, .days_left = 1}));
  RecordingSink sink;
  ASSERT_TRUE(copy->Load(0, sink));
  EXPECT_EQ(sink.days.at({kEdugami, kMonday}).rows.at(0).second.cost, Parse("3"));
  EXPECT_EQ(sink.days.at({kEdugami, kMonday + 1}).rows.at(0).second.cost, Parse("2"));
}

TEST_P(LedgerFileTest, TakenTwiceItChangesNothing) {
  Fill(*store_);
  const std::string file = Export(*store_);
  const auto report = Import(file, *store_);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->merged, MergeReport{.days_left = 4});
  EXPECT_EQ(Export(*store_), file);
}

TEST_P(LedgerFileTest, ASealedMonthStaysAsItIs) {
  ASSERT_TRUE(store_->Save(Reading(kMonday, "1", kReadAt + std::chrono::hours(1))));
  const auto sealed = Another();
  ASSERT_TRUE(sealed->Save(Reading(kMonday, "2")));
  ASSERT_TRUE(sealed->SaveSeal(MakeSeal(*sealed)));
  const std::string before = Export(*sealed);
  const auto report = Import(Export(*store_), *sealed);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->merged, MergeReport{.days_left = 1});
  EXPECT_EQ(Export(*sealed), before);
  // The other way round the seal would not be of what is there.
  EXPECT_THAT(Refusal(before, *store_), HasSubstr("openai/edugami 2026-10 is sealed, and would not be"));
  ASSERT_TRUE(store_->SaveSeal(MakeSeal(*store_)));
  EXPECT_THAT(Refusal(before, *store_), HasSubstr("openai/edugami 2026-10 is sealed in both"));
}

TEST_P(LedgerFileTest, AFileCutOffAnywhereIsRefused) {
  Fill(*store_);
  const std::string file = Export(*store_);
  const auto copy = Another();
  const std::size_t last_line = file.rfind('\n', file.size() - 2) + 1;
  for (std::size_t length = 0; length < file.size() - 1; length += length < last_line - 3 ? 97 : 1) {
    const std::string message = Refusal(file.substr(0, length), *copy);
    EXPECT_THAT(message, HasSubstr(length > 200 ? "cut off" : "i")) << length;
    EXPECT_NE(message, "taken") << length;
  }
  EXPECT_EQ(Refusal("", *copy), "the file is empty");
  // All is there but the last line's end.
  EXPECT_TRUE(Import(file.substr(0, file.size() - 1), *copy));
}

TEST_P(LedgerFileTest, NamesTheLineThatIsWrong) {
  ASSERT_TRUE(store_->Save(Reading(kMonday, "0.1")));
  const std::string file = Export(*store_);
  const auto copy = Another();
  const auto refusal = [&](std::string_view what, std::string_view by) {
    return Refusal(Replaced(file, what, by), *copy);
  };
  EXPECT_EQ(refusal("\"version\":1", "\"version\":2"),
            "line 1: the file is of version 2, which a newer program has written; this one reads up to version 1");
  EXPECT_EQ(refusal("llm-cost-tracker-ledger", "other"), "line 1: it is not how an exported ledger begins");
  EXPECT_EQ(refusal("\"cost\":0.1", "\"cost\":\"0.1\""), "line 2: row 1: cost is not a number");
  EXPECT_EQ(refusal("\"cost\":0.1", "\"cost\":1e99"), "line 2: row 1: cost is not an amount up to 10^15");
  EXPECT_EQ(refusal("\"cost\":0.1", "\"cost\":NaN"), "line 2: it is not JSON");
  EXPECT_EQ(refusal("\"cost\":0.1", "\"cost\":0.2"),
            "line 2: openai/edugami 2026-10-12: its figures are not those that were saved");
  EXPECT_EQ(refusal("\"requests\":3", "\"requests\":-3"), "line 2: row 1: requests is not a whole number");
  EXPECT_EQ(refusal("\"requests\":3", "\"requests\":3.5"), "line 2: row 1: requests is not a whole number");
  EXPECT_EQ(refusal("\"requests\":3,", ""), "line 2: row 1: requests is missing");
  EXPECT_EQ(refusal("\"requests\":3", "\"requests\":3,\"requests\":3"), "line 2: row 1: requests is there twice");
  EXPECT_EQ(refusal("\"model\":\"gpt-4o\"", "\"model\":4"), "line 2: row 1: model is not a text");
  EXPECT_EQ(refusal("gpt-4o", "\xff\xfe"), "line 2: it is not UTF-8");
  EXPECT_EQ(refusal("gpt-4o", "\\u0000"), "line 2: a text of it is not without NUL");
  EXPECT_EQ(refusal("billed", "guessed"), "line 2: row 1: provenance is not billed, estimated or unpriced");
  EXPECT_EQ(refusal("2026-10-12", "2026-02-30"), "line 2: date is not a day such as 2026-11-01");
  EXPECT_EQ(refusal("56.123Z\",\"settled", "56Z\",\"settled"),
            "line 2: read_at is not a moment such as 2026-11-22T19:04:56.123Z");
  EXPECT_EQ(refusal("\"settled\":true", "\"settled\":1"), "line 2: settled is not true or false");
  EXPECT_EQ(refusal("\"rates\":[]", "\"rates\":{}"), "line 2: rates is not a list");
  EXPECT_EQ(refusal("\"rows\":[{", "\"rows\":[1,{"), "line 2: row 1: it is not an object");
  EXPECT_EQ(refusal("\"type\":\"day\",", ""), "line 2: type is missing");
  EXPECT_EQ(refusal("{\"type\":\"day\"", "[{\"type\":\"day\""), "line 2: it is not JSON");
  EXPECT_EQ(refusal("\"rates\":[]}", "\"rates\":[]} {}"), "line 2: it is not JSON");
  EXPECT_EQ(refusal("\n{\"type\":\"end\"", "\n\n{\"type\":\"end\""), "line 3: it is empty");
  EXPECT_EQ(refusal("\"rates\":[]", "\"rates\":" + std::string(1'000'000, '[')), "line 2: it is not JSON");
  EXPECT_THAT(refusal("\n{\"type\":\"end\"", "\r\n{\"type\":\"end\""), StartsWith("the file is not as it was written"));
  EXPECT_EQ(Refusal(file + "{}\n", *copy), "line 4: it stands after the last line");
  EXPECT_EQ(Refusal(file, *copy, {.line_limit = 100}), "line 2: it is longer than 100 bytes");
  const std::string day = file.substr(file.find('\n') + 1, file.rfind("{\"type\":\"end\"") - file.find('\n') - 1);
  EXPECT_EQ(refusal(day, day + day), "line 3: openai/edugami 2026-10-12 is there twice");
}

// A file as a newer program of the same version may write it: with the right sum.
TEST_P(LedgerFileTest, WhatANewerProgramAddsIsPassedOver) {
  ASSERT_TRUE(store_->Save(Reading(kMonday, "0.1")));
  std::string file = Replaced(Export(*store_), "\"rates\":[]", "\"rates\":[],\"new\":{\"deep\":[1,{\"a\":null}]}");
  file = Replaced(file, "{\"type\":\"end\"", "{\"type\":\"budget\",\"usd\":5}\n{\"type\":\"end\"");
  const std::size_t last_line = file.rfind('\n', file.size() - 2) + 1;
  file = file.substr(0, last_line) + EndLineOf(file.substr(0, last_line));
  const auto copy = Another();
  const auto report = Import(file, *copy);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->unknown_lines, 1);
  EXPECT_EQ(Export(*copy), Export(*store_));
}

TEST_P(LedgerFileTest, ADamagedDayIsNotExported) {
  StoredReading reading = Reading(kMonday, "1");
  reading.days[0].hash = std::string(64, 'a');
  ASSERT_TRUE(store_->Save(reading));
  const auto report = ExportLedger(*store_, kReadAt, [](std::string_view) { return Result<void>(); });
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, StartsWith("openai/edugami 2026-10-12: "));
}

TEST_P(LedgerFileTest, WhatCannotBeWrittenEndsTheExport) {
  Fill(*store_);
  int calls = 0;
  const auto report = ExportLedger(*store_, kReadAt, [&](std::string_view) -> Result<void> {
    if (++calls < 3) return {};
    return Fail(ErrorKind::kInternal, "disk full");
  });
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, "disk full");
  EXPECT_EQ(calls, 3);
}

class MigrateLedgerTest : public LedgerFileTest {};

INSTANTIATE_TEST_SUITE_P(Every, MigrateLedgerTest, testing::ValuesIn(TestedStores()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(MigrateLedgerTest, CopiesEverything) {
  Fill(*store_);
  ASSERT_TRUE(store_->SaveSeal(MakeSeal(*store_)));
  const auto copy = Another();
  std::int64_t last = 0;
  const auto report = MigrateLedger(*store_, *copy, {.progress = [&](std::int64_t days) { last = days; }});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->days, 4);
  EXPECT_EQ(last, 4);
  EXPECT_EQ(Export(*copy), Export(*store_));
}

TEST_P(MigrateLedgerTest, FillsOnlyAnEmptyLedgerUnlessTold) {
  Fill(*store_);
  const auto copy = Another();
  ASSERT_TRUE(copy->Save(Reading(kMonday + 5, "1")));
  auto report = MigrateLedger(*store_, *copy);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(report.error().hint, HasSubstr("--merge"));
  report = MigrateLedger(*store_, *copy, {.merge = true});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->days, 4);
  EXPECT_EQ(LedgerOutline::Of(*copy)->days.at(kEdugami).size(), 3);
}

TEST_P(MigrateLedgerTest, NeedsTwoLedgersAndSomethingToCopy) {
  const auto copy = Another();
  auto report = MigrateLedger(*store_, *copy);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, StartsWith("nothing is kept in "));
  ASSERT_TRUE(store_->Save(Reading(kMonday, "1")));
  report = MigrateLedger(*store_, *Open());
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, StartsWith("both are the ledger "));
}

}  // namespace
}  // namespace llmcost
