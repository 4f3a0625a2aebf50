// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cost.h"

// What of a source is kept, in the form that stores (ledger_store.h), exports and the ledger in memory share.
namespace llmcost {

// A moment so far ahead was stamped by a clock that was wrong: nothing was read then. Clocks of several machines may
// differ by less.
inline bool IsYetToCome(TimePoint stamp, TimePoint now) { return stamp > now + std::chrono::seconds(5); }

// Whose days: a provider and one of its workspaces.
struct Source {
  std::string provider;
  std::string workspace;

  friend auto operator<=>(const Source&, const Source&) = default;
};

// What rows of many days have in common.
struct CostSeries {
  std::optional<std::string> project_id = std::nullopt;  // none = the organization itself
  std::string model;
  std::optional<std::string> line_item = std::nullopt;
  std::string currency = "USD";  // ISO 4217
  Provenance provenance = Provenance::kBilled;

  friend auto operator<=>(const CostSeries&, const CostSeries&) = default;
};

// A CostBucket without its date, its texts as the number of a series. A count of -1 is unknown.
struct StoredRow {
  std::uint32_t series = 0;
  Money cost = {};  // in the series' currency
  std::int64_t requests = -1;
  std::int64_t input_tokens = -1;
  std::int64_t output_tokens = -1;

  friend bool operator==(const StoredRow&, const StoredRow&) = default;
};

// One day of one source, whole. Amounts in other currencies than USD are converted by `rates`, each row by the first
// one of its currency; what has no rate there waits for one.
struct StoredDay {
  Date date;
  TimePoint read_at;     // when the provider gave these figures
  bool settled = false;  // they are not expected to change any more
  std::vector<StoredRow> rows = {};
  std::vector<ExchangeRate> rates = {};
  std::string hash = {};  // as DayHash (day_hash.h) gave it when the day was saved; 64 hexadecimal digits

  friend bool operator==(const StoredDay&, const StoredDay&) = default;
};

// A figure of a day that was over when it was read, and is another now. Both are in `currency`.
struct Restatement {
  Source source;
  Date date;
  std::optional<std::string> project_id = std::nullopt;
  std::string model;
  std::string currency;
  Money cost_before = {};
  Money cost_now = {};
  TimePoint read_before;
  TimePoint read_now;
  bool sealed = false;  // the month is sealed: reports keep the sealed figure, and this stands beside it

  friend bool operator==(const Restatement&, const Restatement&) = default;
};

// A source's month that is closed: its days are what `hash` says for ever.
struct Seal {
  Source source;
  Date month;  // its first day
  TimePoint sealed_at;
  std::int64_t rows = 0;
  std::string hash;  // over the hashes of its days; 64 hexadecimal digits

  friend bool operator==(const Seal&, const Seal&) = default;
};

// A notice and the days it is about.
struct DatedNotice {
  DateRange range;
  Notice notice;

  friend bool operator==(const DatedNotice&, const DatedNotice&) = default;
};

}  // namespace llmcost
