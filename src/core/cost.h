// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"

// What a provider reports, and what we answer.
namespace llmcost {

// The name under which costs without a line item are shown.
inline constexpr std::string_view kNotItemised = "(not itemised)";

// The `project_id` of a question that means the cost without a project.
inline constexpr std::string_view kNoProject = "none";

// The currency of all totals.
inline constexpr std::string_view kUsd = "USD";

enum class Provenance {
  kBilled,     // the provider's own charge
  kEstimated,  // quantities times the provider's own price list
  kUnpriced,   // only quantities are known: `cost` is 0 and means nothing
};

// What is worth knowing about figures that are right as far as they go. Never changes a figure.
struct Notice {
  std::string_view kind;  // one of the names below
  std::string message;    // as Error::message: lower case, no full stop; no key, nothing of what upstream wrote
  // What the person can do about it, a full sentence; empty when there is nothing to do.
  std::string hint = {};

  friend bool operator==(const Notice&, const Notice&) = default;
};

namespace notice {
inline constexpr std::string_view kUnpriced = "unpriced";           // rows whose price is not known
inline constexpr std::string_view kUnconverted = "unconverted";     // amounts without an exchange rate
inline constexpr std::string_view kNotIncluded = "not_included";    // spend that the provider bills elsewhere
inline constexpr std::string_view kShortHistory = "short_history";  // days that the provider no longer gives
inline constexpr std::string_view kUnitSuspect = "unit_suspect";    // figures about 100 times off what they should be
inline constexpr std::string_view kBookedTogether = "booked_together";  // a month's amount that stands on one day
inline constexpr std::string_view kCorrected = "corrected";           // a sealed month that the provider changed later
inline constexpr std::string_view kCountsMissing = "counts_missing";  // requests that the provider does not tell
inline constexpr std::string_view kNotKept = "not_kept";              // a restart would have to read them again
inline constexpr std::string_view kLedgerDamaged = "ledger_damaged";  // what was kept before had to be put aside
}  // namespace notice

// One UTC day's cost for one (project, model, line item), as the provider billed it, in its currency; what that is in
// USD is the service's to say. A count that is not known is
// nothing, never 0. Request counts come as buckets of their own (line_item none, cost 0) under the model's name as the
// costs spell it, so that adding buckets up never counts a request twice.
struct CostBucket {
  Date date;
  std::optional<std::string> project_id = std::nullopt;  // none = the organization itself
  std::string model;                                     // native name, or the service's name where there is no model
  std::optional<std::string> line_item = std::nullopt;   // the raw text of what was charged, always kept
  Money cost = {};                                       // in `currency`
  std::string currency = "USD";                          // ISO 4217, upper case
  std::optional<std::int64_t> requests = std::nullopt;
  std::optional<std::int64_t> input_tokens = std::nullopt;
  std::optional<std::int64_t> output_tokens = std::nullopt;
  Provenance provenance = Provenance::kBilled;

  friend bool operator==(const CostBucket&, const CostBucket&) = default;
};

// One credential of a provider = one organization.
struct Workspace {
  std::string id;    // "edugami"
  std::string name;  // "Edugami"

  friend bool operator==(const Workspace&, const Workspace&) = default;
};

// The provider's own division of a workspace.
struct Project {
  std::string id;
  std::optional<std::string> name = std::nullopt;
  bool archived = false;

  friend bool operator==(const Project&, const Project&) = default;
};

// A problem with one source, shown beside the figures of the others.
struct SourceError {
  std::string provider;
  std::string workspace;  // empty when the whole provider is meant
  Error error;
};

// `units` of a currency were worth `usd` US dollars.
struct ExchangeRate {
  std::string currency;
  Money usd = {};
  Money units = {};
  Date date;           // the day the rate was published for; of a fixed rate, the day it was used for
  bool fixed = false;  // set by the person, not published

  friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

struct CurrencyAmount {
  std::string currency;
  Money cost = {};

  friend bool operator==(const CurrencyAmount&, const CurrencyAmount&) = default;
};

// How the parts of a row were charged, beside what they come to in USD.
struct Charged {
  std::vector<CurrencyAmount> costs = {};        // all that is priced, by currency
  std::vector<CurrencyAmount> unconverted = {};  // what of it cost_usd does not hold, for want of an exchange rate
  bool unpriced = false;                         // some of it has no known price
  Provenance provenance = Provenance::kBilled;   // of what is priced: estimated when any part is
};

// What a cost was paid for, as far as it is counted. Nothing is not known, never 0.
struct Usage {
  std::optional<std::int64_t> requests = std::nullopt;
  std::optional<std::int64_t> input_tokens = std::nullopt;
  std::optional<std::int64_t> output_tokens = std::nullopt;
  bool requests_partial = false;  // `requests` are only those of some of the days that cost something
};

// A row's cost_usd is none when nothing of it is known in USD.
struct ModelCost {
  std::string provider;
  std::string model;
  std::optional<Money> cost_usd = std::nullopt;
  Usage usage = {};
  Charged charged = {};
};

// What the days of a report are split by.
enum class DailyBy { kModel, kProject, kWorkspace, kProvider };

// What the days of a report are split into. What they are not split by is left empty.
struct DailyPart {
  std::string provider;
  std::string workspace = {};                            // of kProject and kWorkspace
  std::string model = {};                                // of kModel
  std::optional<std::string> project_id = std::nullopt;  // of kProject; none = the cost without a project
};

// What a part has of one day. Small: ten years of two hundred models have hundreds of thousands.
struct DailyShare {
  std::uint32_t part;         // its place in CostReport::daily_parts
  bool known_in_usd = false;  // else cost_usd is 0 and without meaning
  bool provisional = false;   // a source of it may still change the day
  Money cost_usd = {};

  std::optional<Money> CostUsd() const { return known_in_usd ? std::optional(cost_usd) : std::nullopt; }
};

struct DailyCost {
  Date date;
  Money cost_usd = {};
  std::vector<DailyShare> shares = {};  // largest first
};

struct ProjectCost {
  std::string provider;
  std::string workspace;
  std::optional<std::string> id = std::nullopt;    // none = the cost without a project
  std::optional<std::string> name = std::nullopt;  // none = the provider's list does not name it
  std::optional<Money> cost_usd = std::nullopt;
  Usage usage = {};
  Charged charged = {};
};

struct WorkspaceCost {
  std::string provider;
  std::string id;
  std::string name;
  std::optional<Money> cost_usd = std::nullopt;
  Charged charged = {};
};

struct ProviderCost {
  std::string id;
  std::string name;
  std::optional<Money> cost_usd = std::nullopt;
  Charged charged = {};
};

// What cannot be in the total because its currency has no known rate.
struct UnconvertedCost {
  std::string provider;
  std::string workspace;
  CurrencyAmount amount;
};

struct SourceNotice {
  std::string provider;   // empty when all sources are meant
  std::string workspace;  // empty when all of the provider's are meant
  Notice notice;
};

enum class DayState {
  kSettled,      // not expected to change any more
  kProvisional,  // read, and the provider may still change it
  kFailed,       // never read: the last try failed
  kMissing,      // never asked for
  kNotRetained,  // never read, and the provider does not give it any more
  kNotYet,       // the provider does not give it yet
};

// Days that stand next to each other in the same state, of which nothing is known.
struct UnreadDays {
  std::string provider;
  std::string workspace;
  DateRange range;
  DayState state;

  friend bool operator==(const UnreadDays&, const UnreadDays&) = default;
};

struct Coverage {
  // Every day up to today that the providers give by now was read from every source asked for, some day was, and all of
  // it is priced and in the total.
  bool complete = false;
  std::optional<Date> through = std::nullopt;           // the last day up to which nothing is missing
  std::optional<Date> provisional_from = std::nullopt;  // the first day the providers may still change
  std::vector<UnreadDays> unread = {};                  // up to today, by source in the order asked, then by day
};

// The answer to one question. At every precision: total = sum of breakdown = sum of projects = sum of workspaces = sum
// of providers = sum of daily, in USD; what is not known in USD is in none of them.
struct CostReport {
  DateRange range;
  Money total_cost_usd = {};
  std::optional<TimePoint> last_updated = std::nullopt;  // none = nothing was read yet
  std::vector<ModelCost> breakdown = {};                 // largest first
  DailyBy daily_by = DailyBy::kModel;
  std::vector<DailyPart> daily_parts = {};     // in no order
  std::vector<DailyCost> daily = {};           // every day of the range
  std::vector<ProjectCost> projects = {};      // largest first
  std::vector<WorkspaceCost> workspaces = {};  // largest first
  std::vector<ProviderCost> providers = {};    // largest first
  Coverage coverage;
  std::vector<UnconvertedCost> unconverted = {};  // beside the total
  std::vector<ExchangeRate> exchange_rates = {};  // that were used, by currency and date
  std::vector<std::string> excluded = {};         // what the settings leave out: "openai/edugami/proj_1"
  std::vector<SourceNotice> notices = {};
  bool stale = false;  // a source failed and its figures are those kept from earlier
  std::vector<SourceError> errors = {};
};

}  // namespace llmcost
