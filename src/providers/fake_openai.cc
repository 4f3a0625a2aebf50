// SPDX-License-Identifier: MIT
#include "providers/fake_openai.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace llmcost {
namespace {

constexpr std::int64_t kDay = 86'400;

std::string Json(const std::optional<std::string>& text) { return text ? '"' + *text + '"' : "null"; }

HttpResponse BadRequest(std::string_view message) {
  return {400,
          {},
          fmt::format(R"({{"error":{{"message":"{}","type":"invalid_request_error","param":null,"code":null}}}})",
                      message)};
}

std::string_view Counter(const std::string& endpoint) {
  if (endpoint == "web_search_calls" || endpoint == "file_search_calls") return "num_requests";
  if (endpoint == "code_interpreter_sessions") return "num_sessions";
  return "num_model_requests";
}

std::set<std::string> AllowedGroups(const std::string& endpoint) {
  if (endpoint == "costs") return {"project_id", "line_item", "api_key_id"};
  if (endpoint == "code_interpreter_sessions") return {"project_id"};
  if (endpoint == "file_search_calls") return {"project_id", "user_id", "api_key_id", "vector_store_id"};
  return {"project_id", "model", "user_id", "api_key_id"};
}

}  // namespace

int FakeOpenAi::calls(const std::string& endpoint) const {
  const auto found = calls_.find(endpoint);
  return found == calls_.end() ? 0 : found->second;
}

HttpResponse FakeOpenAi::Reply(const HttpRequest& request) {
  const auto question = request.url.find('?');
  const std::string path = request.url.substr(0, question);
  const std::string endpoint = path.substr(path.rfind('/') + 1);
  ++calls_[endpoint];
  if (const auto found = instead.find(endpoint); found != instead.end()) return found->second;
  if (!FindHeader(request.headers, "authorization").starts_with("Bearer sk-admin-")) return {401, {}, "{}"};
  const auto query = ParseQuery(request.url.substr(question + 1));
  if (!query) return BadRequest("query");
  return Page(endpoint, path, *query);
}

HttpResponse FakeOpenAi::Page(const std::string& endpoint, const std::string& path, const QueryParameters& query) {
  std::map<std::string, std::string> single;
  std::set<std::string> groups;
  std::string identity = path;  // a cursor is good for the very same query only
  for (const auto& [name, value] : query) {
    if (name == "group_by") {
      if (!AllowedGroups(endpoint).contains(value)) return BadRequest("group_by");
      groups.insert(value);
    } else if (!single.emplace(name, value).second) {
      return BadRequest("parameter twice");
    }
    if (name != "page") identity += fmt::format("&{}={}", name, value);
  }
  if (single["bucket_width"] != "1d") return BadRequest("bucket_width");
  const int limit = std::stoi(single["limit"]);
  const std::int64_t start = std::stoll(single["start_time"]);
  const std::int64_t end = std::stoll(single["end_time"]);
  if (limit < 1 || limit > (endpoint == "costs" ? 180 : 31)) return BadRequest("limit");
  if (start % kDay != 0 || end % kDay != 0 || start >= end) return BadRequest("times");

  if (const auto found = before.find(endpoint); found != before.end()) {
    if (start < found->second.first.UnixSeconds()) return found->second.second;
  }

  std::set<Date> used;
  for (const Cost& cost : costs) {
    if (endpoint == "costs") used.insert(cost.date);
  }
  for (const Use& use : uses) {
    if (endpoint == use.endpoint) used.insert(use.date);
  }
  std::vector<Date> buckets;
  const int around = whole_history ? 3 : 0;
  const Date first = Date(std::chrono::sys_days(std::chrono::days(start / kDay))) - around;
  const Date last = Date(std::chrono::sys_days(std::chrono::days(end / kDay))) + (around - 1);
  for (Date date = first; date <= last; ++date) {
    if (used.contains(date) || !leaves_out_empty_buckets) buckets.push_back(date);
  }

  const std::string mark = fmt::format("{:x}", std::hash<std::string>()(identity));
  std::size_t from = 0;
  if (const auto page = single.find("page"); page != single.end()) {
    const auto dash = page->second.find('-');
    if (refuses_cursors || page->second.substr(dash + 1) != mark) {
      return BadRequest("The page token is invalid, have you modified the query parameters?");
    }
    from = std::stoul(page->second);
  }
  const auto size = static_cast<std::size_t>(page_size > 0 ? std::min(page_size, limit) : limit + 2 * around);
  const std::size_t to = std::min(from + size, buckets.size());
  std::string data;
  for (std::size_t i = overlaps && from > 0 ? from - 1 : from; i < to; ++i) {
    const auto at = buckets[i].UnixSeconds();
    data +=
        fmt::format(R"({}{{"object":"bucket","start_time":{},"end_time":{},"results":[{}]}})", data.empty() ? "" : ",",
                    at, at + kDay, used.contains(buckets[i]) ? Results(endpoint, buckets[i], groups) : "");
  }
  const bool more = to < buckets.size() || always_more;
  return {200,
          {{"Content-Type", "application/json"}},
          fmt::format(R"({{"object":"page","data":[{}],"has_more":{},"next_page":{}}})", data, more,
                      more ? fmt::format(R"("{}-{}")", to, mark) : "null")};
}

std::string FakeOpenAi::Results(const std::string& endpoint, Date date, const std::set<std::string>& groups) const {
  std::string results;
  const auto add = [&](std::string row) { results += (results.empty() ? "" : ",") + std::move(row); };
  if (endpoint == "costs") {
    for (const Cost& cost : costs) {
      if (cost.date != date) continue;
      add(fmt::format(R"({{"object":"organization.costs.result","amount":{{"value":{},"currency":"usd"}},)"
                      R"("line_item":{},"project_id":{},"api_key_id":null,"quantity":1.0,"quantity_unit":"tokens"}})",
                      cost.amount, groups.contains("line_item") ? Json(cost.line_item) : "null",
                      groups.contains("project_id") ? Json(cost.project) : "null"));
    }
    return results;
  }
  for (const Use& use : uses) {
    if (use.date != date || use.endpoint != endpoint) continue;
    std::string tokens;
    if (endpoint == "completions")
      tokens = fmt::format(R"("input_tokens":{},"output_tokens":{},)", use.count * 10, use.count);
    add(fmt::format(R"({{"object":"organization.usage.result",{}"{}":{},"project_id":{},"user_id":null,)"
                    R"("api_key_id":null,"model":{}}})",
                    tokens, Counter(endpoint), use.count, groups.contains("project_id") ? Json(use.project) : "null",
                    groups.contains("model") ? Json(use.model) : "null"));
  }
  return results;
}

}  // namespace llmcost
