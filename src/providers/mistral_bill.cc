// SPDX-License-Identifier: MIT
#include "providers/mistral_bill.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/log.h"
#include "providers/rows.h"

namespace llmcost {
namespace {

constexpr std::size_t kNamed = 5;  // of what a notice enumerates
// As of an amount that is read, for the same reason (Money::Parse).
constexpr Money kMostPossible = Money::FromUnits(1'000'000'000'000'000);

// What the answers about the whole and about a workspace surely name alike.
using Place = std::tuple<Date, std::string, std::string, std::string>;
Place PlaceOf(const std::pair<Date, MistralItem>& row) {
  return {row.first, row.second.category, row.second.metric, row.second.group};
}

// What `whole` has beyond `parts`. Zone, tier and kind of event may be told in one answer and not in the other, so the
// surplus is that of all rows of a place, and goes to the rows that have more in the whole. `fits` becomes false where
// the parts have more.
MistralDays Surplus(const MistralDays& whole, const MistralDays& parts, bool& fits) {
  std::map<Place, MistralQuantity> left;
  for (const auto& [row, quantity] : whole) left[PlaceOf(row)] += quantity;
  std::set<Place> known;
  for (const auto& [row, quantity] : parts) {
    left[PlaceOf(row)] += {-quantity.used, -quantity.paid};
    known.insert(PlaceOf(row));
  }
  const auto take = [](Money more, Money& rest) {
    const Money taken = std::max(Money(), std::min(more, rest));
    rest += -taken;
    return taken;
  };
  MistralDays surplus;
  for (const auto& [place, rest] : left) fits = fits && rest.used >= Money() && rest.paid >= Money();
  for (const auto& [row, quantity] : whole) {
    const auto part = parts.find(row);
    const MistralQuantity in_parts = part == parts.end() ? MistralQuantity() : part->second;
    MistralQuantity& rest = left[PlaceOf(row)];
    MistralQuantity more;
    more.used = take(quantity.used - in_parts.used, rest.used);
    more.paid = take(quantity.paid - in_parts.paid, rest.paid);
    const bool nothing = more.used.IsZero() && more.paid.IsZero();
    // Rows of nothing are kept, once.
    if (!nothing || !known.contains(PlaceOf(row))) surplus[row] = more;
  }
  return surplus;
}

bool CountsTokens(const MistralItem& use) {
  if (!use.event_type.empty()) return use.event_type.ends_with("_tokens");
  return use.category == "completion" || use.category == "chat" || use.category == "vibe_code/completion" ||
         use.category == "libraries_api/tokens";
}

// A whole number of tokens; nothing for any other.
std::optional<std::int64_t> Tokens(Money quantity) {
  constexpr Int128 kOne = Money::FromUnits(1).atto();
  const Int128 count = quantity.atto() / kOne;
  if (quantity.atto() % kOne != 0 || count > kMaxCount) return std::nullopt;
  return static_cast<std::int64_t>(count);
}

void CountTokens(const MistralItem& use, Money used, CostBucket& bucket) {
  if (!CountsTokens(use)) return;
  const auto tokens = Tokens(used);
  // Cached ones are no part of "input", but they were put in.
  const bool is_input = use.group.find("input") != std::string::npos || use.group.find("cached") != std::string::npos;
  const bool is_output = use.group.find("output") != std::string::npos;
  if (is_input == is_output) return;
  std::optional<std::int64_t>& count = is_input ? bucket.input_tokens : bucket.output_tokens;
  count = UsageRow::Sum(count, tokens);
}

// "a, b and 3 more"
std::string Enumerate(const std::set<std::string>& names) {
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (count == kNamed) return fmt::format("{} and {} more", text, names.size() - count);
    text += (count == 0 ? "" : ", ") + Printable(name);
    ++count;
  }
  return text;
}

}  // namespace

std::vector<DateRange> MonthsOf(const DateRange& range) {
  std::vector<DateRange> months;
  const std::chrono::year_month_day start(range.start.days());
  std::chrono::year_month month = start.year() / start.month();
  while (Date(std::chrono::sys_days(month / 1)) <= range.end) {
    const Date first(std::chrono::sys_days(month / 1));
    const Date last(std::chrono::sys_days(month / std::chrono::last));
    months.push_back({first, last});
    month += std::chrono::months(1);
  }
  return months;
}

std::string MonthName(const DateRange& month) { return month.start.ToString().substr(0, 7); }

Result<bool> MistralBill::Add(const MistralMonth& month) {
  MistralDays parts;
  for (const MistralMonth::Workspace& workspace : month.workspaces) {
    const MistralDays rows = DaysOf(month.days, workspace.usage);
    if (auto done = AddRows(rows, workspace.id, workspace.usage); !done) return Failure(std::move(done.error()));
    for (const auto& [row, quantity] : rows) parts[row] += quantity;
  }
  bool fits = true;
  const MistralDays surplus = Surplus(DaysOf(month.days, month.organization), parts, fits);
  if (auto done = AddRows(surplus, "", month.organization); !done) return Failure(std::move(done.error()));
  return fits;
}

MistralDays MistralBill::DaysOf(const DateRange& month, const MistralUsage& usage) {
  MistralDays rows;
  for (const auto& [row, quantity] : usage.daily) {
    if (range_.Contains(row.first)) rows.emplace(row, quantity);
  }
  for (const auto& [use, quantity] : usage.monthly) {
    if (month.end >= today_) {
      if (!quantity.used.IsZero()) waiting_.insert(MonthName(month));
    } else if (range_.Contains(month.end)) {
      if (!quantity.used.IsZero()) booked_.insert(MonthName(month));
      rows[{month.end, use}] += quantity;
    }
  }
  return rows;
}

Result<void> MistralBill::AddRows(const MistralDays& rows, const std::string& project, const MistralUsage& usage) {
  for (const auto& [row, quantity] : rows) {
    if (auto done = AddRow(row.first, row.second, quantity, project, usage); !done) return done;
  }
  return {};
}

Result<void> MistralBill::AddRow(Date date, const MistralItem& use, const MistralQuantity& quantity,
                                 const std::string& project, const MistralUsage& usage) {
  std::optional<Money> price;
  if (usage.prices && !usage.currency.empty()) {
    price = usage.prices->Find(use);
    // What was free costs nothing, whatever it would have cost.
    if (!price && quantity.paid.IsZero()) price = Money();
  }
  Money cost;
  if (price) {
    const auto product = Multiply(quantity.paid, *price);
    if (!product || *product > kMostPossible)
      return Fail(ErrorKind::kBadUpstream, "a quantity times its price is out of range");
    cost = *product;
  }
  const std::string model = use.metric.empty() ? std::string(kUnknownModel) : use.metric;
  if (!price) unpriced_models_.insert(model);
  std::string line_item = fmt::format("{}/{}/{}", use.category, use.metric, use.group);
  const std::string currency = usage.currency.empty() ? std::string(kUsd) : usage.currency;
  CostBucket& bucket = buckets_[Key(date, project, model, line_item, currency, price.has_value())];
  bucket.date = date;
  if (!project.empty()) bucket.project_id = project;
  bucket.model = model;
  bucket.line_item = std::move(line_item);
  bucket.cost += cost;
  bucket.currency = currency;
  bucket.provenance = price ? Provenance::kEstimated : Provenance::kUnpriced;
  CountTokens(use, quantity.used, bucket);
  return {};
}

FetchedCosts MistralBill::Finish() {
  FetchedCosts fetched;
  fetched.buckets.reserve(buckets_.size());
  for (auto& [key, bucket] : buckets_) fetched.buckets.push_back(std::move(bucket));
  if (!unpriced_models_.empty()) {
    Notice notice;
    notice.kind = notice::kUnpriced;
    notice.message = fmt::format("mistral: no price is known for {}", Enumerate(unpriced_models_));
    notice.hint =
        "Mistral's answer gives quantities without a price that fits. They are kept without a cost, so the total is "
        "too "
        "small by what they cost; Mistral's own page of usage has the amount.";
    fetched.notices.push_back(std::move(notice));
  }
  const auto tell_storage = [&](std::string message) {
    fetched.notices.push_back(
        {notice::kBookedTogether, std::move(message), "Mistral gives the storage of fine-tuned models by month only."});
  };
  if (!booked_.empty()) {
    tell_storage(fmt::format("mistral: the storage of {} stands on the month's last day", Enumerate(booked_)));
  }
  if (!waiting_.empty()) {
    tell_storage(fmt::format("mistral: the storage of {} is added on its last day, once the month is over",
                             Enumerate(waiting_)));
  }
  return fetched;
}

}  // namespace llmcost
