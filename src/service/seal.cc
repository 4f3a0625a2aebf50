// SPDX-License-Identifier: MIT
#include "service/seal.h"

#include <fmt/format.h>

#include <map>
#include <string>

#include "ledger/day_hash.h"

namespace llmcost {
namespace {

Date LastOfMonth(Date month) {
  const std::chrono::year_month_day first(month.days());
  return Date(std::chrono::sys_days(first.year() / first.month() / std::chrono::last));
}

Failure Refuse(const Source& source, const std::string& why, const char* hint) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = fmt::format("{}/{}: {}", source.provider, source.workspace, why),
                       .hint = hint});
}

}  // namespace

Result<Seal> MakeSeal(const Ledger& ledger, const Source& source, Date month, TimePoint now) {
  const DateRange range{month, LastOfMonth(month)};
  const std::string name = month.ToString().substr(0, 7);
  if (range.end.End() > now) return Refuse(source, name + " is not over", "Seal it once it has ended and settled.");
  if (ledger.IsSealed(source, month)) {
    return Refuse(source, name + " is sealed already", "What changed since stands among the restatements.");
  }
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day == nullptr) {
      return Refuse(source, date.ToString() + " was never read", "Ask for the month's costs first, then seal it.");
    }
    if (!day->converted) {
      return Refuse(source, date.ToString() + " has amounts without an exchange rate",
                    "Set EXCHANGE_RATES for its currency, or ask for the month's costs when rates can be read.");
    }
    if (IsYetToCome(day->read_at, now)) {
      return Refuse(source, date.ToString() + " was read by a clock that was ahead",
                    "Ask for the month's costs again, then seal it.");
    }
    if (!day->settled) {
      return Refuse(source, date.ToString() + " may still change", "Seal it some days after the month's end.");
    }
  }
  StoredReading reading = ledger.Stored(source, range);
  Seal seal{.source = source, .month = month, .sealed_at = now, .rows = 0, .hash = {}};
  for (StoredDay& day : reading.days) {
    day.hash = DayHash(day, [&](std::uint32_t place) -> const CostSeries& { return reading.series[place]; });
    seal.rows += static_cast<std::int64_t>(day.rows.size());
  }
  seal.hash = SealHash(source, reading.days);
  return seal;
}

std::optional<Notice> CorrectedNotice(const Ledger& ledger, const Source& source, const DateRange& range) {
  std::map<std::string, Money> changes;
  for (const auto& [date, correction] : ledger.Corrections(source, range)) {
    changes[correction.currency] += correction.cost_now - correction.cost_sealed;
  }
  if (changes.empty()) return std::nullopt;
  std::string sum;
  for (const auto& [currency, change] : changes) {
    sum += fmt::format("{}{}{} {}", sum.empty() ? "" : ", ", change < Money() ? "" : "+", change.ToString(), currency);
  }
  return Notice{notice::kCorrected,
                fmt::format("{}: sealed days have changed since: {} beside the sealed figures", source.provider, sum),
                "The list of restatements has each of them."};
}

}  // namespace llmcost
