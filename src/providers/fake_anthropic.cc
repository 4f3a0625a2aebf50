// SPDX-License-Identifier: MIT
#include "providers/fake_anthropic.h"

#include <fmt/format.h>

#include <algorithm>

namespace llmcost {
namespace {

constexpr std::size_t kMaxBuckets = 31;
constexpr std::string_view kMidnight = "T00:00:00Z";

std::string Json(const std::optional<std::string>& text) { return text ? '"' + *text + '"' : "null"; }

HttpResponse Refusal(int status, std::string_view type) {
  return {status, {}, fmt::format(R"({{"type":"error","error":{{"type":"{}","message":"no"}}}})", type)};
}
HttpResponse BadRequest() { return Refusal(400, "invalid_request_error"); }

std::string Joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ",") + item;
  return text;
}

std::string WorkspaceJson(const FakeAnthropic::Listed& listed) {
  return fmt::format(R"({{"id":"{}","type":"workspace","name":"{}","archived_at":{}}})", listed.id, listed.name,
                     listed.archived ? R"("2026-10-01T00:00:00Z")" : "null");
}

}  // namespace

int FakeAnthropic::calls(const std::string& endpoint) const {
  const auto found = calls_.find(endpoint);
  return found == calls_.end() ? 0 : found->second;
}

HttpResponse FakeAnthropic::Reply(const HttpRequest& request) {
  const auto question = std::min(request.url.find('?'), request.url.size());
  const std::string path = request.url.substr(0, question);
  const std::string last = path.substr(path.rfind('/') + 1);
  const bool is_one = path.find("/workspaces/") != std::string::npos;
  const std::string endpoint = is_one ? "workspace" : last;
  ++calls_[endpoint];
  if (const auto found = instead.find(endpoint); found != instead.end()) return found->second;
  if (!FindHeader(request.headers, "x-api-key").starts_with("sk-ant-admin01-")) {
    return Refusal(401, "authentication_error");
  }
  if (FindHeader(request.headers, "anthropic-version") != "2023-06-01") return BadRequest();
  if (is_one) return Workspace(last);
  const auto parameters = ParseQuery(request.url.substr(std::min(question + 1, request.url.size())));
  if (!parameters) return BadRequest();
  if (endpoint == "workspaces") return Workspaces(*parameters);
  const std::set<std::string> groups = endpoint == "cost_report" ? std::set<std::string>{"workspace_id", "description"}
                                       : endpoint == "messages"
                                           ? std::set<std::string>{"workspace_id", "model", "service_tier"}
                                           : std::set<std::string>{"workspace_id", "model"};
  const auto query = Read(*parameters, groups);
  if (!query || (refuses_later_ends && query->end > today + 1)) return BadRequest();
  return endpoint == "cost" ? Analytics(request, *query) : Buckets(endpoint, *query);
}

std::optional<FakeAnthropic::Query> FakeAnthropic::Read(const QueryParameters& parameters,
                                                        const std::set<std::string>& allowed_groups) {
  Query query;
  for (const auto& [name, value] : parameters) {
    if (name == "group_by[]") {
      if (!allowed_groups.contains(value) || !query.groups.insert(value).second) return std::nullopt;
    } else if (!query.single.emplace(name, value).second) {
      return std::nullopt;
    }
  }
  for (const auto& [name, date] : {std::pair("starting_at", &query.start), std::pair("ending_at", &query.end)}) {
    const std::string& text = query.single[name];
    const auto parsed = Date::Parse(text.substr(0, 10));
    if (!parsed || text.substr(10) != kMidnight) return std::nullopt;
    *date = *parsed;
  }
  if (query.end <= query.start) return std::nullopt;
  return query;
}

// The cursor is good for the very same query only.
HttpResponse FakeAnthropic::Page(const Query& query, const std::vector<std::string>& items, std::size_t size) {
  const std::string mark = query.start.ToString() + query.end.ToString();
  std::size_t from = 0;
  if (const auto page = query.single.find("page"); page != query.single.end()) {
    const auto dash = page->second.find('_');
    if (page->second.substr(dash + 1) != mark) return BadRequest();
    if (cursors_expire && used_cursors_.insert(page->second).second) return Refusal(410, "not_found_error");
    from = std::stoul(page->second);
  }
  const std::size_t to = std::min(from + size, items.size());
  const std::vector<std::string> data(items.begin() + static_cast<std::ptrdiff_t>(from),
                                      items.begin() + static_cast<std::ptrdiff_t>(to));
  const bool more = to < items.size();
  return {200,
          {},
          fmt::format(R"({{"data":[{}],"has_more":{},"next_page":{}}})", Joined(data), more,
                      more ? fmt::format(R"("{}_{}")", to, mark) : "null")};
}

HttpResponse FakeAnthropic::Buckets(const std::string& endpoint, const Query& query) {
  const auto limit = query.single.find("limit");
  const std::size_t asked = limit == query.single.end() ? 7 : std::stoul(limit->second);
  if (asked < 1 || asked > kMaxBuckets) return BadRequest();
  const int around = whole_history ? 3 : 0;
  const Date end = leaves_out_last_day ? query.end - 1 : query.end;
  std::vector<std::string> buckets;
  for (Date date = query.start - around; date < end + around; ++date) {
    buckets.push_back(fmt::format(R"({{"starting_at":"{}{}","ending_at":"{}{}","results":[{}]}})", date.ToString(),
                                  kMidnight, (date + 1).ToString(), kMidnight, Results(endpoint, date, query.groups)));
  }
  const auto most = page_size > 0 ? static_cast<std::size_t>(page_size) : asked;
  return Page(query, buckets, std::min(most, asked));
}

std::string FakeAnthropic::Results(const std::string& endpoint, Date date, const std::set<std::string>& groups) const {
  const auto shown = [&](const char* group, const std::optional<std::string>& text) {
    return groups.contains(group) ? Json(text) : "null";
  };
  std::vector<std::string> rows;
  for (const Cost& cost : costs) {
    if (endpoint != "cost_report" || cost.date != date) continue;
    rows.push_back(
        fmt::format(R"({{"amount":"{}","currency":"{}","cost_type":{},"description":{},"model":{},"token_type":null,)"
                    R"("context_window":null,"service_tier":null,"inference_geo":null,"workspace_id":{}}})",
                    cost.amount, currency, shown("description", cost.cost_type), shown("description", cost.description),
                    shown("description", cost.model), shown("workspace_id", cost.workspace)));
  }
  for (const Tokens& used : tokens) {
    if (endpoint != "messages" || used.date != date) continue;
    rows.push_back(
        fmt::format(R"({{"workspace_id":{},"model":{},"service_tier":{},"uncached_input_tokens":{},"output_tokens":{},)"
                    R"("cache_read_input_tokens":{},"cache_creation":{{"ephemeral_1h_input_tokens":{},)"
                    R"("ephemeral_5m_input_tokens":{}}},"server_tool_use":{{"web_search_requests":1}}}})",
                    shown("workspace_id", used.workspace), shown("model", used.model), shown("service_tier", used.tier),
                    used.count, used.count, used.count, used.count, used.count));
  }
  return Joined(rows);
}

HttpResponse FakeAnthropic::Analytics(const HttpRequest& request, const Query& query) {
  if (FindHeader(request.headers, "anthropic-beta") != "analytics-usage-cost-2026-08-24") return BadRequest();
  if (query.start < today - 364 || query.start < Date(2026, 1, 1) || query.end - query.start > 31) return BadRequest();
  const auto width = query.single.find("time_bucket_width");
  if (width == query.single.end() || width->second != "1d") return BadRequest();
  std::vector<std::string> rows;
  for (const Requests& made : requests) {
    if (made.date < query.start || made.date >= query.end) continue;
    rows.push_back(fmt::format(
        R"({{"starting_at":"{0}{1}","ending_at":"{2}{1}","group":{{"actor":null,"model":{3},"product":null,)"
        R"("workspace_id":{4}}},"cost":{{"amount":"{5}","list_amount":"9","currency":"USD","requests":{6}}}}})",
        made.date.ToString(), kMidnight, (made.date + 1).ToString(), Json(made.model), Json(made.workspace),
        made.amount, made.count ? std::to_string(*made.count) : "null"));
  }
  // In no order of days.
  std::ranges::reverse(rows);
  return Page(query, rows, page_size > 0 ? static_cast<std::size_t>(page_size) : 1000);
}

HttpResponse FakeAnthropic::Workspaces(const QueryParameters& parameters) const {
  std::map<std::string, std::string> single(parameters.begin(), parameters.end());
  std::size_t size = single.contains("limit") ? std::stoul(single["limit"]) : 20;
  if (size < 1 || size > 1000) return BadRequest();
  if (page_size > 0) size = std::min(size, static_cast<std::size_t>(page_size));
  std::vector<Listed> listed;
  for (const Listed& workspace : workspaces) {
    if (!workspace.archived || single["include_archived"] == "true") listed.push_back(workspace);
  }
  std::size_t from = 0;
  if (const std::string& after = single["after_id"]; !after.empty()) {
    while (from < listed.size() && listed[from].id != after) ++from;
    if (from++ == listed.size()) return BadRequest();
  }
  std::vector<std::string> data;
  for (std::size_t i = from; i < std::min(from + size, listed.size()); ++i) data.push_back(WorkspaceJson(listed[i]));
  return {200, {}, fmt::format(R"({{"data":[{}],"has_more":{}}})", Joined(data), from + size < listed.size())};
}

HttpResponse FakeAnthropic::Workspace(const std::string& id) const {
  if (!default_id.empty() && id == default_id) return {200, {}, WorkspaceJson({id, "Default"})};
  const auto found = std::ranges::find(workspaces, id, &Listed::id);
  if (found == workspaces.end()) return Refusal(404, "not_found_error");
  return {200, {}, WorkspaceJson(*found)};
}

}  // namespace llmcost
