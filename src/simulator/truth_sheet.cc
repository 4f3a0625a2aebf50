// SPDX-License-Identifier: MIT
#include "simulator/truth_sheet.h"

namespace llmcost {

void WriteTruthSums(JsonText& json, std::string_view list, std::string_view name, const TruthSums& sums,
                    const TruthSums* usd) {
  json.Name(list);
  json.BeginArray();
  for (const auto& [key, cost] : sums) {
    json.BeginObject();
    json.Field(name, key);
    json.Field("cost", cost.ToString());
    if (usd != nullptr) {
      const auto found = usd->find(key);
      json.Field("cost_usd", (found == usd->end() ? Money() : found->second).ToString());
    }
    json.EndObject();
  }
  json.EndArray();
}

TruthSheet::TruthSheet(const DateRange& range, std::string currency, bool two_currencies)
    : range_(range), currency_(std::move(currency)), two_currencies_(two_currencies) {
  for (Date day = range.start; day <= range.end; ++day) sums_.by_day[day.ToString()];
}

void TruthSheet::Sums::Add(std::string_view organization, const TruthName& project, const TruthName& model, Date day,
                           Money cost) {
  total += cost;
  by_model[model] += cost;
  by_project[project] += cost;
  by_day[day.ToString()] += cost;
  by_organization[std::string(organization)] += cost;
}

void TruthSheet::Add(std::string_view organization, const TruthName& project, const TruthName& model, Date day,
                     Money cost, Money usd) {
  sums_.Add(organization, project, model, day, cost);
  if (two_currencies_) usd_.Add(organization, project, model, day, usd);
  ++rows_;
}

void TruthSheet::Write(JsonText& json) const {
  const auto write = [&](std::string_view list, std::string_view name, TruthSums Sums::* sums) {
    WriteTruthSums(json, list, name, sums_.*sums, two_currencies_ ? &(usd_.*sums) : nullptr);
  };
  json.Field("start_date", range_.start.ToString());
  json.Field("end_date", range_.end.ToString());
  json.Field("currency", currency_);
  json.Field("total", sums_.total.ToString());
  if (two_currencies_) json.Field("total_usd", usd_.total.ToString());
  json.Field("rows", rows_);
  write("by_model", "model", &Sums::by_model);
  write("by_project", "project_id", &Sums::by_project);
  write("by_day", "date", &Sums::by_day);
  write("by_organization", "organization", &Sums::by_organization);
  if (requests_.empty()) return;
  json.Name("requests");
  json.BeginArray();
  for (const auto& [model, count] : requests_) {
    json.BeginObject();
    json.Field("model", model);
    json.Field("requests", count);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace llmcost
