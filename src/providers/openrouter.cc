// SPDX-License-Identifier: MIT
//
// OpenRouter: https://openrouter.ai/docs/api/api-reference/analytics/get-user-activity-grouped-by-endpoint, checked
// 2026-11-22. Costs are the credits spent: amounts in dollars (JSON numbers), by UTC day, workspace, model and
// endpoint. One answer holds all there is, the last 30 days that are over. What was used with one's own keys (BYOK) is
// not OpenRouter's to bill but those keys' providers': it is in no cost, and a notice says so. A project is a workspace
// of OpenRouter.
#include <fmt/format.h>

#include <array>
#include <deque>
#include <map>
#include <set>

#include "providers/day_table.h"
#include "providers/json_reader.h"
#include "providers/keyed_provider.h"

namespace llmcost {
namespace {

constexpr std::string_view kKeyPage = "https://openrouter.ai/settings/management-keys";
constexpr int kHistoryDays = 30;
constexpr int kWorkspacesInAPage = 100;

constexpr std::array<std::string_view, 10> kRowFields = {
    "date",          "workspace_id",      "model",   "model_permaslug", "usage", "byok_usage_inference", "requests",
    "prompt_tokens", "completion_tokens", "currency"};
constexpr std::array<std::string_view, 2> kListFields = {"data", "total_count"};
constexpr std::array<std::string_view, 2> kWorkspaceFields = {"id", "name"};

// Management keys and ordinary ones look the same.
KeyKind DescribeKey(std::string_view key) {
  const std::string advice =
      fmt::format("Costs can only be read with a management key; an admin of the account makes one at {}.", kKeyPage);
  if (key.starts_with("sk-or-")) return {true, "an OpenRouter key", advice};
  if (key.starts_with("sk-ant-")) return {false, "an Anthropic key", advice};
  if (key.starts_with("sk-")) return {false, "an OpenAI key", advice};
  return {true, "a key of a kind not known", advice};
}

std::vector<HttpHeader> Headers(const std::string& key) { return {{"Authorization", "Bearer " + key}}; }

// An ordinary key gets 403, one that is none 401; the text adds nothing.
KeyRefusal ReadRefusal(int status, std::string&) { return {.wrong_key = status == 401, .scope = {}}; }

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock);

const ProviderProfile& Profile() {
  static const ProviderProfile kProfile = {
      .row = {"openrouter",
              "OpenRouter",
              "OPENROUTER",
              {"OPENROUTER_ADMIN_KEY", "OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_API_KEY"},
              {.page = kKeyPage, .kind = "Management key", .begins = "sk-or-v1-"},
              DescribeKey,
              Make},
      .own_base_url = "https://openrouter.ai/api/v1",
      .key_kind = "a management key",
      .key_maker = "an admin of the account",
      .headers = Headers,
      .read_refusal = ReadRefusal,
  };
  return kProfile;
}

Failure Bad(std::string message) { return Fail(ErrorKind::kBadUpstream, std::move(message)); }

// What a cost is for.
struct Item {
  std::string line_item;
  std::string model;
  std::string currency;
};

// One answer of /activity, added up by day, workspace and model: which endpoint served a request is left open.
class Activity {
 public:
  explicit Activity(DateRange range) : range_(range) {}

  Result<NextPage> Read(std::string& body) {
    constexpr bool kHasPages = false;
    return ReadPage(body, "row", [this](JsonValue value) { return ReadRow(value); }, kHasPages);
  }

  // Whether something was used on these days with keys of other providers.
  bool own_keys() const { return own_keys_; }

  std::vector<CostBucket> Buckets() const {
    std::vector<CostBucket> buckets;
    for (const auto& [date, day] : days_) {
      DayTable<CostRow> costs({date, date});
      costs.Add(date, day.costs);
      for (const CostRow& row : costs.Rows(date)) {
        const Item& item = items_[row.line_item];
        CostBucket& bucket = buckets.emplace_back();
        bucket.date = date;
        bucket.project_id = projects_.OptionalName(row.project);
        bucket.model = item.model;
        bucket.line_item = item.line_item;
        bucket.cost = row.cost;
        bucket.currency = item.currency;
      }
      DayTable<UsageRow> usage({date, date});
      usage.Add(date, day.usage);
      for (const UsageRow& row : usage.Rows(date)) {
        CostBucket& bucket = buckets.emplace_back();
        bucket.date = date;
        bucket.project_id = projects_.OptionalName(row.project);
        bucket.model = models_.Name(row.model);
        bucket.requests = row.requests;
        bucket.input_tokens = row.input_tokens;
        bucket.output_tokens = row.output_tokens;
      }
    }
    return buckets;
  }

 private:
  struct Day {
    std::vector<CostRow> costs;
    std::vector<UsageRow> usage;
  };

  Result<void> ReadRow(JsonValue value) {
    std::optional<Date> date;
    std::array<std::optional<std::string_view>, 3> texts;
    std::optional<Money> cost;
    Money own_key_cost;
    std::string currency = "USD";  // the only one there is; no row names one so far
    UsageRow usage;
    auto done = ReadObject(value, "it", kRowFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      const std::string_view name = kRowFields[field];
      switch (field) {
        case 0:
          return ReadJson(inner, name, date.emplace());
        case 1:
        case 2:
        case 3:
          return ReadJson(inner, name, texts[field - 1]);
        case 4:
          return ReadJson(inner, name, cost.emplace());
        case 5:
          return IsNull(inner) ? Result<void>() : ReadJson(inner, name, own_key_cost);
        case 6:
          return ReadJson(inner, name, usage.requests);
        case 7:
          return ReadJson(inner, name, usage.input_tokens);
        case 8:
          return ReadJson(inner, name, usage.output_tokens);
        default:
          return ReadCurrency(inner, name, currency);
      }
    });
    if (!done) return done;
    if (!date) return Bad("date is missing");
    if (!cost) return Bad("usage is missing");
    if (!range_.Contains(*date)) return {};
    const auto& [workspace, slug, permaslug] = texts;
    const std::string model(slug ? *slug : permaslug.value_or(kUnknownModel));
    const Item item{
        .line_item = std::string(permaslug.value_or(model)), .model = model, .currency = std::move(currency)};
    Day& day = days_[*date];
    const std::uint32_t project = projects_.NumberOf(workspace);
    day.costs.push_back({project, ItemOf(item), *cost});
    own_keys_ = own_keys_ || !own_key_cost.IsZero();
    usage.project = project;
    usage.model = models_.NumberOf(model);
    if (usage.requests || usage.input_tokens || usage.output_tokens) day.usage.push_back(usage);
    return {};
  }

  std::uint32_t ItemOf(const Item& item) {
    // No text of an answer holds a NUL.
    const std::string key = item.currency + '\0' + item.model + '\0' + item.line_item;
    const std::uint32_t number = item_numbers_.NumberOf(key);
    if (number == items_.size()) items_.push_back(item);
    return number;
  }

  const DateRange range_;
  NameTable projects_;
  NameTable models_;
  NameTable item_numbers_;
  std::deque<Item> items_{1};  // by number; 0 is none
  std::map<Date, Day> days_;
  bool own_keys_ = false;
};

// A page of workspaces, of which those not in `ids` yet are appended.
Result<NextPage> ReadWorkspaces(std::string& body, std::set<std::string>& ids, std::vector<Project>& projects) {
  bool has_data = false;
  std::size_t on_page = 0;
  std::optional<std::int64_t> total;
  auto done = ReadDocument(body, kListFields, [&](std::size_t field, JsonValue value) -> Result<void> {
    if (field == 1) return ReadJson(value, "total_count", total);
    has_data = true;
    return ReadList(value, "data", [&](std::size_t index, JsonValue entry) -> Result<void> {
      ++on_page;
      std::array<std::optional<std::string_view>, 2> texts;
      auto read = ReadObject(entry, "it", kWorkspaceFields, [&](std::size_t part, JsonValue text) {
        return ReadJson(text, kWorkspaceFields[part], texts[part]);
      });
      const auto& [id, name] = texts;
      if (read && (!id || id->empty())) read = Bad("id is missing");
      if (!read) return InContext(fmt::format("workspace {}", index + 1), std::move(read.error()));
      if (!ids.insert(std::string(*id)).second) return {};
      Project& project = projects.emplace_back();
      project.id = *id;
      if (name && !name->empty()) project.name = *name;
      return {};
    });
  });
  if (!done) return Failure(std::move(done.error()));
  if (!has_data) return Bad("data is missing");
  NextPage next;
  next.has_more = total ? ids.size() < static_cast<std::size_t>(*total) : on_page >= kWorkspacesInAPage;
  // A page that brings nothing new has the offset of the one before, and that is noticed.
  next.cursor = std::to_string(ids.size());
  return next;
}

class OpenRouterProvider final : public KeyedProvider {
 public:
  using KeyedProvider::KeyedProvider;

  DateRange OfferedDays(Date today) const override { return {today - kHistoryDays, today - 1}; }

 protected:
  boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(ProviderClient& client) override {
    std::vector<Project> projects;
    std::set<std::string> ids;
    ProviderCall call{"workspaces", "/workspaces"};
    QueryParameters query;
    query.emplace_back("limit", std::to_string(kWorkspacesInAPage));
    ProviderClient::ReadPage read = [&](std::string& body) { return ReadWorkspaces(body, ids, projects); };
    auto done = co_await client.GetPages(std::move(call), std::move(query), "offset", std::move(read), nullptr);
    if (!done) co_return Failure(std::move(done.error().error));
    co_return projects;
  }

  boost::asio::awaitable<Result<FetchedCosts>> ReadCosts(ProviderClient& client, DateRange range,
                                                         FetchProgress& progress) override {
    Activity activity(range);
    ProviderCall call{"activity", "/activity"};
    QueryParameters query;
    query.emplace_back("group_by", "workspace");
    // There are no pages; should one day an answer say that there is more, its sum would be too small.
    ProviderClient::ReadPage read = [&](std::string& body) -> Result<NextPage> {
      auto page = activity.Read(body);
      if (page) page->cursor.clear();
      return page;
    };
    ++progress.calls_total;
    auto done = co_await client.GetPages(std::move(call), std::move(query), "", std::move(read), &progress);
    if (!done) co_return Failure(client.CostsError(std::move(done.error())));
    FetchedCosts fetched;
    fetched.buckets = activity.Buckets();
    if (activity.own_keys()) {
      Notice notice;
      notice.kind = notice::kNotIncluded;
      notice.message =
          "openrouter: use with your own keys (BYOK) is billed by those keys' providers and is not in the costs";
      notice.hint = "Set admin keys of those providers too, so that their bills are read.";
      fetched.notices.push_back(std::move(notice));
    }
    co_return fetched;
  }
};

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock) {
  return std::make_unique<OpenRouterProvider>(Profile(), std::move(settings), client, clock);
}

}  // namespace

ProviderEntry OpenRouterEntry() { return Profile().row; }

}  // namespace llmcost
