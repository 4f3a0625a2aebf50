// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "simulator/openai_catalog.h"

// The truth about a simulated organization: what it used and what that cost, on every day. The API's replies are made
// from these rows; /_simulator/truth adds them up without the API in between.
namespace llmcost {

// What rows can be grouped and filtered by.
enum Dimension : std::size_t {
  kProjectId,
  kLineItem,
  kApiKeyId,
  kUserId,
  kModel,
  kBatch,
  kServiceTier,
  kApiSource,
  kSize,
  kSource,
  kContextLevel,
  kVectorStoreId,
  kDimensionCount
};

inline constexpr int kNoName = -1;  // null
using Dimensions = std::array<int, kDimensionCount>;
inline constexpr Dimensions kNoDimensions = [] {
  Dimensions none{};
  none.fill(kNoName);
  return none;
}();

// One line of costs or of usage. Dimensions are indices into OpenAiOrganization::Name.
struct OpenAiRow {
  Dimensions dimensions = kNoDimensions;
  Counters counters{};              // usage
  Money cost;                       // costs, in USD
  std::int64_t quantity_milli = 0;  // costs: thousandths of the line item's unit
};

struct OpenAiProject {
  std::string id;
  std::optional<std::string> name;
  Date created;
  std::optional<Date> archived;
};

struct OpenAiApiKey {
  std::string id;
  std::string name;
  std::size_t project = 0;  // index
  Date created;
  std::string redacted_value;
  std::string owner_id;
  std::string owner_name;
  std::string owner_email;  // empty = a service account
};

struct OpenAiDataOptions {
  unsigned seed = 1;
  int projects = 12;
  int line_items = 0;  // 0 = plausible, else dense (SimulatorOptions)
};

// Immutable once made; thread-safe. Nothing passes through floating point, so every machine gives the same figures.
class OpenAiOrganization {
 public:
  // REQUIRES: index < kMaxOrganizations.
  OpenAiOrganization(std::size_t index, const OpenAiDataOptions& options);

  std::string_view name() const { return template_.name; }
  const std::string& id() const { return id_; }
  const std::string& key() const { return key_; }
  bool extra_fields() const { return template_.extra_fields; }
  bool lists_last_id() const { return template_.last_id; }
  const std::vector<OpenAiProject>& projects() const { return projects_; }
  const std::vector<OpenAiApiKey>& api_keys() const { return api_keys_; }
  const OpenAiProject* FindProject(std::string_view id) const;

  // The text behind a row's dimension. REQUIRES: not kNoName.
  const std::string& Name(int index) const { return names_[static_cast<std::size_t>(index)]; }
  // The reverse; kNoName for a text that no row has.
  int FindName(std::string_view text) const;
  // quantity_unit of a line item; empty = null.
  std::string_view Unit(int line_item) const;

  // What a UTC day cost as far as it is known at `now`: the costs of the last three days still grow.
  std::vector<OpenAiRow> Costs(Date day, TimePoint now) const;
  // What was used from minute to minute (0 to 1440) of a UTC day, as far as it is known at `now`.
  std::vector<OpenAiRow> Usage(UsageKind kind, Date day, int from_minute, int to_minute, TimePoint now) const;

 private:
  struct Charge {
    int line_item;
    Counter counter;
    std::int64_t atto_per_milli;  // 10^-18 USD for a thousandth of a unit
  };
  struct Workload {
    WorkloadTemplate plan;
    UsageKind kind = UsageKind::kNone;
    Dimensions dimensions = kNoDimensions;  // of usage rows
    std::vector<Charge> charges;
    std::uint64_t salt = 0;
  };

  int Intern(std::string_view text);
  std::string MakeId(std::string_view prefix, int length, std::uint64_t what) const;
  void MakeProjects(const OpenAiDataOptions& options);
  void MakePlausibleWorkloads();
  void MakeDenseWorkloads(int line_items);
  void AddWorkload(const WorkloadTemplate& plan, const CatalogModel& model, int project, int scale);
  void AddCharge(Workload& workload, std::string_view line_item, const CatalogLine& line, std::int64_t price);
  Counters DayCounters(const Workload& workload, Date day) const;
  void AddAdjustments(Date day, TimePoint now, std::vector<OpenAiRow>& rows) const;

  const OrganizationTemplate& template_;
  std::size_t index_;
  std::uint64_t seed_;
  bool dense_;
  std::string id_;
  std::string key_;
  std::vector<OpenAiProject> projects_;
  std::vector<OpenAiApiKey> api_keys_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, int> name_indices_;
  std::unordered_map<int, std::string_view> units_;
  std::vector<Workload> workloads_;
};

// A day's figures no longer change from here on: three days after its end.
TimePoint OpenAiSettled(Date day);

}  // namespace llmcost
