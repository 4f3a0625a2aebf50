// SPDX-License-Identifier: MIT
#include "cli/cost_output.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <ranges>
#include <tuple>

#include "cli/csv.h"

namespace llmcost {
namespace {

constexpr int kCents = 2;
constexpr std::string_view kUnknown = "-";

struct CostRow {
  std::vector<std::string> labels;
  std::optional<Money> cost_usd;  // none = not known
  Usage usage = {};
  Charged charged = {};
};

struct CostRows {
  std::vector<std::string> label_titles;  // as in CSV: "project_id"
  bool has_usage = false;
  std::vector<CostRow> rows;
  bool has_charged = true;  // days are added up over everything
};

// "3.1 EUR", "3.1 EUR + 2 GBP"; of an estimate with "~", of what has no price "?".
std::string ChargedText(const Charged& charged) {
  std::string text;
  for (const CurrencyAmount& amount : charged.costs) {
    if (!text.empty()) text += " + ";
    text += WithThousands(amount.cost.ToFixed(kCents)) + " " + PlainText(amount.currency);
  }
  if (charged.provenance == Provenance::kEstimated) text.insert(0, "~");
  if (charged.unpriced) text += text.empty() ? "?" : " + ?";
  return text;
}

bool IsPlain(const Charged& charged) {
  const bool in_usd = charged.costs.empty() || (charged.costs.size() == 1 && charged.costs.front().currency == kUsd);
  return in_usd && !charged.unpriced && charged.provenance == Provenance::kBilled;
}

std::string_view ProvenanceText(const Charged& charged) {
  if (charged.unpriced) return charged.costs.empty() ? "unpriced" : "partly unpriced";
  return charged.provenance == Provenance::kEstimated ? "estimated" : "billed";
}

// Something was used on the day, and none of it is known in dollars: that is no zero.
bool IsUnknown(const DailyCost& day) {
  return !day.shares.empty() && std::ranges::none_of(day.shares, &DailyShare::known_in_usd);
}

CostRows RowsOf(const CostReport& report, GroupBy group_by) {
  CostRows table;
  switch (group_by) {
    case GroupBy::kModel:
      table = {{"provider", "model"}, true, {}, true};
      for (const ModelCost& cost : report.breakdown) {
        table.rows.push_back({{cost.provider, cost.model}, cost.cost_usd, cost.usage, cost.charged});
      }
      break;
    case GroupBy::kProject:
      table = {{"provider", "workspace", "project_id", "project"}, true, {}, true};
      for (const ProjectCost& cost : report.projects) {
        table.rows.push_back({{cost.provider, cost.workspace, cost.id.value_or(""),
                               cost.id ? cost.name.value_or("") : std::string("(no project)")},
                              cost.cost_usd,
                              cost.usage,
                              cost.charged});
      }
      break;
    case GroupBy::kWorkspace:
      table = {{"provider", "workspace", "name"}, false, {}, true};
      for (const WorkspaceCost& cost : report.workspaces) {
        table.rows.push_back({{cost.provider, cost.id, cost.name}, cost.cost_usd, {}, cost.charged});
      }
      break;
    case GroupBy::kProvider:
      table = {{"provider", "name"}, false, {}, true};
      for (const ProviderCost& cost : report.providers) {
        table.rows.push_back({{cost.id, cost.name}, cost.cost_usd, {}, cost.charged});
      }
      break;
    case GroupBy::kDay:
      table = {{"date"}, false, {}, false};
      for (const DailyCost& cost : report.daily) {
        table.rows.push_back({{cost.date.ToString()}, IsUnknown(cost) ? std::nullopt : std::optional(cost.cost_usd)});
      }
      break;
  }
  for (CostRow& row : table.rows) {
    for (std::string& label : row.labels) label = PlainText(label);
  }
  return table;
}

// "≥" says that some counts are not known.
std::string Requests(std::int64_t count, bool is_partial) {
  return (is_partial ? "≥" : "") + WithThousands(std::to_string(count));
}

// The sum of what is known.
std::string TotalRequests(const std::vector<CostRow>& rows) {
  std::int64_t sum = 0;
  bool is_known = false;
  std::size_t whole = 0;
  for (const CostRow& row : rows) {
    if (!row.usage.requests) continue;
    sum += *row.usage.requests;
    if (!row.usage.requests_partial) ++whole;
    is_known = true;
  }
  if (!is_known) return std::string(kUnknown);
  return Requests(sum, whole < rows.size());
}

// The same of the whole report; or nothing was read of days that are there.
bool IsTotalUnknown(const CostReport& report) {
  if (!report.last_updated && !report.coverage.unread.empty()) return true;
  return !report.breakdown.empty() &&
         std::ranges::none_of(report.breakdown, [](const ModelCost& cost) { return cost.cost_usd.has_value(); });
}

// The runs of one source in one state: "2026-08-01..2026-08-31, 2026-09-03 and 4 more runs of days".
std::string DaysText(const std::vector<DateRange>& runs) {
  constexpr std::size_t kMostRuns = 3;
  std::string text;
  for (const DateRange& run : runs | std::views::take(kMostRuns)) {
    if (!text.empty()) text += ", ";
    text += run.start == run.end ? run.start.ToString() : run.ToString();
  }
  if (runs.size() > kMostRuns) text += fmt::format(" and {} more runs of days", runs.size() - kMostRuns);
  return text;
}

std::string UnreadText(const std::string& source, DayState state, const std::vector<DateRange>& runs) {
  const std::string days = DaysText(runs);
  switch (state) {
    case DayState::kNotYet: {
      // Providers that give no current day give it once it is over.
      const bool is_one_day = runs.size() == 1 && runs.front().start == runs.front().end;
      return fmt::format("{} {} {} {}", source, is_one_day ? "gives" : "does not give", days,
                         is_one_day ? "tomorrow" : "yet");
    }
    case DayState::kNotRetained:
      return fmt::format("incomplete: {} does not give {} any more, and nothing is known of them", source, days);
    case DayState::kFailed:
      return fmt::format("incomplete: {} could not be read for {}", source, days);
    default:
      return fmt::format("incomplete: {} was never asked for {}", source, days);
  }
}

std::string Title(std::string_view name) {
  std::string title(name);
  for (char& c : title) {
    if (c == '_') {
      c = ' ';
    } else if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 32);
    }
  }
  return title;
}

}  // namespace

std::optional<GroupBy> ParseGroupBy(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kNames = {"model", "project", "workspace", "provider", "day"};
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<GroupBy>(found - kNames.begin());
}

OutputTable CostTable(const CostReport& report, GroupBy group_by) {
  const CostRows rows = RowsOf(report, group_by);
  OutputTable table;
  for (const std::string& title : rows.label_titles) table.columns.push_back({Title(title), false});
  if (rows.has_usage) table.columns.push_back({"REQUESTS", true});
  // Only where there is more to say than the column beside it does.
  const bool has_charged = std::ranges::any_of(rows.rows, [](const CostRow& row) { return !IsPlain(row.charged); });
  if (has_charged) table.columns.push_back({"CHARGED", true});
  table.columns.push_back({"COST (USD)", true});

  std::vector<Money> parts;
  parts.reserve(rows.rows.size());
  for (const CostRow& row : rows.rows) parts.push_back(row.cost_usd.value_or(Money()));
  const std::vector<Money> rounded = RoundToSum(parts, kCents);
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    std::vector<std::string> cells;
    for (const std::string& label : rows.rows[i].labels) {
      cells.push_back(label.empty() ? std::string(kUnknown) : label);
    }
    if (rows.has_usage) {
      const Usage& usage = rows.rows[i].usage;
      cells.push_back(usage.requests ? Requests(*usage.requests, usage.requests_partial) : std::string(kUnknown));
    }
    if (has_charged) cells.push_back(IsPlain(rows.rows[i].charged) ? "" : ChargedText(rows.rows[i].charged));
    cells.push_back(rows.rows[i].cost_usd ? WithThousands(rounded[i].ToFixed(kCents)) : std::string(kUnknown));
    table.rows.push_back(std::move(cells));
  }
  table.total.resize(table.columns.size());
  table.total.front() = "Total";
  if (rows.has_usage) table.total[rows.label_titles.size()] = TotalRequests(rows.rows);
  table.total.back() =
      IsTotalUnknown(report) ? std::string(kUnknown) : WithThousands(report.total_cost_usd.ToFixed(kCents));
  return table;
}

std::string CostCsv(const CostReport& report, GroupBy group_by) {
  const CostRows rows = RowsOf(report, group_by);
  CsvWriter csv;
  for (const std::string& title : rows.label_titles) csv.Plain(title);
  if (rows.has_usage) {
    for (const char* title : {"requests", "input_tokens", "output_tokens"}) csv.Plain(title);
  }
  csv.Plain("cost_usd");
  if (rows.has_charged) {
    for (const char* title : {"cost", "currency", "provenance"}) csv.Plain(title);
  }
  csv.EndLine();
  for (const CostRow& row : rows.rows) {
    for (const std::string& label : row.labels) csv.Text(label);
    if (rows.has_usage) {
      for (const auto& count : {row.usage.requests, row.usage.input_tokens, row.usage.output_tokens}) {
        csv.Plain(count ? std::to_string(*count) : std::string());
      }
    }
    csv.Plain(row.cost_usd ? row.cost_usd->ToString() : std::string());
    if (rows.has_charged) {
      const bool single = row.charged.costs.size() == 1;
      csv.Plain(single ? row.charged.costs.front().cost.ToString() : std::string());
      csv.Text(single ? row.charged.costs.front().currency : std::string());
      csv.Plain(std::string(ProvenanceText(row.charged)));
    }
    csv.EndLine();
  }
  return csv.text();
}

std::vector<std::string> UnreadNotes(const std::vector<UnreadDays>& unread) {
  std::vector<std::string> notes;
  std::map<std::tuple<std::string, std::string, DayState>, std::vector<DateRange>> runs;
  for (const UnreadDays& days : unread) runs[{days.provider, days.workspace, days.state}].push_back(days.range);
  for (const auto& [key, ranges] : runs) {
    const auto& [provider, workspace, state] = key;
    notes.push_back(UnreadText(fmt::format("{}/{}", provider, workspace), state, ranges));
  }
  return notes;
}

std::vector<std::string> CostNotes(const CostReport& report) {
  std::vector<std::string> notes;
  const Coverage& coverage = report.coverage;
  if (!report.last_updated) {
    notes.emplace_back("nothing was read yet for these days: the total is not known");
  }
  std::ranges::move(UnreadNotes(coverage.unread), std::back_inserter(notes));
  if (report.stale && report.last_updated) {
    notes.push_back(fmt::format("some figures are those read at {}", FormatTime(*report.last_updated)));
  }
  if (coverage.provisional_from && *coverage.provisional_from <= report.range.end) {
    notes.push_back(fmt::format("figures from {} on are provisional: providers may still change them",
                                coverage.provisional_from->ToString()));
  }
  if (std::ranges::any_of(report.breakdown, [](const ModelCost& cost) { return cost.usage.requests_partial; })) {
    notes.emplace_back("some requests are counted for some of the days only: the providers do not give the others");
  }
  for (const std::string& excluded : report.excluded) notes.push_back("left out by EXCLUDE: " + PlainText(excluded));
  for (const SourceNotice& notice : report.notices) {
    std::string note = notice.notice.message;
    if (!notice.notice.hint.empty()) note += ". " + notice.notice.hint;
    notes.push_back(PlainText(note));
  }
  return notes;
}

}  // namespace llmcost
