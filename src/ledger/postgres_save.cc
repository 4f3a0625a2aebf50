// SPDX-License-Identifier: MIT
#include "ledger/postgres_save.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "ledger/day_hash.h"
#include "ledger/figures.h"
#include "ledger/postgres_load.h"
#include "ledger/postgres_text.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

// No other writer can take the same one: see postgres_schema.cc.
std::int64_t NextId(const PostgresChange& change, const char* sql) {
  return PostgresRow(change.transaction.exec(sql).front()).Int(0);
}

std::int64_t SourceNumber(const PostgresChange& change, const Source& source) {
  const std::string workspace = StorableText(source.workspace);
  const auto known = Ask(change.transaction, "SELECT id FROM source WHERE provider = $1 AND workspace = $2",
                         source.provider, workspace);
  if (!known.empty()) return PostgresRow(known.front()).Int(0);
  const std::int64_t id = NextId(change, "SELECT coalesce(max(id), 0) + 1 FROM source");
  Ask(change.transaction, "INSERT INTO source (id, provider, workspace) VALUES ($1, $2, $3)", id, source.provider,
      workspace);
  return id;
}

// The numbers of those, in their order; new ones are added to the table.
std::vector<std::uint32_t> InternSeries(const PostgresChange& change, SeriesBook& book,
                                        std::span<const CostSeries> series) {
  ReadNewPostgresSeries(change.transaction, book);
  PostgresCopy copy(change.transaction, "series", {"id", "project_id", "model", "line_item", "currency", "provenance"});
  std::vector<std::uint32_t> numbers;
  for (const CostSeries& one : series) {
    auto number = book.NumberOf(one);
    if (!number) {
      number = static_cast<std::uint32_t>(book.last() + 1);
      copy.Add(std::int64_t{*number}, one.project_id, one.model, one.line_item, one.currency,
               ProvenanceText(one.provenance));
      book.Add(*number, one);
    }
    numbers.push_back(*number);
  }
  copy.Finish();
  return numbers;
}

struct KeptDay {
  std::int64_t id = 0;
  TimePoint read_at;
  std::string hash;
  std::int64_t row_count = 0;
};

std::map<Date, KeptDay> FindKept(const PostgresChange& change, std::int64_t source,
                                 const std::vector<StoredDay>& days) {
  std::map<Date, KeptDay> kept;
  if (days.empty()) return kept;
  const auto [first, last] = std::ranges::minmax_element(days, {}, &StoredDay::date);
  const auto answer =
      Ask(change.transaction,
          "SELECT date, id, read_at, hash, row_count FROM day WHERE source = $1 AND date BETWEEN $2 AND $3", source,
          first->date, last->date);
  for (const auto& its : answer) {
    const PostgresRow row(its);
    kept[row.Day(0)] = {row.Int(1), row.Time(2), row.Text(3), row.Int(4)};
  }
  return kept;
}

// The days of a reading that are to be written, sorted by what has to be done with them.
struct Plan {
  struct Entry {
    const StoredDay* day = nullptr;
    std::int64_t id = 0;
    TimePoint read_at;
    std::string hash;
  };
  std::vector<Entry> fresh = {};    // not in the table yet
  std::vector<Entry> known = {};    // in the table
  std::vector<Entry> sealed = {};   // in the table, and all but the moment of reading stays
  std::vector<Entry> changed = {};  // of all of them those whose rows are to be written
  std::vector<Restatement> restatements = {};
};

std::set<Date> SealedMonths(const PostgresChange& change, std::int64_t source) {
  std::set<Date> months;
  for (const auto& its : Ask(change.transaction, "SELECT month FROM seal WHERE source = $1", source)) {
    months.insert(PostgresRow(its).Day(0));
  }
  return months;
}

// Sorts the days of one reading.
class Planner {
 public:
  Planner(const PostgresChange& change, const SeriesBook& book, std::int64_t source, const StoredReading& reading)
      : change_(change), book_(book), source_(source), reading_(reading), sealed_(SealedMonths(change, source)) {}

  Plan Make(bool keeps_hashes) {
    const std::map<Date, KeptDay> kept = FindKept(change_, source_, reading_.days);
    std::int64_t next_id = NextId(change_, "SELECT coalesce(max(id), 0) + 1 FROM day");
    for (const StoredDay& day : reading_.days) {
      Plan::Entry entry{.day = &day, .read_at = change_.Stamp(day.read_at), .hash = keeps_hashes ? day.hash : ""};
      if (entry.hash.empty()) entry.hash = DayHash(day, SeriesOfReading());
      const auto found = kept.find(day.date);
      if (found == kept.end()) {
        entry.id = next_id++;
        plan_.fresh.push_back(entry);
        plan_.changed.push_back(std::move(entry));
        continue;
      }
      const KeptDay& its = found->second;
      if (its.read_at > entry.read_at && !IsYetToCome(its.read_at, change_.now)) continue;
      entry.id = its.id;
      Sort(its, std::move(entry));
    }
    LookAtKept();
    AddRestatements();
    return std::move(plan_);
  }

 private:
  struct Doubt {
    KeptDay kept;
    Plan::Entry entry;
    bool same = false;  // the hash says so
  };

  FindSeries SeriesOfReading() const {
    return [this](std::uint32_t i) -> const CostSeries& { return reading_.series[i]; };
  }
  FindSeries SeriesOfBook() const {
    return [this](std::uint32_t i) -> const CostSeries& { return *book_.Find(i); };
  }
  bool IsSealed(Date date) const { return sealed_.contains(date.MonthStart()); }

  void Sort(const KeptDay& kept, Plan::Entry entry) {
    const bool same = kept.hash == entry.hash && std::cmp_equal(kept.row_count, entry.day->rows.size());
    const bool sealed = IsSealed(entry.day->date);
    (sealed ? plan_.sealed : plan_.known).push_back(entry);
    if (same || sealed) {
      const std::int64_t id = entry.id;
      doubts_.emplace(id, Doubt{kept, std::move(entry), same});
    } else {
      plan_.changed.push_back(std::move(entry));
    }
  }

  // Most of what is read again has not changed; but whether rows are still as they were saved, only they can tell. And
  // a sealed day has to be held against what is new.
  void LookAtKept() {
    std::vector<PostgresDayRef> refs;
    for (const auto& [id, doubt] : doubts_) refs.push_back({id, doubt.kept.row_count});
    ReadPostgresDays(change_.transaction, book_, refs, [this](std::int64_t id, const StoredDay* day) {
      const Doubt& doubt = doubts_.at(id);
      if (doubt.same) {
        if (day != nullptr && DayHash(*day, SeriesOfBook()) == doubt.kept.hash) return;
        if (IsSealed(doubt.entry.day->date)) plan_.known.push_back(doubt.entry);
        plan_.changed.push_back(doubt.entry);
      } else if (day != nullptr) {
        sealed_figures_.emplace(id, FiguresOf(day->rows, SeriesOfBook()));
      }
    });
  }

  // Who read it may not have known of the seal.
  void AddRestatements() {
    for (const Restatement& its : reading_.restatements) {
      const bool is_ignorant = !its.sealed && IsSealed(its.date) &&
                               std::ranges::find(reading_.days, its.date, &StoredDay::date) != reading_.days.end();
      if (!is_ignorant) plan_.restatements.push_back(its);
    }
    for (auto& [id, figures] : sealed_figures_) {
      const Doubt& doubt = doubts_.at(id);
      const StoredDay& now = *doubt.entry.day;
      std::ranges::move(
          SealedRestatements(reading_.source, now.date, std::move(figures),
                             LoadPostgresCorrections(change_.transaction, source_, now.date, change_.server_ahead),
                             FiguresOf(now.rows, SeriesOfReading()), doubt.kept.read_at - change_.server_ahead,
                             now.read_at),
          std::back_inserter(plan_.restatements));
    }
  }

  const PostgresChange& change_;
  const SeriesBook& book_;
  const std::int64_t source_;
  const StoredReading& reading_;
  const std::set<Date> sealed_;
  Plan plan_;
  std::map<std::int64_t, Doubt> doubts_;               // by the day's id
  std::map<std::int64_t, DayFigures> sealed_figures_;  // of those that are read otherwise now
};

void WriteDays(const PostgresChange& change, std::int64_t source, const Plan& plan) {
  PostgresCopy copy(change.transaction, "day",
                    {"id", "source", "date", "read_at", "settled", "row_count", "hash", "change"});
  for (const Plan::Entry& entry : plan.fresh) {
    copy.Add(entry.id, source, entry.day->date, entry.read_at, entry.day->settled,
             static_cast<std::int64_t>(entry.day->rows.size()), entry.hash, change.number);
  }
  copy.Finish();
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> read_at;
  for (const Plan::Entry& entry : plan.sealed) {
    ids.push_back(entry.id);
    read_at.push_back(entry.read_at.time_since_epoch().count());
  }
  if (!ids.empty()) {
    Ask(change.transaction,
        "UPDATE day SET read_at = new.read_at, change = $3 FROM unnest($1::bigint[], $2::bigint[]) AS new (id, "
        "read_at) "
        "WHERE day.id = new.id",
        PostgresArray(ids), PostgresArray(read_at), change.number);
  }
  if (plan.known.empty()) return;
  ids.clear();
  read_at.clear();
  std::vector<std::int64_t> settled;
  std::vector<std::int64_t> row_counts;
  std::vector<std::string> hashes;
  for (const Plan::Entry& entry : plan.known) {
    ids.push_back(entry.id);
    read_at.push_back(entry.read_at.time_since_epoch().count());
    settled.push_back(entry.day->settled ? 1 : 0);
    row_counts.push_back(static_cast<std::int64_t>(entry.day->rows.size()));
    hashes.push_back(entry.hash);
  }
  Ask(change.transaction,
      "UPDATE day SET read_at = new.read_at, settled = new.settled = 1, row_count = new.row_count, hash = new.hash, "
      "change = $6 FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) "
      "AS new (id, read_at, settled, row_count, hash) WHERE day.id = new.id",
      PostgresArray(ids), PostgresArray(read_at), PostgresArray(settled), PostgresArray(row_counts),
      PostgresArray(hashes), change.number);
}

void WriteRates(const PostgresChange& change, const Plan& plan) {
  std::vector<std::int64_t> ids;
  for (const Plan::Entry& entry : plan.known) ids.push_back(entry.id);
  if (!ids.empty()) Ask(change.transaction, "DELETE FROM rate WHERE day = ANY ($1::bigint[])", PostgresArray(ids));
  PostgresCopy copy(change.transaction, "rate", {"day", "place", "currency", "usd", "units", "date", "fixed"});
  for (const auto* entries : {&plan.fresh, &plan.known}) {
    for (const Plan::Entry& entry : *entries) {
      std::int64_t place = 0;
      for (const ExchangeRate& rate : entry.day->rates) {
        copy.Add(entry.id, place++, rate.currency, rate.usd, rate.units, rate.date, rate.fixed);
      }
    }
  }
  copy.Finish();
}

void WriteCosts(const PostgresChange& change, const Plan& plan, std::span<const std::uint32_t> numbers) {
  std::vector<std::int64_t> ids;
  for (const Plan::Entry& entry : plan.changed) ids.push_back(entry.id);
  if (!ids.empty()) Ask(change.transaction, "DELETE FROM cost WHERE day = ANY ($1::bigint[])", PostgresArray(ids));
  PostgresCopy copy(change.transaction, "cost",
                    {"day", "place", "series", "cost", "requests", "input_tokens", "output_tokens"});
  for (const Plan::Entry& entry : plan.changed) {
    std::int64_t place = 0;
    for (const StoredRow& row : entry.day->rows) {
      copy.Add(entry.id, place++, std::int64_t{numbers[row.series]}, row.cost, CountValue(row.requests),
               CountValue(row.input_tokens), CountValue(row.output_tokens));
    }
  }
  copy.Finish();
}

void WriteNotices(const PostgresChange& change, std::int64_t source, const std::vector<DatedNotice>& notices) {
  Ask(change.transaction, "UPDATE source SET notices_change = $1 WHERE id = $2", change.number, source);
  Ask(change.transaction, "DELETE FROM notice WHERE source = $1", source);
  PostgresCopy copy(change.transaction, "notice",
                    {"source", "place", "start_date", "end_date", "kind", "message", "hint"});
  std::int64_t place = 0;
  for (const auto& [range, notice] : notices) {
    copy.Add(source, place++, range.start, range.end, notice.kind, StorableText(notice.message),
             StorableText(notice.hint));
  }
  copy.Finish();
}

void WriteRestatements(const PostgresChange& change, const std::vector<Restatement>& restatements) {
  if (restatements.empty()) return;
  // Known before the copying begins: nothing else may be asked while it goes on.
  std::map<Source, std::int64_t> sources;
  for (const Restatement& its : restatements) {
    if (!sources.contains(its.source)) sources[its.source] = SourceNumber(change, its.source);
  }
  std::int64_t id = NextId(change, "SELECT coalesce(max(id), 0) + 1 FROM restatement");
  PostgresCopy copy(change.transaction, "restatement",
                    {"id", "source", "date", "project_id", "model", "currency", "cost_before", "cost_now",
                     "read_before", "read_now", "sealed", "change"});
  for (const Restatement& its : restatements) {
    copy.Add(id++, sources.at(its.source), its.date, StorableText(its.project_id), StorableText(its.model),
             StorableText(its.currency), its.cost_before, its.cost_now, its.read_before + change.server_ahead,
             change.Stamp(its.read_now), its.sealed, change.number);
  }
  copy.Finish();
}

}  // namespace

PostgresChange BeginPostgresChange(pqxx::transaction_base& transaction, std::chrono::milliseconds server_ahead) {
  const auto answer = transaction.exec(
      "UPDATE ledger SET change = change + 1 "
      "RETURNING change, txid_current(), floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
  if (answer.empty()) throw DamagedPostgresLedger("the number of the newest change is missing");
  const PostgresRow row(answer.front());
  return {.transaction = transaction,
          .number = row.Int(0),
          .id = row.Text(1),
          .now = row.Time(2),
          .server_ahead = server_ahead};
}

void SavePostgresReading(const PostgresChange& change, SeriesBook& book, const StoredReading& given) {
  // Where a text has to be written differently, the hash has to be of what is written.
  const std::optional<StoredReading> storable = MakeStorable(given);
  const StoredReading& reading = storable ? *storable : given;
  const std::int64_t source = SourceNumber(change, reading.source);
  const std::vector<std::uint32_t> numbers = InternSeries(change, book, reading.series);
  const Plan plan = Planner(change, book, source, reading).Make(!storable.has_value());
  WriteDays(change, source, plan);
  WriteRates(change, plan);
  WriteCosts(change, plan, numbers);
  if (reading.notices) WriteNotices(change, source, *reading.notices);
  WriteRestatements(change, plan.restatements);
}

void SavePostgresProjects(const PostgresChange& change, const Source& source, const std::vector<Project>& projects,
                          TimePoint read_at) {
  const std::int64_t number = SourceNumber(change, source);
  Ask(change.transaction, "UPDATE source SET projects_read_at = $1, projects_change = $2 WHERE id = $3",
      change.Stamp(read_at), change.number, number);
  Ask(change.transaction, "DELETE FROM project WHERE source = $1", number);
  PostgresCopy copy(change.transaction, "project", {"source", "place", "id", "name", "archived"});
  std::int64_t place = 0;
  for (const Project& project : projects) {
    copy.Add(number, place++, StorableText(project.id), StorableText(project.name), project.archived);
  }
  copy.Finish();
}

bool SavePostgresSeal(const PostgresChange& change, const Seal& seal) {
  const auto saved = Ask(change.transaction,
                         "INSERT INTO seal (source, month, sealed_at, row_count, hash, change) "
                         "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1",
                         SourceNumber(change, seal.source), seal.month, seal.sealed_at + change.server_ahead, seal.rows,
                         seal.hash, change.number);
  return !saved.empty();
}

}  // namespace llmcost
