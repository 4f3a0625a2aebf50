// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace llmcost {

std::uint32_t TextTable::Intern(const std::optional<std::string>& text) {
  if (!text) return 0;
  const auto [entry, added] = ids_.try_emplace(*text, static_cast<std::uint32_t>(texts_.size() + 1));
  if (added) texts_.push_back(&entry->first);
  return entry->second;
}

std::optional<std::uint32_t> TextTable::Find(std::string_view text) const {
  const auto entry = ids_.find(text);
  if (entry == ids_.end()) return std::nullopt;
  return entry->second;
}

void Ledger::ReplaceDays(const Source& source, const DateRange& range, std::span<const CostBucket> buckets,
                         TimePoint read_at, Date provisional_from) {
  std::map<Date, LedgerDay>& days = days_[source];
  for (Date date = range.start; date <= range.end; ++date) {
    days.insert_or_assign(date, LedgerDay{.read_at = read_at, .settled = date < provisional_from});
  }
  // Exactly as much room as is needed: the rows stay for as long as the program runs.
  std::vector<std::size_t> counts(static_cast<std::size_t>(range.Length()));
  for (const CostBucket& bucket : buckets) ++counts[static_cast<std::size_t>(bucket.date - range.start)];
  for (Date date = range.start; date <= range.end; ++date) {
    days.at(date).rows.reserve(counts[static_cast<std::size_t>(date - range.start)]);
  }
  for (const CostBucket& bucket : buckets) {
    const bool priced = bucket.provenance != Provenance::kUnpriced;
    // Nothing is nothing in every currency.
    const bool converted = priced && (bucket.currency == kUsd || bucket.cost.IsZero());
    LedgerDay& day = days.at(bucket.date);
    day.converted = day.converted && (converted || !priced);
    day.rows.push_back({.cost_usd = converted ? bucket.cost : Money(),
                        .cost = bucket.cost,
                        .requests = bucket.requests.value_or(-1),
                        .input_tokens = bucket.input_tokens.value_or(-1),
                        .output_tokens = bucket.output_tokens.value_or(-1),
                        .project = texts_.Intern(bucket.project_id),
                        .model = texts_.Intern(bucket.model),
                        .line_item = texts_.Intern(bucket.line_item),
                        .currency = texts_.Intern(bucket.currency),
                        .provenance = bucket.provenance,
                        .converted = converted});
  }
  ++version_;
}

void Ledger::Convert(const Source& source, Date date, const ExchangeRate& rate, bool may_change) {
  LedgerDay* day = FindDayToChange(source, date);
  assert(day != nullptr);
  const std::uint32_t currency = texts_.Intern(rate.currency);
  bool waiting = false;
  bool used = false;
  for (LedgerRow& row : day->rows) {
    if (row.converted || row.provenance == Provenance::kUnpriced) continue;
    const auto usd = row.currency == currency ? MultiplyDivide(row.cost, rate.usd, rate.units) : std::nullopt;
    if (usd) {
      row.cost_usd = *usd;
      row.converted = true;
      used = true;
    } else {
      waiting = true;
    }
  }
  day->converted = !waiting;
  if (!used) return;
  if (may_change) day->settled = false;
  day->rates.push_back(rate);
  ++version_;
}

std::vector<std::string> Ledger::WaitingCurrencies(const Source& source, Date date) const {
  const LedgerDay* day = FindDay(source, date);
  std::vector<std::string> currencies;
  if (day == nullptr || day->converted) return currencies;
  for (const LedgerRow& row : day->rows) {
    if (row.converted || row.provenance == Provenance::kUnpriced) continue;
    std::string currency(texts_.Text(row.currency));
    if (std::ranges::find(currencies, currency) == currencies.end()) currencies.push_back(std::move(currency));
  }
  return currencies;
}

const LedgerDay* Ledger::FindDay(const Source& source, Date date) const {
  const auto days = days_.find(source);
  if (days == days_.end()) return nullptr;
  const auto day = days->second.find(date);
  return day == days->second.end() ? nullptr : &day->second;
}

LedgerDay* Ledger::FindDayToChange(const Source& source, Date date) {
  return const_cast<LedgerDay*>(FindDay(source, date));
}

}  // namespace llmcost
