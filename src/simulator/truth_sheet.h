// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"
#include "core/money.h"
#include "simulator/json_writer.h"

// What was really spent, added up row by row and written with exact decimal texts.
namespace llmcost {

using TruthName = std::optional<std::string>;  // nothing = null
using TruthSums = std::map<TruthName, Money>;

// "list":[{"name":…,"cost":"1.25"}]; with `usd` also "cost_usd" from there.
void WriteTruthSums(JsonText& json, std::string_view list, std::string_view name, const TruthSums& sums,
                    const TruthSums* usd = nullptr);

// The same cost by model, by project, by day and by organization.
class TruthSheet {
 public:
  // Days without a row are there with 0. `two_currencies`: costs are written in USD as well.
  TruthSheet(const DateRange& range, std::string currency, bool two_currencies = false);

  void AddOrganization(std::string_view organization) { sums_.by_organization[std::string(organization)]; }
  void Add(std::string_view organization, const TruthName& project, const TruthName& model, Date day, Money cost,
           Money usd);
  void AddRequests(std::string_view model, std::int64_t requests) { requests_[std::string(model)] += requests; }

  // The fields "start_date", "end_date", "currency", "total" (and "total_usd"), "rows", "by_model", "by_project",
  // "by_day", "by_organization" and, where requests were added, "requests"; within an object that is the caller's.
  void Write(JsonText& json) const;

 private:
  struct Sums {
    Money total;
    TruthSums by_model;
    TruthSums by_project;
    TruthSums by_day;
    TruthSums by_organization;

    void Add(std::string_view organization, const TruthName& project, const TruthName& model, Date day, Money cost);
  };

  DateRange range_;
  std::string currency_;
  bool two_currencies_;
  Sums sums_;
  Sums usd_;
  std::map<std::string, std::int64_t> requests_;
  std::int64_t rows_ = 0;
};

}  // namespace llmcost
