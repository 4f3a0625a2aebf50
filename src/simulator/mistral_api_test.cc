// SPDX-License-Identifier: MIT
// The simulated Mistral: keys, usage by month with its price list, workspaces, the spend limit.
#include <gmock/gmock.h>

#include <algorithm>

#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class MistralApiTest : public SimulatorFixture {
 protected:
  std::string Key(std::size_t index = 0) {
    std::vector<std::string> keys;
    for (const auto& key : simulator_->keys()) {
      if (key.provider == "mistral") keys.push_back(key.key);
    }
    return keys.at(index);
  }
  Reply Ask(const std::string& target) { return Get(target, Key()); }

  // "/completion/mistral-large-latest::mistral-large-2512/input" to its entries.
  struct Entry {
    std::string category;
    std::string model;
    std::string group;
    const rapidjson::Value* value = nullptr;
  };
  static void Collect(const rapidjson::Value& models, const std::string& category, std::vector<Entry>& entries) {
    for (const auto& model : models.GetObject()) {
      for (const auto& group : model.value.GetObject()) {
        for (const auto& entry : group.value.GetArray()) {
          entries.push_back({category, model.name.GetString(), group.name.GetString(), &entry});
        }
      }
    }
  }
  static std::vector<Entry> Entries(const rapidjson::Document& usage) {
    std::vector<Entry> entries;
    for (const char* category : {"completion", "chat", "ocr", "connectors", "audio", "audio_characters"}) {
      Collect(usage[category]["models"], category, entries);
    }
    for (const char* outer : {"libraries_api", "vibe_code"}) {
      for (const auto& inner : usage[outer].GetObject()) {
        Collect(inner.value["models"], std::string(outer) + "." + inner.name.GetString(), entries);
      }
    }
    Collect(usage["fine_tuning"]["training"], "fine_tuning.training", entries);
    return entries;
  }

  // The price of an entry by the documented ladder; none when nothing fits.
  static std::optional<Money> PriceOf(const rapidjson::Document& usage, const rapidjson::Value& entry) {
    const auto text = [&](const char* field, const char* otherwise) {
      return std::string(entry.HasMember(field) ? entry[field].GetString() : otherwise);
    };
    for (int left_out = 0; left_out <= 3; ++left_out) {
      for (const auto& price : usage["prices"].GetArray()) {
        if (text("billing_metric", "") != price["billing_metric"].GetString()) continue;
        if (text("billing_group", "") != price["billing_group"].GetString()) continue;
        if (left_out < 1 && text("service_tier", "standard") != price["service_tier"].GetString()) continue;
        if (left_out < 2 && text("api_zone", "global") != price["api_zone"].GetString()) continue;
        if (left_out < 3 && text("event_type", "") != ReadText(price["event_type"])) continue;
        return ReadMoney(price["price"]);
      }
    }
    return std::nullopt;
  }
  struct Bill {
    std::map<std::string, Money> by_model;
    std::map<std::string, Money> by_day;
    Money total;
    std::map<std::string, std::int64_t> unpriced;
  };
  static Bill Charge(const rapidjson::Document& usage) {
    Bill bill;
    for (const auto& each : Entries(usage)) {
      const auto& entry = *each.value;
      const std::int64_t paid = std::stoll(entry[entry.HasMember("value_paid") ? "value_paid" : "value"].GetString());
      const auto price = PriceOf(usage, entry);
      if (!price) {
        bill.unpriced[entry["billing_metric"].GetString()] += paid;
        continue;
      }
      const Money cost = Money::FromAtto(price->atto() * paid);
      bill.by_model[entry["billing_metric"].GetString()] += cost;
      bill.by_day[entry["timestamp"].GetString()] += cost;
      bill.total += cost;
    }
    return bill;
  }
  std::vector<std::string> WorkspaceIds(const std::string& query = "") {
    std::vector<std::string> ids;
    const auto list = Ask("/v1/admin/workspaces?" + query).json();
    for (const auto& item : list["items"].GetArray()) ids.push_back(item["uuid"].GetString());
    return ids;
  }
};

TEST_F(MistralApiTest, AdminKeysAreAcceptedInEitherHeader) {
  EXPECT_EQ(Key().size(), 32U);
  EXPECT_EQ(Get("/v1/admin/spend-limit", Key()).status(), 200);
  EXPECT_EQ(Send("/v1/admin/spend-limit", {{"x-api-key", Key()}}).status(), 200);
  const auto refused = Get("/v1/admin/usage", "anOrdinaryKeyOfThirtyTwoLetters1");
  EXPECT_EQ(refused.status(), 401);
  EXPECT_STREQ(refused.json()["object"].GetString(), "error");
  EXPECT_STREQ(refused.json()["raw_status_code"].GetString(), "401");
  EXPECT_EQ(Send("/v1/admin/usage", {}).status(), 401);
}

TEST_F(MistralApiTest, TheOldAddressAnswersTheSame) {
  for (const char* resource : {"usage", "workspaces", "spend-limit"}) {
    EXPECT_EQ(Ask(std::string("/api/admin/") + resource).body(), Ask(std::string("/v1/admin/") + resource).body());
  }
  ASSERT_EQ(Get("/_simulator/faults?add=path=/v1/admin,kind=404").status(), 200);
  EXPECT_EQ(Ask("/v1/admin/usage").status(), 404);
  EXPECT_STREQ(Ask("/v1/admin/usage").json()["type"].GetString(), "not_found");
  EXPECT_EQ(Ask("/api/admin/usage").status(), 200);
  EXPECT_EQ(Ask("/api/admin/nothing").status(), 404);
}

TEST_F(MistralApiTest, UsageIsOfOneMonthTheCurrentOneByDefault) {
  EXPECT_STREQ(Ask("/v1/admin/usage").json()["start_date"].GetString(), "2026-11-01T00:00:00Z");
  EXPECT_STREQ(Ask("/v1/admin/usage").json()["end_date"].GetString(), "2026-11-30T23:59:59.999Z");
  EXPECT_EQ(Ask("/v1/admin/usage?month=5&year=2026").body(), Ask("/v1/admin/usage?month=05&year=2026").body());
  EXPECT_STREQ(Ask("/v1/admin/usage?month=2").json()["end_date"].GetString(), "2026-02-28T23:59:59.999Z");
  for (const char* query :
       {"month=13", "month=0", "month=May", "year=26", "year=next", "workspace_id=1", "api_zone=moon"}) {
    const auto refused = Ask(std::string("/v1/admin/usage?") + query);
    EXPECT_EQ(refused.status(), 422) << query;
    EXPECT_STREQ(refused.json()["detail"][0]["loc"][0].GetString(), "query");
  }
  EXPECT_EQ(Ask("/v1/admin/usage?workspace_id=00000000-0000-4000-8000-000000000000").status(), 404);
  EXPECT_TRUE(Entries(Ask("/v1/admin/usage?year=2024&month=9").json()).empty());
  EXPECT_FALSE(Entries(Ask("/v1/admin/usage?year=2024&month=10").json()).empty());
  EXPECT_TRUE(Entries(Ask("/v1/admin/usage?year=2027&month=1").json()).empty());
}

TEST_F(MistralApiTest, QuantitiesTimesPricesAreTheTruthInEuros) {
  const auto usage = Ask("/v1/admin/usage?month=10&year=2026").json();
  EXPECT_STREQ(usage["currency"].GetString(), "EUR");
  const auto bill = Charge(usage);
  const auto truth = TruthOf("mistral", {2026, 10, 1}, {2026, 10, 31});
  EXPECT_STREQ(truth["currency"].GetString(), "EUR");
  EXPECT_EQ(bill.total, ReadMoney(truth["total"]));
  EXPECT_GT(bill.total, Money::FromUnits(20));
  EXPECT_EQ(bill.by_model, TruthList(truth, "by_model", "model"));
  EXPECT_EQ(bill.by_day, TruthList(truth, "by_day", "date"));
  std::map<std::string, std::int64_t> unpriced;
  for (const auto& entry : truth["unpriced"].GetArray()) {
    unpriced[entry["model"].GetString()] += std::stoll(entry["value"].GetString());
  }
  EXPECT_EQ(bill.unpriced, unpriced);
  EXPECT_GT(unpriced["magistral-preview-2609"], 0);
}

TEST_F(MistralApiTest, TheWholeOrganizationHoldsMoreThanItsWorkspaces) {
  const auto truth = TruthList(TruthOf("mistral", {2026, 10, 1}, {2026, 10, 31}), "by_project", "project_id");
  Money sum;
  for (const auto& id : WorkspaceIds("is_archived=true")) {
    const auto bill = Charge(Ask("/v1/admin/usage?month=10&year=2026&workspace_id=" + id).json());
    const auto found = truth.find(id);
    EXPECT_EQ(bill.total, found == truth.end() ? Money() : found->second);
    sum += bill.total;
  }
  const Money rest = Charge(Ask("/v1/admin/usage?month=10&year=2026").json()).total - sum;
  EXPECT_GT(rest, Money());
  EXPECT_EQ(rest, truth.at("(null)"));
}

TEST_F(MistralApiTest, CostsInUsdTakeTheRateOfTheDayOrTheOneBefore) {
  // 31 October 2026 is a Saturday.
  const auto truth = TruthOf("mistral", {2026, 10, 31}, {2026, 10, 31});
  const auto rates = Get("/_simulator/rates?start_date=2026-10-31&end_date=2026-10-31").json();
  EXPECT_STREQ(rates["rates"][0]["rate_date"].GetString(), "2026-10-30");
  const Money rate = ReadMoney(rates["rates"][0]["rate"]);
  EXPECT_EQ(ReadMoney(truth["total_usd"]), Multiply(ReadMoney(truth["total"]), rate));
  EXPECT_EQ(TruthList(truth, "by_day", "date", "cost_usd")["2026-10-31"], ReadMoney(truth["total_usd"]));
}

TEST_F(MistralApiTest, PricesComeInEveryWrittenForm) {
  const std::string body = Ask("/v1/admin/usage").body();
  EXPECT_THAT(body, HasSubstr("\"price\":\"4.30E-7\""));
  EXPECT_THAT(body, HasSubstr("\"price\":\"0.0000017000\""));
  EXPECT_THAT(body, HasSubstr("\"price\":0.00085"));
  EXPECT_THAT(body, HasSubstr("\"event_type\":null"));
}

TEST_F(MistralApiTest, PartOfWhatIsUsedMayBeFreeOrNotSaid) {
  int free = 0;
  int unsaid = 0;
  int zones = 0;
  int priority = 0;
  const auto usage = Ask("/v1/admin/usage?month=10&year=2026").json();
  for (const auto& each : Entries(usage)) {
    const auto& entry = *each.value;
    if (!entry.HasMember("value_paid")) {
      ++unsaid;
    } else if (std::stoll(entry["value_paid"].GetString()) < std::stoll(entry["value"].GetString())) {
      ++free;
    }
    zones += entry.HasMember("api_zone") && std::string(entry["api_zone"].GetString()) == "eu" ? 1 : 0;
    priority += entry.HasMember("service_tier") && std::string(entry["service_tier"].GetString()) == "priority" ? 1 : 0;
  }
  EXPECT_GT(free, 0);
  EXPECT_GT(unsaid, 0);
  EXPECT_GT(zones, 0);
  EXPECT_GT(priority, 0);
}

TEST_F(MistralApiTest, ZonesFilter) {
  const auto eu = Ask("/v1/admin/usage?month=10&year=2026&api_zone=eu").json();
  ASSERT_FALSE(Entries(eu).empty());
  for (const auto& each : Entries(eu)) EXPECT_STREQ((*each.value)["api_zone"].GetString(), "eu");
}

TEST_F(MistralApiTest, FineTunedModelsAreKeptByTheMonth) {
  const auto usage = Ask("/v1/admin/usage?month=10&year=2026").json();
  EXPECT_TRUE(usage["fine_tuning"]["storage"]["open-mistral-nemo"].IsString()) << "a number, read as text";
  EXPECT_FALSE(usage["fine_tuning"]["training"]["open-mistral-nemo"]["training"].Empty());
  EXPECT_TRUE(Ask("/v1/admin/usage?month=8&year=2025").json()["fine_tuning"]["storage"].ObjectEmpty());
  const auto truth = TruthOf("mistral", {2026, 9, 15}, {2026, 10, 2});
  EXPECT_EQ(truth["fine_tuning_storage"].Size(), 2U);
  EXPECT_STREQ(truth["fine_tuning_storage"][1]["month"].GetString(), "2026-10");
}

TEST_F(MistralApiTest, WorkspacesArePagedFromOneAndArchivedOnRequest) {
  const auto list = Ask("/v1/admin/workspaces").json();
  EXPECT_STREQ(list["total"].GetString(), "5");
  EXPECT_STREQ(list["page_size"].GetString(), "25");
  EXPECT_TRUE(list["items"][0]["is_default"].GetBool());
  EXPECT_EQ(WorkspaceIds("is_archived=true").size(), 6U);
  std::vector<std::string> ids;
  for (int page = 1; page <= 4; ++page) {
    for (auto& id : WorkspaceIds(fmt::format("page={}&page_size=2", page))) ids.push_back(std::move(id));
  }
  EXPECT_EQ(ids, WorkspaceIds());
  EXPECT_EQ(WorkspaceIds("search=vOIx").size(), 1U);
  EXPECT_EQ(Ask("/v1/admin/workspaces?page=0").status(), 422);
  EXPECT_EQ(Ask("/v1/admin/workspaces?page_size=many").status(), 422);
}

TEST_F(MistralApiTest, TheSpendLimitKnowsWhatThisMonthCost) {
  const auto limits = Ask("/v1/admin/spend-limit").json();
  const auto bill = Charge(Ask("/v1/admin/usage").json());
  EXPECT_STREQ(limits["limits"]["currency"].GetString(), "EUR");
  EXPECT_EQ(ReadMoney(limits["limits"]["completion"]["total_usage"]), bill.total.RoundTo(2));
}

TEST_F(MistralApiTest, TheCurrentMonthGrowsAndAnOlderOneStays) {
  const auto older = Ask("/v1/admin/usage?month=10&year=2026").body();
  const auto total = Charge(Ask("/v1/admin/usage").json()).total;
  clock_.Advance(std::chrono::hours(5));
  EXPECT_GT(Charge(Ask("/v1/admin/usage").json()).total, total);
  EXPECT_EQ(Ask("/v1/admin/usage?month=10&year=2026").body(), older);
}

TEST_F(MistralApiTest, CallsFasterThanTheRateAreLimited) {
  SimulatorOptions options;
  options.calls_per_minute = 2;
  options.mistral = 2;
  Make(options);
  EXPECT_EQ(Ask("/v1/admin/usage").status(), 200);
  EXPECT_EQ(Ask("/v1/admin/usage").status(), 200);
  const auto limited = Ask("/v1/admin/usage");
  EXPECT_EQ(limited.status(), 429);
  EXPECT_STREQ(limited.json()["type"].GetString(), "rate_limited");
  EXPECT_EQ(FindHeader(limited.response.headers, "retry-after"), "60");
  EXPECT_EQ(Get("/v1/admin/usage", Key(1)).status(), 200);
}

TEST_F(MistralApiTest, FaultsDamageItsAnswersToo) {
  const auto under = [&](const char* rule) {
    EXPECT_EQ(Get(std::string("/_simulator/faults?add=organization=novalys-europe,count=1,") + rule).status(), 200);
    return Ask("/v1/admin/usage");
  };
  EXPECT_EQ(under("kind=503").status(), 503);
  EXPECT_THAT(under("kind=wrong-types").body(), HasSubstr("\"value_paid\":[true]"));
  EXPECT_THAT(under("kind=nan").body(), HasSubstr("\"price\":\"NaN\""));
  EXPECT_STREQ(under("kind=other-currency").json()["currency"].GetString(), "GBP");
  EXPECT_TRUE(under("kind=invalid-utf8").json().HasParseError());
  EXPECT_THAT(Ask("/v1/admin/usage").body(), Not(HasSubstr("NaN")));
}

}  // namespace
}  // namespace llmcost
