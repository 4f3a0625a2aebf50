// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/date.h"
#include "http/http_client.h"
#include "http/url.h"

namespace llmcost {

// Plays OpenAI's organization endpoints for tests, in the documented shape and as strict as the service: a query that
// it would refuse is answered with 400. Not thread-safe.
class FakeOpenAi {
 public:
  struct Cost {
    Date date;
    std::optional<std::string> project;
    std::optional<std::string> line_item;
    std::string amount;  // as JSON: "0.5" or "\"0.5\""
  };
  struct Use {
    std::string endpoint;
    Date date;
    std::optional<std::string> project;
    std::optional<std::string> model;
    std::int64_t count = 0;
  };

  std::vector<Cost> costs;
  std::vector<Use> uses;
  int page_size = 0;                            // buckets in a page at most; 0 = as many as asked for
  bool leaves_out_empty_buckets = false;        // days without rows have no bucket
  bool overlaps = false;                        // each page repeats the last bucket of the one before
  bool refuses_cursors = false;                 // 400 to every page but the first
  bool always_more = false;                     // has_more is true on the last page as well
  bool whole_history = false;                   // buckets before and after the range asked for
  std::map<std::string, HttpResponse> instead;  // by endpoint ("costs", "embeddings"): this reply for every call

  // By endpoint: this reply when the days asked for begin before that date.
  std::map<std::string, std::pair<Date, HttpResponse>> before;

  HttpResponse Reply(const HttpRequest& request);

  // What it was asked, by endpoint.
  int calls(const std::string& endpoint) const;

 private:
  HttpResponse Page(const std::string& endpoint, const std::string& path, const QueryParameters& query);
  std::string Results(const std::string& endpoint, Date date, const std::set<std::string>& groups) const;

  std::map<std::string, int> calls_;
};

}  // namespace llmcost
