// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "core/cost.h"

// What the program asks of a provider. All knowledge of a vendor (addresses, pages, units, names) stays in its own
// file.
namespace llmcost {

// How far a fetch is, in calls upstream; read by others while it runs. Thread-safe.
struct FetchProgress {
  std::atomic<int> calls_done = 0;
  std::atomic<int> calls_total = 0;  // grows when paging finds more
};

// By a vendor's public list, in USD for one token.
struct TokenPrice {
  Money input;
  Money output;
};

struct FetchedCosts {
  // All projects, by day; nothing outside the range asked for.
  std::vector<CostBucket> buckets;
  // Set when the costs are whole but something beside them could not be read for now (request counts, say). What the
  // ledger has of it is kept, and the days are asked again after the cache time once and then once a day.
  std::optional<Error> incomplete;
  // About these figures, for as long as they are the ones kept.
  std::vector<Notice> notices = {};
};

// The name under which requests are shown when no model is told with them.
inline constexpr std::string_view kUnknownModel = "(unknown model)";

// How long after its end a day may still change, where the provider does not say otherwise.
inline constexpr std::chrono::hours kUsuallySettledAfter{72};

// Whose right it is to make a key, as the API has it.
namespace key_maker {
inline constexpr std::string_view kOwner = "owner";
inline constexpr std::string_view kAdmin = "admin";
}  // namespace key_maker

// The key that reads costs, for a person who has none yet; by the provider's own pages of November 2026. Texts are
// static.
struct KeyToMake {
  std::string_view page;          // where it is made: "https://platform.openai.com/settings/organization/admin-keys"
  std::string_view kind = {};     // what the provider calls it: "Admin key"
  std::string_view begins = {};   // how such keys begin: "sk-admin-"; empty = their beginning tells nothing
  std::string_view made_by = {};  // key_maker::kOwner, kAdmin; empty = whoever has the account
  std::vector<std::string_view> permissions = {};  // which are enough; empty = there is nothing to choose
  std::string_view plan = {};                      // the one plan that has such keys: "Enterprise"; empty = every plan
  std::string_view ordinary = {};  // how keys begin that cannot read costs: "sk-proj-"; empty = they look alike
};

// Thread-safe; must outlive the coroutines it hands out. Errors as Error::kind says; the message begins with the id.
class Provider {
 public:
  virtual ~Provider() = default;

  virtual std::string_view id() const = 0;    // "openai"
  virtual std::string_view name() const = 0;  // "OpenAI"
  // Whether workspaces mean anything to the person: true when keys are named (OPENAI_API_KEY_<WORKSPACE>), false with
  // the one unnamed key.
  virtual bool supports_workspaces() const = 0;
  // One for each key, in order of id; with the one unnamed key its id is "default". Empty = no key is set.
  virtual const std::vector<Workspace>& workspaces() const = 0;
  // The setting in which a workspace's key is given ("OPENAI_API_KEY_EDUGAMI"), or, for none, the one to set first.
  virtual std::string KeySetting(std::optional<std::string_view> workspace) const = 0;
  virtual const KeyToMake& key_to_make() const = 0;

  // The days that can be asked for: some providers give only the last few weeks, or no current day. Costs() is asked
  // for none outside of it. Both ends included.
  virtual DateRange OfferedDays(Date today) const { return {Date(1970, 1, 1), today}; }
  // From when on a reading of the day counts as final.
  virtual TimePoint SettlesAt(Date date) const { return date.End() + kUsuallySettledAfter; }

  // What a model's tokens cost by the public list, to notice amounts that are far off; none = not listed.
  virtual std::optional<TokenPrice> PublishedPrice(std::string_view /*model*/) const { return std::nullopt; }

  // Archived ones too. Error kNotFound: no such workspace.
  virtual boost::asio::awaitable<Result<std::vector<Project>>> Projects(std::string workspace) = 0;
  // `progress` must live until the coroutine ends.
  virtual boost::asio::awaitable<Result<FetchedCosts>> Costs(std::string workspace, DateRange range,
                                                             FetchProgress& progress) = 0;
};

}  // namespace llmcost
