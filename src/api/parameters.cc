// SPDX-License-Identifier: MIT
#include "api/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <utility>

#include "core/log.h"
#include "http/url.h"

namespace llmcost {
namespace {

// The parameters of one request, each taken at most once; what is wrong is gathered.
class Parameters {
 public:
  Parameters(std::string_view query, std::initializer_list<std::string_view> known) {
    auto parsed = ParseQuery(query);
    if (!parsed) {
      Refuse("query", "is not valid percent-encoded UTF-8");
      return;
    }
    for (auto& [name, text] : *parsed) Add(std::move(name), std::move(text), known);
  }

  std::optional<std::string> Text(std::string_view name) const {
    const auto found = std::ranges::find(values_, name, &std::pair<std::string, std::string>::first);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }

  bool Has(std::string_view name) const { return Text(name).has_value(); }

  std::optional<Date> TakeDate(std::string_view name, Date today) {
    const auto text = Text(name);
    if (!text) return std::nullopt;
    const auto date = Date::Parse(*text);
    if (!date) {
      Refuse(name, "is " + date.error().message);
      return std::nullopt;
    }
    if (*date < kFirstDate || *date > today + kMaxFutureDays) {
      Refuse(name, fmt::format("is not between {} and {}", kFirstDate.ToString(), (today + kMaxFutureDays).ToString()));
      return std::nullopt;
    }
    return *date;
  }

  bool TakeFlag(std::string_view name) {
    const auto text = Text(name);
    if (!text || *text == "false") return false;
    if (*text != "true") Refuse(name, "is neither true nor false");
    return true;
  }

  std::optional<int> TakeWhole(std::string_view name, int least, int most) {
    const auto text = Text(name);
    if (!text) return std::nullopt;
    int value = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, value);
    if (error == std::errc() && rest == end && value >= least && value <= most) return value;
    Refuse(name, fmt::format("is not a whole number from {} to {}", least, most));
    return std::nullopt;
  }

  // The first fault of a parameter is the one to tell.
  void Refuse(std::string_view name, std::string reason) {
    if (std::ranges::find(bad_, name, &BadParameter::name) == bad_.end()) {
      bad_.push_back({std::string(name), std::move(reason)});
    }
  }

  const std::vector<BadParameter>& bad() const { return bad_; }

 private:
  void Add(std::string name, std::string text, std::initializer_list<std::string_view> known) {
    if (std::ranges::find(known, name) == known.end()) {
      std::string list;
      for (std::string_view one : known) list += (list.empty() ? "" : ", ") + std::string(one);
      Refuse(Printable(name, 40), list.empty() ? "is not known: no parameter is" : "is not known; known are " + list);
      return;
    }
    if (Has(name)) {
      Refuse(name, "is given more than once");
    } else if (text.empty()) {
      Refuse(name, "is empty");
    } else if (text.size() > kMaxParameterBytes) {
      Refuse(name, fmt::format("is longer than {} bytes", kMaxParameterBytes));
    } else if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
      Refuse(name, "has a control character in it");
    } else {
      values_.emplace_back(std::move(name), std::move(text));
    }
  }

  std::vector<std::pair<std::string, std::string>> values_;
  std::vector<BadParameter> bad_;
};

std::optional<DateRange> TakeDates(Parameters& parameters, Date today) {
  const auto start = parameters.TakeDate("start_date", today);
  const auto end = parameters.TakeDate("end_date", today);
  for (auto [given, missing] : {std::pair("start_date", "end_date"), std::pair("end_date", "start_date")}) {
    if (parameters.Has(given) && !parameters.Has(missing)) {
      parameters.Refuse(missing, fmt::format("is missing beside {}", given));
    }
  }
  if (!start || !end) return std::nullopt;
  if (*end < *start) {
    parameters.Refuse("end_date", "is before start_date");
    return std::nullopt;
  }
  const DateRange range{*start, *end};
  if (range.Length() > kMaxRangeDays) {
    parameters.Refuse("end_date", fmt::format("is more than {} days (ten years) after start_date", kMaxRangeDays));
    return std::nullopt;
  }
  return range;
}

std::optional<DateRange> TakeRange(Parameters& parameters, Date today) {
  const bool has_dates = parameters.Has("start_date") || parameters.Has("end_date");
  if (const auto text = parameters.Text("period")) {
    if (has_dates) parameters.Refuse("period", "cannot be given together with start_date or end_date");
    const auto period = ParsePeriod(*text);
    if (!period) {
      parameters.Refuse("period", "is none of week, month, year");
      return std::nullopt;
    }
    return PeriodToDate(*period, today);
  }
  if (!has_dates && parameters.bad().empty()) {
    parameters.Refuse("start_date", "is missing: give start_date and end_date, or period");
    parameters.Refuse("end_date", "is missing: give start_date and end_date, or period");
    return std::nullopt;
  }
  return TakeDates(parameters, today);
}

DailyBy TakeDailyBy(Parameters& parameters) {
  const auto text = parameters.Text("daily_by");
  if (!text || *text == "model") return DailyBy::kModel;
  if (*text == "project") return DailyBy::kProject;
  if (*text == "workspace") return DailyBy::kWorkspace;
  if (*text != "provider") parameters.Refuse("daily_by", "is none of model, project, workspace, provider");
  return DailyBy::kProvider;
}

}  // namespace

Parsed<CostQuery> ParseCostsQuery(std::string_view query, Date today) {
  Parameters parameters(query, {"provider", "workspace", "project_id", "model", "start_date", "end_date", "period",
                                "daily_by", "refresh", "offline"});
  CostQuery question;
  question.provider = parameters.Text("provider");
  question.workspace = parameters.Text("workspace");
  question.project_id = parameters.Text("project_id");
  question.model = parameters.Text("model");
  question.daily_by = TakeDailyBy(parameters);
  question.refresh = parameters.TakeFlag("refresh");
  question.offline = parameters.TakeFlag("offline");
  if (question.refresh && question.offline) parameters.Refuse("offline", "cannot be given together with refresh");
  if (const auto range = TakeRange(parameters, today)) question.range = *range;
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return question;
}

Parsed<ProjectsQuestion> ParseProjectsQuery(std::string_view query) {
  Parameters parameters(query, {"provider", "workspace", "refresh"});
  ProjectsQuestion question{parameters.Text("provider"), parameters.Text("workspace"), parameters.TakeFlag("refresh")};
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return question;
}

Parsed<CoverageQuestion> ParseCoverageQuery(std::string_view query, Date today) {
  Parameters parameters(query, {"provider", "workspace", "start_date", "end_date", "period"});
  CoverageQuestion question{parameters.Text("provider"), parameters.Text("workspace"), {}};
  if (const auto range = TakeRange(parameters, today)) question.range = *range;
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return question;
}

Parsed<RestatementQuery> ParseRestatementsQuery(std::string_view query, Date today) {
  Parameters parameters(query,
                        {"provider", "workspace", "project_id", "model", "start_date", "end_date", "period", "limit"});
  RestatementQuery question{.provider = parameters.Text("provider"),
                            .workspace = parameters.Text("workspace"),
                            .project_id = parameters.Text("project_id"),
                            .model = parameters.Text("model"),
                            .range = std::nullopt,
                            .limit = parameters.TakeWhole("limit", 1, kMaxRestatements).value_or(100)};
  const bool has_days = parameters.Has("start_date") || parameters.Has("end_date") || parameters.Has("period");
  if (has_days) question.range = TakeRange(parameters, today);
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return question;
}

Parsed<std::optional<std::string>> ParseWorkspacesQuery(std::string_view query) {
  const Parameters parameters(query, {"provider"});
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return parameters.Text("provider");
}

Parsed<std::monostate> ParseNoQuery(std::string_view query) {
  const Parameters parameters(query, {});
  if (!parameters.bad().empty()) return tl::unexpected(parameters.bad());
  return std::monostate();
}

}  // namespace llmcost
