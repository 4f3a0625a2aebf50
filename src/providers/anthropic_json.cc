// SPDX-License-Identifier: MIT
#include "providers/anthropic_json.h"

#include <array>

#include "providers/json_reader.h"

namespace llmcost {
namespace {

constexpr int kCents = -2;  // the shift from cents to dollars
constexpr std::string_view kPriority = "priority";

// The fields read of each kind of object, in the order in which the readers below number them.
constexpr std::array<std::string_view, 2> kBucketFields = {"starting_at", "results"};
constexpr std::array<std::string_view, 6> kCostFields = {"amount",      "currency", "workspace_id",
                                                         "description", "model",    "cost_type"};
constexpr std::array<std::string_view, 7> kTokenFields = {
    "workspace_id",   "model",        "service_tier", "uncached_input_tokens", "cache_read_input_tokens",
    "cache_creation", "output_tokens"};
constexpr std::array<std::string_view, 2> kCacheFields = {"ephemeral_1h_input_tokens", "ephemeral_5m_input_tokens"};
constexpr std::array<std::string_view, 3> kRowFields = {"starting_at", "group", "cost"};
constexpr std::array<std::string_view, 2> kGroupFields = {"workspace_id", "model"};
constexpr std::array<std::string_view, 3> kRowCostFields = {"amount", "currency", "requests"};
constexpr std::array<std::string_view, 3> kWorkspaceFields = {"id", "name", "archived_at"};

Failure Bad(std::string message) { return Fail(ErrorKind::kBadUpstream, std::move(message)); }

// The answers are not divided as asked; they cannot be shown by model then.
Failure GroupingIgnored() {
  Failure failure = Bad("grouping was ignored");
  failure.value().hint =
      "The answers are not divided by model as asked. Check whether a proxy between here and Anthropic changes the "
      "addresses asked for.";
  return failure;
}

// {"starting_at","results":[…]}: `read_row(row)` for each result, then the day.
template <typename ReadRow>
Result<std::optional<Date>> ReadBucket(JsonValue value, ReadRow&& read_row) {
  std::optional<Date> date;
  bool has_results = false;
  auto done = ReadObject(value, "the bucket", kBucketFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
    if (field == 0) return ReadJson(inner, "starting_at", date.emplace());
    has_results = true;
    return ReadList(inner, "results", [&](std::size_t, JsonValue row) -> Result<void> { return read_row(row); });
  });
  if (!done) return Failure(std::move(done.error()));
  if (!date) return Bad("starting_at is missing");
  if (!has_results) return Bad("results is missing");
  return date;
}

struct CostItem {
  CostRow row;
  bool is_grouped = false;
};

Result<CostItem> ReadCost(JsonValue value, AnthropicNames& names) {
  std::optional<Money> amount;
  std::string currency = "USD";  // the only one that is documented
  std::array<std::optional<std::string_view>, 4> texts;
  auto done = ReadObject(value, "a result", kCostFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
    if (field == 0) return ReadJson(inner, "amount", amount.emplace(), kCents);
    if (field == 1) return ReadCurrency(inner, "currency", currency);
    return ReadJson(inner, kCostFields[field], texts[field - 2]);
  });
  if (!done) return Failure(std::move(done.error()));
  if (!amount) return Bad("amount is missing");
  const auto& [workspace, description, model, cost_type] = texts;
  AnthropicItem item;
  item.line_item = description;
  // Costs that are no tokens have no model: they go by their type. The text is for people, but better than nothing.
  item.model = model ? *model : cost_type ? *cost_type : description.value_or(kNotItemised);
  item.currency = std::move(currency);
  item.is_tokens = model.has_value();
  CostItem cost;
  cost.is_grouped = description || model || cost_type;
  cost.row = {names.ProjectOf(workspace), names.ItemOf(std::move(item)), *amount};
  return cost;
}

// All input: what was new, what was read from the cache, and what was written to it.
Result<void> ReadTokens(JsonValue value, AnthropicNames& names, UsageRow& row, bool& priority) {
  std::array<std::optional<std::string_view>, 3> texts;
  const auto add_input = [&row](JsonValue inner, std::string_view name) -> Result<void> {
    std::optional<std::int64_t> tokens;
    auto done = ReadJson(inner, name, tokens);
    row.input_tokens = UsageRow::Sum(row.input_tokens, tokens);
    return done;
  };
  auto done = ReadObject(value, "a result", kTokenFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
    if (field < texts.size()) return ReadJson(inner, kTokenFields[field], texts[field]);
    if (field < 5) return add_input(inner, kTokenFields[field]);
    if (field == 6) return ReadJson(inner, "output_tokens", row.output_tokens);
    if (IsNull(inner)) return {};
    return ReadObject(inner, "cache_creation", kCacheFields, [&](std::size_t cache_field, JsonValue tokens) {
      return add_input(tokens, kCacheFields[cache_field]);
    });
  });
  if (!done) return done;
  row.project = names.ProjectOf(texts[0]);
  row.model = names.models.NumberOf(texts[1]);
  priority = texts[2] == kPriority && row.input_tokens.value_or(0) + row.output_tokens.value_or(0) > 0;
  return {};
}

Result<void> ReadWorkspace(std::size_t field, JsonValue value, Project& project) {
  std::optional<std::string_view> text;
  if (auto done = ReadJson(value, kWorkspaceFields[field], text); !done) return done;
  if (!text || text->empty()) return {};
  if (field == 0) project.id = *text;
  if (field == 1) project.name = *text;
  if (field == 2) project.archived = true;
  return {};
}

}  // namespace

std::uint32_t AnthropicNames::ItemOf(AnthropicItem item) {
  // No text of an answer holds a NUL.
  std::string key = item.currency + '\0' + item.model + '\0';
  if (item.line_item) key += '=' + *item.line_item;
  const std::uint32_t number = item_numbers_.NumberOf(key);
  if (number == items_.size()) items_.push_back(std::move(item));
  return number;
}

Result<NextPage> ParseAnthropicCosts(std::string& body, const DateRange& window, AnthropicNames& names,
                                     DayTable<CostRow>& table, AnthropicBuckets& buckets) {
  bool any_group = false;
  bool ungrouped_money = false;
  std::vector<CostRow> rows;
  auto page = ReadPage(body, "bucket", [&](JsonValue value) -> Result<void> {
    rows.clear();
    const auto date = ReadBucket(value, [&](JsonValue result) -> Result<void> {
      auto cost = ReadCost(result, names);
      if (!cost) return Failure(std::move(cost.error()));
      any_group = any_group || cost->is_grouped;
      ungrouped_money = ungrouped_money || (!cost->is_grouped && !cost->row.cost.IsZero());
      rows.push_back(cost->row);
      return {};
    });
    if (!date) return Failure(date.error());
    if (!window.Contains(**date)) {
      ++buckets.outside;
      return {};
    }
    ++buckets.inside;
    table.Add(**date, rows);
    return {};
  });
  if (page && ungrouped_money && !any_group) return GroupingIgnored();
  return page;
}

Result<NextPage> ParseAnthropicTokens(std::string& body, const DateRange& window, AnthropicNames& names,
                                      AnthropicUsage& usage) {
  std::vector<UsageRow> rows;
  return ReadPage(body, "bucket", [&](JsonValue value) -> Result<void> {
    rows.clear();
    bool priority = false;
    const auto date = ReadBucket(value, [&](JsonValue result) -> Result<void> {
      bool is_priority = false;
      auto done = ReadTokens(result, names, rows.emplace_back(), is_priority);
      priority = priority || is_priority;
      return done;
    });
    if (!date) return Failure(date.error());
    if (!window.Contains(**date)) return {};
    usage.priority = usage.priority || priority;
    auto& day = usage.rows[**date];
    day.insert(day.end(), rows.begin(), rows.end());
    return {};
  });
}

Result<NextPage> ParseAnthropicRequests(std::string& body, const DateRange& window, AnthropicNames& names,
                                        AnthropicUsage& usage) {
  return ReadPage(body, "row", [&](JsonValue value) -> Result<void> {
    std::optional<Date> date;
    std::optional<std::string_view> workspace;
    std::optional<std::string_view> model;
    std::optional<Money> amount;
    std::string currency = "USD";
    UsageRow row;
    bool has_group = false;
    auto done = ReadObject(value, "the row", kRowFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      if (field == 0) return ReadJson(inner, "starting_at", date.emplace());
      if (field == 1) {
        has_group = true;
        return ReadObject(inner, "group", kGroupFields, [&](std::size_t part, JsonValue text) -> Result<void> {
          return ReadJson(text, kGroupFields[part], part == 0 ? workspace : model);
        });
      }
      return ReadObject(inner, "cost", kRowCostFields, [&](std::size_t part, JsonValue figure) -> Result<void> {
        if (part == 0) return ReadJson(figure, "cost.amount", amount.emplace(), kCents);
        if (part == 1) return ReadCurrency(figure, "cost.currency", currency);
        return ReadJson(figure, "cost.requests", row.requests);
      });
    });
    if (!done) return done;
    if (!date) return Bad("starting_at is missing");
    if (!has_group) return Bad("group is missing");
    if (!window.Contains(*date)) return {};
    if (amount && currency == "USD") usage.amounts[*date] += *amount;
    if (!row.requests) return {};
    row.project = names.ProjectOf(workspace);
    row.model = names.models.NumberOf(model);
    usage.rows[*date].push_back(row);
    return {};
  });
}

Result<NextPage> ParseAnthropicWorkspaces(std::string& body, std::vector<Project>& projects) {
  std::string last;
  auto page = ReadPage(body, "workspace", [&](JsonValue value) -> Result<void> {
    Project project;
    auto done = ReadObject(value, "it", kWorkspaceFields,
                           [&](std::size_t field, JsonValue inner) { return ReadWorkspace(field, inner, project); });
    if (!done) return done;
    if (project.id.empty()) return Bad("id is missing");
    last = project.id;
    projects.push_back(std::move(project));
    return {};
  });
  if (page) page->cursor = std::move(last);
  return page;
}

Result<Project> ParseAnthropicWorkspace(std::string& body) {
  Project project;
  auto done = ReadDocument(body, kWorkspaceFields,
                           [&](std::size_t field, JsonValue value) { return ReadWorkspace(field, value, project); });
  if (!done) return Failure(std::move(done.error()));
  return project;
}

}  // namespace llmcost
