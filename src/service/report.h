// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"
#include "service/freshness.h"

// Groups and adds up what the ledger holds.
namespace llmcost {

// One source of a report, with the names to show.
struct ReportSource {
  Source source;
  std::string provider_name;
  std::string workspace_name;
  const std::vector<Project>* projects = nullptr;              // null = their names are not known
  std::vector<std::string> excluded_projects = {};             // that the settings leave out
  DateRange offered = {Date(1970, 1, 1), Date(9999, 12, 31)};  // the days that its provider gives now
  bool failing = false;                                        // it could not be read when it was tried last
};

struct ReportQuestion {
  DateRange range;
  std::optional<std::string> project_id;  // kNoProject = the cost without a project
  TimePoint now;
  DailyBy daily_by = DailyBy::kModel;
  std::optional<std::string> model = std::nullopt;  // as the provider calls it
};

struct MadeReport {
  CostReport report;      // without excluded, notices, stale and errors
  TimePoint valid_until;  // when a day of it is due to be asked again, midnight at the latest
};

// `sources` in the order of providers; sources of the same provider stand together. A source of which no day of the
// range is known gets no row: unknown is not zero.
MadeReport MakeReport(const Ledger& ledger, std::span<const ReportSource> sources, const ReportQuestion& question,
                      const FreshnessRules& rules);

// Whether any day of the range was read from the source.
bool KnowsAnyDay(const Ledger& ledger, const Source& source, const DateRange& range, Date today);

}  // namespace llmcost
