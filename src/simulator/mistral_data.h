// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "simulator/volume.h"

// The truth about a simulated organization of Mistral's: quantities by day, and the price list. Costs are in EUR.
namespace llmcost {

// One price of the list. The text is what replies have: digits in a JSON string, or a JSON number.
struct MistralPrice {
  std::string_view event_type;  // empty = null
  std::string_view metric;
  std::string_view group;
  std::string_view zone;
  std::string_view tier;
  std::string_view text;
  bool number = false;
};
std::span<const MistralPrice> MistralPrices();

// What a workload is made of: a group of units, and how many for each request.
struct MistralUse {
  std::string_view group;
  int mean;
};

struct MistralWorkload {
  int workspace;              // an index; -1 = no workspace: in the answer for the whole organization alone
  std::string_view category;  // "completion", "libraries_api.pages", "vibe_code.completion", "fine_tuning.training"
  std::string_view display_name;
  std::string_view metric;
  std::string_view event_type;
  Date from;
  Date to;
  int requests;  // on a weekday, at a scale and a trend of 1000
  int weekend;   // thousandths of a weekday
  std::vector<MistralUse> uses;
  std::string_view zone = {};  // empty = the entry has no such field
  std::string_view tier = {};
  int free = 0;  // units of each group and day that are not paid
};

struct MistralRow {
  const MistralWorkload* workload = nullptr;
  std::string_view group;
  Date day;
  std::int64_t value = 0;
  std::int64_t value_paid = 0;
  std::optional<Money> cost;  // EUR; none = no price fits
};

struct MistralWorkspace {
  std::string uuid;
  std::string name;
  std::string description;  // empty = null
  bool is_default = false;
  bool archived = false;
};

// What was kept of fine-tuned models in a month, which has no day.
struct MistralStorage {
  int workspace;
  std::string_view model;
  std::int64_t value;
};

inline constexpr std::size_t kMaxMistralOrganizations = 3;

// Immutable once made; thread-safe.
class MistralOrganization {
 public:
  // REQUIRES: index < kMaxMistralOrganizations.
  MistralOrganization(std::size_t index, unsigned seed);

  std::string_view name() const { return name_; }
  std::string_view slug() const { return slug_; }
  const std::string& id() const { return id_; }
  const std::string& key() const { return key_; }
  const std::vector<MistralWorkspace>& workspaces() const { return workspaces_; }

  // What was used on a UTC day as far as it is known at `now`: an hour late, and 3 percent later still.
  std::vector<MistralRow> Rows(Date day, TimePoint now) const;
  std::vector<MistralStorage> Storage(std::chrono::year_month month, TimePoint now) const;

 private:
  std::string_view name_;
  std::string_view slug_;
  int scale_;
  std::uint64_t seed_;
  std::string id_;
  std::string key_;
  std::vector<MistralWorkspace> workspaces_;
};

// Entries of this metric do not say what of them is paid: all of it.
bool MistralOmitsPaid(std::string_view metric);

}  // namespace llmcost
