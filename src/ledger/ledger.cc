// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

#include <algorithm>
#include <cassert>

#include "ledger/figures.h"

namespace llmcost {
namespace {

bool IsPriced(const LedgerSeries& series) { return series.provenance != Provenance::kUnpriced; }

StoredRow RowOf(const CostBucket& bucket, std::uint32_t series) {
  return {.series = series,
          .cost = bucket.cost,
          .requests = bucket.requests.value_or(-1),
          .input_tokens = bucket.input_tokens.value_or(-1),
          .output_tokens = bucket.output_tokens.value_or(-1)};
}

}  // namespace

std::size_t Ledger::SeriesHash::operator()(const LedgerSeries& series) const {
  std::uint64_t hash = 0;
  for (const std::uint32_t part : {series.project, series.model, series.line_item, series.currency,
                                   static_cast<std::uint32_t>(series.provenance)}) {
    hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

std::uint32_t Ledger::InternSeries(const CostSeries& series) {
  return Number({.project = texts_.Intern(series.project_id),
                 .model = texts_.Intern(series.model),
                 .line_item = texts_.Intern(series.line_item),
                 .currency = texts_.Intern(series.currency),
                 .provenance = series.provenance,
                 .is_usd = series.currency == kUsd});
}

std::uint32_t Ledger::Number(const LedgerSeries& series) {
  const auto [entry, added] = series_numbers_.try_emplace(series, static_cast<std::uint32_t>(series_.size()));
  if (added) series_.push_back(series);
  return entry->second;
}

// Does not convert; notes in the day that something waits.
LedgerRow Ledger::MakeRow(const StoredRow& row, LedgerDay& day) const {
  const LedgerSeries& series = series_[row.series];
  // Nothing is nothing in every currency.
  const bool converted = IsPriced(series) && (series.is_usd || row.cost.IsZero());
  day.converted = day.converted && (converted || !IsPriced(series));
  return {.cost = row.cost,
          .requests = row.requests,
          .input_tokens = row.input_tokens,
          .output_tokens = row.output_tokens,
          .series = row.series,
          .usd = converted ? LedgerRow::kIsUsd : LedgerRow::kNone};
}

void Ledger::AddUp(LedgerDay& day) {
  day.counted = std::ranges::any_of(day.rows, [](const LedgerRow& row) { return row.requests >= 0; });
  for (const LedgerRow& row : day.rows) {
    const LedgerSeries& series = series_[row.series];
    const Money cost_usd = day.CostUsd(row);
    models_.Add(series.model, row, series, cost_usd, day.counted);
    projects_.Add(series.project, row, series, cost_usd, day.counted);
  }
  day.by_model = models_.Take();
  day.by_project = projects_.Take();
}

std::vector<Restatement> Ledger::ReplaceDays(const Source& source, const DateRange& range,
                                             std::span<const CostBucket> buckets, TimePoint read_at,
                                             Date provisional_from) {
  std::vector<LedgerDay> read(static_cast<std::size_t>(range.Length()));
  // Exactly as much room as is needed: the rows stay for as long as the program runs.
  std::vector<std::size_t> counts(read.size());
  for (const CostBucket& bucket : buckets) ++counts[static_cast<std::size_t>(bucket.date - range.start)];
  for (std::size_t i = 0; i < read.size(); ++i) read[i].rows.reserve(counts[i]);
  for (const CostBucket& bucket : buckets) {
    const std::uint32_t series = InternSeries({.project_id = bucket.project_id,
                                               .model = bucket.model,
                                               .line_item = bucket.line_item,
                                               .currency = bucket.currency,
                                               .provenance = bucket.provenance});
    LedgerDay& day = read[static_cast<std::size_t>(bucket.date - range.start)];
    day.rows.push_back(MakeRow(RowOf(bucket, series), day));
  }

  std::vector<Restatement> restatements;
  std::map<Date, LedgerDay>& days = days_[source];
  for (Date date = range.start; date <= range.end; ++date) {
    LedgerDay& day = read[static_cast<std::size_t>(date - range.start)];
    day.read_at = read_at;
    day.settled = date < provisional_from;
    const auto [entry, added] = days.try_emplace(date);
    // A day that was still running had no figure yet that could be restated. Who knows when one with a stamp that is
    // yet to come was read?
    const bool was_over = !added && entry->second.read_at >= date.End() && !IsYetToCome(entry->second.read_at, read_at);
    if (was_over) Compare(source, date, entry->second, day, restatements);
    if (!added && IsSealed(source, date)) {
      entry->second.read_at = read_at;
      continue;
    }
    AddUp(day);
    entry->second = std::move(day);
  }
  ++version_;
  return restatements;
}

Ledger::Figures Ledger::FiguresOf(std::span<const LedgerRow> rows) const {
  Figures figures;
  for (const LedgerRow& row : rows) {
    const LedgerSeries& series = series_[row.series];
    if (!IsPriced(series) || row.cost.IsZero()) continue;
    figures[{series.project, series.model, series.currency}] += row.cost;
  }
  return figures;
}

void Ledger::Compare(const Source& source, Date date, const LedgerDay& before, const LedgerDay& now,
                     std::vector<Restatement>& restatements) {
  const bool sealed = IsSealed(source, date);
  Figures old_figures = FiguresOf(before.rows);
  const Figures new_figures = FiguresOf(now.rows);
  if (sealed) {
    for (const Correction& correction : corrections_[source][date]) {
      old_figures[{texts_.Intern(correction.project_id), texts_.Intern(correction.model),
                   texts_.Intern(correction.currency)}] = correction.cost_now;
    }
  }
  ForEachDifference(old_figures, new_figures, [&](const Figures::key_type& key, Money cost_before, Money cost_now) {
    const auto& [project, model, currency] = key;
    Restatement restatement{.source = source,
                            .date = date,
                            .project_id = texts_.OptionalText(project),
                            .model = std::string(texts_.Text(model)),
                            .currency = std::string(texts_.Text(currency)),
                            .cost_before = cost_before,
                            .cost_now = cost_now,
                            .read_before = before.read_at,
                            .read_now = now.read_at,
                            .sealed = sealed};
    if (sealed) AddCorrection(restatement);
    restatements.push_back(std::move(restatement));
  });
}

void Ledger::Convert(const Source& source, Date date, const ExchangeRate& rate, bool may_change) {
  LedgerDay* day = FindDayToChange(source, date);
  assert(day != nullptr);
  bool waiting = false;
  bool used = false;
  const std::uint32_t currency = texts_.Intern(rate.currency);
  for (LedgerRow& row : day->rows) {
    const LedgerSeries& series = series_[row.series];
    if (row.converted() || !IsPriced(series)) continue;
    const auto usd = series.currency == currency ? MultiplyDivide(row.cost, rate.usd, rate.units) : std::nullopt;
    if (usd) {
      row.usd = LedgerRow::kFirstOther + static_cast<std::uint32_t>(day->costs_usd.size());
      day->costs_usd.push_back(*usd);
      used = true;
    } else {
      waiting = true;
    }
  }
  day->converted = !waiting;
  if (!used) return;
  if (may_change) day->settled = false;
  day->rates.push_back(rate);
  AddUp(*day);
  ++version_;
}

std::vector<std::string> Ledger::WaitingCurrencies(const Source& source, Date date) const {
  const LedgerDay* day = FindDay(source, date);
  std::vector<std::string> currencies;
  if (day == nullptr || day->converted) return currencies;
  for (const LedgerRow& row : day->rows) {
    const LedgerSeries& series = series_[row.series];
    if (row.converted() || !IsPriced(series)) continue;
    std::string currency(texts_.Text(series.currency));
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

const std::map<Date, LedgerDay>& Ledger::Days(const Source& source) const {
  static const std::map<Date, LedgerDay> kNone;
  const auto days = days_.find(source);
  return days == days_.end() ? kNone : days->second;
}

std::vector<Source> Ledger::Sources() const {
  std::vector<Source> sources;
  for (const auto& [source, days] : days_) sources.push_back(source);
  return sources;
}

StoredReading Ledger::Stored(const Source& source, const DateRange& range) const {
  StoredReading reading{.source = source, .series = {}, .days = {}};
  std::unordered_map<std::uint32_t, std::uint32_t> places;
  const std::map<Date, LedgerDay>& days = Days(source);
  for (auto entry = days.lower_bound(range.start); entry != days.end() && entry->first <= range.end; ++entry) {
    const LedgerDay& day = entry->second;
    StoredDay& stored = reading.days.emplace_back(StoredDay{
        .date = entry->first, .read_at = day.read_at, .settled = day.settled, .rows = {}, .rates = day.rates});
    stored.rows.reserve(day.rows.size());
    for (const LedgerRow& row : day.rows) {
      const auto [place, added] = places.try_emplace(row.series, static_cast<std::uint32_t>(reading.series.size()));
      if (added) {
        const LedgerSeries& series = series_[row.series];
        reading.series.push_back({.project_id = texts_.OptionalText(series.project),
                                  .model = std::string(texts_.Text(series.model)),
                                  .line_item = texts_.OptionalText(series.line_item),
                                  .currency = std::string(texts_.Text(series.currency)),
                                  .provenance = series.provenance});
      }
      stored.rows.push_back({.series = place->second,
                             .cost = row.cost,
                             .requests = row.requests,
                             .input_tokens = row.input_tokens,
                             .output_tokens = row.output_tokens});
    }
  }
  return reading;
}

void Ledger::RestoreDay(const Source& source, const StoredDay& stored) {
  LedgerDay day;
  day.read_at = stored.read_at;
  day.settled = stored.settled;
  day.rates = stored.rates;
  day.rows.reserve(stored.rows.size());
  bool waiting = false;
  for (const StoredRow& stored_row : stored.rows) {
    LedgerRow& row = day.rows.emplace_back(MakeRow(stored_row, day));
    const LedgerSeries& series = series_[row.series];
    if (row.converted() || !IsPriced(series)) continue;
    const auto rate = std::ranges::find(day.rates, texts_.Text(series.currency), &ExchangeRate::currency);
    const auto usd = rate == day.rates.end() ? std::nullopt : MultiplyDivide(row.cost, rate->usd, rate->units);
    if (usd) {
      row.usd = LedgerRow::kFirstOther + static_cast<std::uint32_t>(day.costs_usd.size());
      day.costs_usd.push_back(*usd);
    } else {
      waiting = true;
    }
  }
  day.converted = !waiting;
  day.costs_usd.shrink_to_fit();
  AddUp(day);
  days_[source].insert_or_assign(stored.date, std::move(day));
  ++version_;
}

void Ledger::AddSeal(const Seal& seal) {
  if (IsSealed(seal.source, seal.month)) return;
  seals_.push_back(seal);
  ++version_;
}

bool Ledger::IsSealed(const Source& source, Date date) const {
  if (seals_.empty()) return false;
  const Date month = date.MonthStart();
  return std::ranges::any_of(seals_, [&](const Seal& seal) { return seal.month == month && seal.source == source; });
}

void Ledger::AddCorrection(const Restatement& restatement) {
  std::vector<Correction>& corrections = corrections_[restatement.source][restatement.date];
  const auto known = std::ranges::find_if(corrections, [&](const Correction& correction) {
    return correction.project_id == restatement.project_id && correction.model == restatement.model &&
           correction.currency == restatement.currency;
  });
  if (known == corrections.end()) {
    corrections.push_back({restatement.project_id, restatement.model, restatement.currency, SealedCost(restatement),
                           restatement.cost_now, restatement.read_now});
  } else if (known->read_now <= restatement.read_now) {
    // What was told before may be told again, after what came later.
    known->cost_now = restatement.cost_now;
    known->read_now = restatement.read_now;
  }
  ++version_;
}

// Not what the restatement began at: it may not be the first one since the seal.
Money Ledger::SealedCost(const Restatement& restatement) const {
  const LedgerDay* day = FindDay(restatement.source, restatement.date);
  if (day == nullptr) return restatement.cost_before;
  Money cost;
  for (const LedgerRow& row : day->rows) {
    const LedgerSeries& series = series_[row.series];
    if (IsPriced(series) && texts_.Text(series.model) == restatement.model &&
        texts_.Text(series.currency) == restatement.currency &&
        texts_.OptionalText(series.project) == restatement.project_id) {
      cost += row.cost;
    }
  }
  return cost;
}

std::vector<std::pair<Date, Correction>> Ledger::Corrections(const Source& source, const DateRange& range) const {
  std::vector<std::pair<Date, Correction>> found;
  const auto days = corrections_.find(source);
  if (days == corrections_.end()) return found;
  for (auto day = days->second.lower_bound(range.start); day != days->second.end() && day->first <= range.end; ++day) {
    for (const Correction& correction : day->second) {
      if (correction.cost_now != correction.cost_sealed) found.emplace_back(day->first, correction);
    }
  }
  return found;
}

}  // namespace llmcost
