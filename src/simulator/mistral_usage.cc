// SPDX-License-Identifier: MIT
// GET {base}/usage: a month of quantities and the price list.
#include <fmt/format.h>

#include <array>
#include <map>
#include <tuple>

#include "simulator/mistral_api.h"

namespace llmcost {
namespace {

struct Entry {
  const MistralWorkload* workload;
  std::string_view group;
  Date day;
  std::int64_t value = 0;
  std::int64_t value_paid = 0;
};
// By model key and group, in the order of days; rows of several workspaces in one entry.
using Models = std::map<std::string, std::map<std::string_view, std::vector<Entry>>>;

std::map<std::string_view, Models> Collect(const MistralOrganization& organization, const MistralUsageQuery& query,
                                           TimePoint now) {
  using Key = std::tuple<std::string_view, std::string, std::string_view, Date, std::string_view, std::string_view>;
  std::map<Key, Entry> entries;
  const Date first{std::chrono::sys_days(query.month / 1)};
  const Date last{std::chrono::sys_days(query.month / std::chrono::last)};
  for (Date day = first; day <= last; ++day) {
    for (const auto& row : organization.Rows(day, now)) {
      const auto& workload = *row.workload;
      if (query.workspace && workload.workspace != *query.workspace) continue;
      if (!query.zone.empty() && (workload.zone.empty() ? "global" : workload.zone) != query.zone) continue;
      const std::string model = workload.category == "fine_tuning.training"
                                    ? std::string(workload.metric)
                                    : fmt::format("{}::{}", workload.display_name, workload.metric);
      auto& entry = entries[{workload.category, model, row.group, day, workload.zone, workload.tier}];
      entry.workload = &workload;
      entry.group = row.group;
      entry.day = day;
      entry.value += row.value;
      entry.value_paid += row.value_paid;
    }
  }
  std::map<std::string_view, Models> categories;
  for (const auto& [key, entry] : entries) categories[std::get<0>(key)][std::get<1>(key)][entry.group].push_back(entry);
  return categories;
}

void WriteEntry(JsonText& json, const Entry& entry) {
  const auto& workload = *entry.workload;
  json.BeginObject();
  json.Field("usage_type", "usage");
  json.Field("event_type", workload.event_type);
  json.Field("billing_metric", workload.metric);
  json.Field("billing_display_name", workload.display_name);
  json.Field("billing_group", entry.group);
  json.Field("timestamp", entry.day.ToString());
  json.Field("value", entry.value);
  if (!MistralOmitsPaid(workload.metric)) json.Field("value_paid", entry.value_paid);
  if (!workload.zone.empty()) json.Field("api_zone", workload.zone);
  if (!workload.tier.empty()) json.Field("service_tier", workload.tier);
  json.EndObject();
}

void WriteModels(JsonText& json, const Models& models) {
  json.BeginObject();
  for (const auto& [model, groups] : models) {
    json.Name(model);
    json.BeginObject();
    for (const auto& [group, entries] : groups) {
      json.Name(group);
      json.BeginArray();
      for (const auto& entry : entries) WriteEntry(json, entry);
      json.EndArray();
    }
    json.EndObject();
  }
  json.EndObject();
}

void WritePrices(JsonText& json) {
  json.Name("prices");
  json.BeginArray();
  for (const auto& price : MistralPrices()) {
    json.BeginObject();
    json.Field("event_type", price.event_type.empty() ? std::nullopt : std::optional(std::string(price.event_type)));
    json.Field("billing_metric", price.metric);
    json.Field("billing_group", price.group);
    json.Field("api_zone", price.zone);
    json.Field("service_tier", price.tier);
    if (price.number) {
      json.RawField("price", price.text);
    } else {
      json.Field("price", price.text);
    }
    json.EndObject();
  }
  json.EndArray();
}

std::string MonthText(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

}  // namespace

std::string WriteMistralUsage(const MistralOrganization& organization, const MistralUsageQuery& query, TimePoint now) {
  const auto categories = Collect(organization, query, now);
  JsonText json;
  const auto write_category = [&](std::string_view name, std::string_view category) {
    const auto found = categories.find(category);
    json.Name(name);
    json.BeginObject();
    json.Name("models");
    WriteModels(json, found == categories.end() ? Models() : found->second);
    json.EndObject();
  };
  json.BeginObject();
  for (const std::string_view category : {"completion", "chat", "ocr", "connectors", "audio", "audio_characters"}) {
    write_category(category, category);
  }
  json.Name("libraries_api");
  json.BeginObject();
  write_category("pages", "libraries_api.pages");
  write_category("tokens", "libraries_api.tokens");
  write_category("audio_seconds", "libraries_api.audio_seconds");
  json.EndObject();
  json.Name("fine_tuning");
  json.BeginObject();
  const auto training = categories.find("fine_tuning.training");
  json.Name("training");
  WriteModels(json, training == categories.end() ? Models() : training->second);
  json.Name("storage");
  json.BeginObject();
  for (const auto& storage : organization.Storage(query.month, now)) {
    if (!query.workspace || *query.workspace == storage.workspace) json.Field(storage.model, storage.value);
  }
  json.EndObject();
  json.EndObject();
  json.Name("vibe_code");
  json.BeginObject();
  write_category("completion", "vibe_code.completion");
  write_category("ocr", "vibe_code.ocr");
  write_category("connectors", "vibe_code.connectors");
  write_category("audio", "vibe_code.audio");
  write_category("audio_characters", "vibe_code.audio_characters");
  json.EndObject();
  json.Field("vibe_usage", std::int64_t{0});  // an old field, always 0

  const Date today = Date::Of(now);
  const std::chrono::year_month_day ymd(today.days());
  const Date last{std::chrono::sys_days(query.month / std::chrono::last)};
  json.Field("date", FormatTime(today.Start()));
  json.Field("previous_month", MonthText(query.month - std::chrono::months(1)));
  json.Field("next_month", query.month < ymd.year() / ymd.month()
                               ? std::optional(MonthText(query.month + std::chrono::months(1)))
                               : std::nullopt);
  json.Field("start_date", fmt::format("{}-01T00:00:00Z", MonthText(query.month)));
  json.Field("end_date", fmt::format("{}T23:59:59.999Z", last.ToString()));
  json.Field("currency", "EUR");
  json.Field("currency_symbol", "€");
  WritePrices(json);
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
