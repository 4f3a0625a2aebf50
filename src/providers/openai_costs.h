// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "providers/day_table.h"
#include "providers/openai_json.h"
#include "providers/provider.h"
#include "providers/provider_client.h"

namespace llmcost {

// Reads what one organization was billed in a range of days, and how many requests it made, once. All windows are asked
// for at the same time; whatever they share is only touched on the strand that Run is awaited on.
class OpenAiCostFetch {
 public:
  // `client` and `progress` must outlive this; this must outlive Run.
  OpenAiCostFetch(ProviderClient& client, DateRange range, FetchProgress& progress);

  boost::asio::awaitable<Result<FetchedCosts>> Run();

 private:
  // One endpoint that answers in buckets, and how its reading goes.
  struct Stream {
    ProviderCall call;
    QueryParameters grouping;
    int max_days = 0;  // buckets that one answer can hold; fewer once one was too large
    std::function<Result<OpenAiPage>(std::string& body, const DateRange& window)> parse;
    std::function<std::optional<DateRange>(const DateRange& window)> unread;
    std::optional<ProviderCallError> failed;  // the first failure that matters
    bool over = false;                        // nothing more is asked for
    bool answered = false;                    // some window
    std::vector<DateRange> missing = {};      // the days that it did not answer for
  };

  void Start(Stream& stream, std::vector<boost::asio::awaitable<void>>& work);
  boost::asio::awaitable<void> ReadWindow(Stream& stream, DateRange window);
  boost::asio::awaitable<void> ReadSmallerWindows(Stream& stream, DateRange unread);
  void Note(Stream& stream, const DateRange& window, ProviderCallError error);
  Error GroupingIgnored(const Stream& stream, std::string_view how) const;
  // How it shows that the costs are not divided as asked; nothing when they are.
  std::optional<std::string_view> IgnoredCostGroup() const;
  void CheckUsageGroups();
  void TellMissingCounts(FetchedCosts& fetched);
  void MarkUncounted(const DayTable<UsageRow>& table, const std::vector<DateRange>& missing);
  std::vector<CostBucket> Buckets();

  ProviderClient& client_;
  const DateRange range_;
  FetchProgress& progress_;
  OpenAiNames names_;
  DayTable<CostRow> costs_;
  std::vector<DayTable<UsageRow>> usage_;  // by endpoint
  Stream cost_stream_;
  std::deque<Stream> usage_streams_;
  std::set<Date> uncounted_;  // days of which the number of requests is not known
};

}  // namespace llmcost
