// SPDX-License-Identifier: MIT
#include "providers/openai_json.h"

#include <fmt/format.h>

#include <array>

#include "providers/json_reader.h"

namespace llmcost {
namespace {

// The fields read of each kind of object, in the order in which the readers below number them.
// Very old documents call the list of results "result".
constexpr std::array<std::string_view, 4> kBucketFields = {"start_time", "end_time", "results", "result"};
constexpr std::array<std::string_view, 4> kCostFields = {"amount", "project_id", "line_item", "quantity"};
constexpr std::array<std::string_view, 2> kAmountFields = {"value", "currency"};
constexpr std::array<std::string_view, 4> kProjectFields = {"id", "name", "status", "archived_at"};

Failure Bad(std::string message) { return Fail(ErrorKind::kBadUpstream, std::move(message)); }

// A name that is empty names nothing.
Result<void> ReadName(JsonValue value, std::string_view name, std::optional<std::string_view>& out) {
  auto done = ReadJson(value, name, out);
  if (out && out->empty()) out.reset();
  return done;
}

// The envelope all endpoints with buckets share. `read_row(row value, rows)` appends to rows or not.
template <typename Row, typename ReadRow>
Result<OpenAiPage> ParseBuckets(std::string& body, const DateRange& window, DayTable<Row>& table, ReadRow&& read_row) {
  OpenAiPage page;
  std::vector<Row> rows;
  const auto read_bucket = [&](JsonValue value) -> Result<void> {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    bool has_results = false;
    rows.clear();
    auto done = ReadObject(value, "the bucket", kBucketFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      switch (field) {
        case 0:
          return ReadJson(inner, "start_time", start);
        case 1:
          return ReadJson(inner, "end_time", end);
        default:
          // When both names are there they say the same.
          if (has_results) return SkipJson(inner);
          has_results = true;
          return ReadList(inner, kBucketFields[field],
                          [&](std::size_t, JsonValue row) -> Result<void> { return read_row(row, rows); });
      }
    });
    if (!done) return done;
    if (!start) return Bad("start_time is missing");
    if (!has_results) return Bad("results is missing");
    page.last_end = end;
    const Date date = Date::Of(TimePoint(std::chrono::seconds(*start)));
    if (!window.Contains(date)) {
      ++page.buckets_outside;
      return {};
    }
    ++page.buckets_inside;
    table.Add(date, rows);
    return {};
  };
  auto next = ReadPage(body, "bucket", read_bucket);
  if (!next) return Failure(std::move(next.error()));
  page.has_more = next->has_more;
  page.next_page = std::move(next->cursor);
  return page;
}

struct Amount {
  std::optional<Money> value;
  std::string currency = std::string(kUsd);  // not marked as required; OpenAI bills in dollars
};

Result<void> ReadAmount(JsonValue value, std::optional<Amount>& amount) {
  if (IsNull(value)) return {};
  amount.emplace();
  auto done = ReadObject(value, "amount", kAmountFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
    if (field == 0) return ReadJson(inner, "amount.value", amount->value.emplace());
    return ReadCurrency(inner, "amount.currency", amount->currency);
  });
  if (!done) return done;
  if (!amount->value) return Bad("amount.value is missing");
  return {};
}

}  // namespace

std::uint32_t OpenAiItems::NumberOf(std::optional<std::string_view> line_item, std::string_view currency) {
  std::optional<std::string_view> name = line_item;
  std::string with_currency;
  if (currency != kUsd) {
    // No line item has a NUL.
    with_currency = fmt::format("{}{}{}", line_item.value_or(std::string_view()), '\0', currency);
    name = with_currency;
  }
  const std::uint32_t number = numbers_.NumberOf(name);
  if (number == items_.size()) {
    OpenAiItem& item = items_.emplace_back();
    if (line_item) item.line_item = *line_item;
    item.currency = currency;
  }
  return number;
}

Result<OpenAiPage> ParseOpenAiCosts(std::string& body, const DateRange& window, OpenAiNames& names,
                                    DayTable<CostRow>& table) {
  bool any_amount = false;
  bool unpriced_use = false;
  auto page = ParseBuckets(body, window, table, [&](JsonValue value, auto& rows) -> Result<void> {
    std::optional<Amount> amount;
    std::optional<std::string_view> project;
    std::optional<std::string_view> line_item;
    std::optional<Money> quantity;  // only for whether anything was used
    auto done = ReadObject(value, "a result", kCostFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      switch (field) {
        case 0:
          return ReadAmount(inner, amount);
        case 1:
          return ReadName(inner, "project_id", project);
        case 2:
          return ReadName(inner, "line_item", line_item);
        default:
          return IsNull(inner) ? Result<void>() : ReadJson(inner, "quantity", quantity.emplace());
      }
    });
    if (!done) return done;
    any_amount = any_amount || amount;
    unpriced_use = unpriced_use || (!amount && quantity && !quantity->IsZero());
    // Nothing was billed and nothing was used: the row says nothing.
    if (!amount && !quantity) return {};
    const Money cost = amount ? *amount->value : Money();
    // Nothing is nothing in every currency, and needs no exchange rate.
    const std::string_view currency = cost.IsZero() ? kUsd : std::string_view(amount->currency);
    rows.push_back({names.projects.NumberOf(project), names.items.NumberOf(line_item, currency), cost});
    return {};
  });
  if (!page) return page;
  // A single row may lack its amount, but when all do, the answer has another form than the one known, and a total of 0
  // would be a lie.
  if (unpriced_use && !any_amount) return Bad("no result has an amount");
  return page;
}

Result<OpenAiPage> ParseOpenAiUsage(std::string& body, const DateRange& window, const OpenAiUsageForm& form,
                                    OpenAiNames& names, DayTable<UsageRow>& table) {
  const std::array<std::string_view, 5> fields = {form.counter, "project_id", "model", "input_tokens", "output_tokens"};
  auto page = ParseBuckets(body, window, table, [&](JsonValue value, auto& rows) -> Result<void> {
    UsageRow row;
    std::optional<std::string_view> project;
    std::optional<std::string_view> model;
    auto done = ReadObject(value, "a result", fields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      switch (field) {
        case 0:
          return ReadJson(inner, form.counter, row.requests);
        case 1:
          return ReadName(inner, "project_id", project);
        case 2:
          return ReadName(inner, "model", model);
        case 3:
          return ReadJson(inner, "input_tokens", row.input_tokens);
        default:
          return ReadJson(inner, "output_tokens", row.output_tokens);
      }
    });
    if (!done) return done;
    if (!row.requests && !row.input_tokens && !row.output_tokens) return {};
    row.project = names.projects.NumberOf(project);
    row.model = names.models.NumberOf(form.pseudo_model.empty() ? model : form.pseudo_model);
    rows.push_back(row);
    return {};
  });
  return page;
}

Result<OpenAiProjectPage> ParseOpenAiProjects(std::string& body) {
  OpenAiProjectPage page;
  const auto read_project = [&](JsonValue value) -> Result<void> {
    Project project;
    auto done = ReadObject(value, "it", kProjectFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      if (field == 3) {
        std::optional<std::int64_t> archived_at;
        auto read = ReadJson(inner, "archived_at", archived_at);
        project.archived = project.archived || archived_at;
        return read;
      }
      std::optional<std::string_view> text;
      if (auto read = ReadJson(inner, kProjectFields[field], text); !read) return read;
      if (!text || text->empty()) return {};
      if (field == 0) project.id = *text;
      if (field == 1) project.name = *text;
      if (field == 2) project.archived = project.archived || *text == "archived";
      return {};
    });
    if (!done) return done;
    if (project.id.empty()) return Bad("id is missing");
    page.projects.push_back(std::move(project));
    return {};
  };
  auto next = ReadPage(body, "project", read_project);
  if (!next) return Failure(std::move(next.error()));
  page.has_more = next->has_more;
  return page;
}

}  // namespace llmcost
