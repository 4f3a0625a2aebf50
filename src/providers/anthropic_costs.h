// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/cost.h"
#include "providers/anthropic_json.h"
#include "providers/provider_client.h"

namespace llmcost {

// What is known of one organization's workspaces: whether an id is the default workspace's own. The reports leave that
// id out, yet no document says that all of them always do. Thread-safe.
class AnthropicWorkspaces {
 public:
  // Nothing: never heard of.
  std::optional<bool> IsDefault(const std::string& id) const;
  void Learn(const std::string& id, bool is_default);
  // Whether the list has been read, or cannot be had.
  bool listed() const;
  void SetListed();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, bool> is_default_;  // guarded by mutex_
  bool listed_ = false;                     // guarded by mutex_
};

// All workspaces, archived ones too, without the default one. Takes note of them in `known`.
boost::asio::awaitable<tl::expected<std::vector<Project>, ProviderCallError>> FetchAnthropicWorkspaces(
    ProviderClient& client, AnthropicWorkspaces& known, FetchProgress* progress);

// Reads what one organization was billed in a range of days, and how many requests and tokens that was, once. All
// windows are asked for at the same time; whatever they share is only touched on the strand that Run is awaited on.
class AnthropicCostFetch {
 public:
  // All must outlive this; this must outlive Run.
  AnthropicCostFetch(ProviderClient& client, AnthropicWorkspaces& workspaces, DateRange range, FetchProgress& progress);

  boost::asio::awaitable<Result<FetchedCosts>> Run();

 private:
  // One endpoint, and how its reading goes.
  struct Stream {
    ProviderCall call;
    QueryParameters parameters;
    std::optional<ProviderCallError> failed;  // the first failure that matters
    bool over = false;                        // nothing more is asked for
  };
  using ParseUsage = Result<NextPage> (*)(std::string& body, const DateRange& window, AnthropicNames& names,
                                          AnthropicUsage& usage);

  boost::asio::awaitable<void> ReadCosts(DateRange window);
  boost::asio::awaitable<void> ReadUsage(Stream& stream, DateRange window, ParseUsage parse, DayTable<UsageRow>& table);
  boost::asio::awaitable<void> ReadWorkspaces();
  boost::asio::awaitable<void> ReadUnknownWorkspaces();
  boost::asio::awaitable<void> ReadWorkspace(std::string id);
  // False when nothing more is asked of this stream. `start_over` forgets what `read` has taken.
  boost::asio::awaitable<tl::expected<bool, ProviderCallError>> Ask(Stream& stream, DateRange asked,
                                                                    ProviderClient::ReadPage read,
                                                                    std::function<void()> start_over);
  std::vector<DateRange> Halves(const DateRange& window);
  void Note(Stream& stream, ProviderCallError error);
  void Tell(Stream& stream, FetchedCosts& fetched);
  void Compare() const;
  std::uint32_t ShownProject(std::uint32_t project);
  void AppendCosts(Date date, std::vector<CostBucket>& buckets);
  void AppendUsage(Date date, std::vector<CostBucket>& buckets);
  std::string ModelOfService(Date date, std::uint32_t project);

  ProviderClient& client_;
  AnthropicWorkspaces& workspaces_;
  const DateRange range_;
  FetchProgress& progress_;
  AnthropicNames names_;
  DayTable<CostRow> costs_;
  DayTable<UsageRow> requests_;
  DayTable<UsageRow> tokens_;
  std::map<Date, Money> amounts_;  // what the analytics say of each day, in dollars
  bool priority_ = false;
  Stream cost_stream_;
  Stream request_stream_;
  Stream token_stream_;
  Stream workspace_stream_;
};

}  // namespace llmcost
