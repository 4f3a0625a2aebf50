// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/date.h"
#include "http/http_client.h"
#include "http/url.h"

namespace llmcost {

// Plays Anthropic's organization endpoints for tests, in the documented shape and as strict as the service: a query
// that it would refuse is answered with 400. Not thread-safe.
class FakeAnthropic {
 public:
  struct Cost {
    Date date;
    std::optional<std::string> workspace;
    std::optional<std::string> description;
    std::optional<std::string> model;
    std::optional<std::string> cost_type;
    std::string amount;  // cents
  };
  struct Tokens {
    Date date;
    std::optional<std::string> workspace;
    std::string model;
    std::string tier;
    std::int64_t count = 0;  // of output; of input of each of the four kinds too
  };
  struct Requests {
    Date date;
    std::optional<std::string> workspace;
    std::optional<std::string> model;
    std::string amount;  // cents
    std::optional<std::int64_t> count;
  };
  struct Listed {
    std::string id;
    std::string name;
    bool archived = false;
  };

  std::vector<Cost> costs;
  std::vector<Tokens> tokens;
  std::vector<Requests> requests;
  std::vector<Listed> workspaces;
  std::string default_id;  // the default workspace's own id, in no list; empty = not told
  Date today{2026, 11, 22};
  std::string currency = "USD";
  int page_size = 0;                 // buckets, rows or workspaces in a page at most; 0 = as many as asked for
  bool leaves_out_last_day = false;  // takes "before the end" so strictly that the last bucket asked for is not there
  bool refuses_later_ends = false;   // 400 to an end after tomorrow
  bool cursors_expire = false;       // 410 to the first use of each cursor
  bool whole_history = false;        // buckets before and after the range asked for
  std::map<std::string, HttpResponse> instead;  // by endpoint ("cost_report", "cost"): this reply for every call

  HttpResponse Reply(const HttpRequest& request);

  // What it was asked, by endpoint: "cost_report", "cost" (analytics), "messages", "workspaces"; a single workspace is
  // "workspace".
  int calls(const std::string& endpoint) const;

 private:
  struct Query {
    std::map<std::string, std::string> single;
    std::set<std::string> groups;
    Date start;
    Date end;  // not included
  };
  // Nothing when the service would refuse it.
  static std::optional<Query> Read(const QueryParameters& parameters, const std::set<std::string>& allowed_groups);

  HttpResponse Page(const Query& query, const std::vector<std::string>& items, std::size_t size);
  HttpResponse Buckets(const std::string& endpoint, const Query& query);
  HttpResponse Analytics(const HttpRequest& request, const Query& query);
  HttpResponse Workspaces(const QueryParameters& parameters) const;
  HttpResponse Workspace(const std::string& id) const;
  std::string Results(const std::string& endpoint, Date date, const std::set<std::string>& groups) const;

  std::map<std::string, int> calls_;
  std::set<std::string> used_cursors_;
};

}  // namespace llmcost
