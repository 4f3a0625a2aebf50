// SPDX-License-Identifier: MIT
#include "ledger/day_hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "ledger/sha256.h"

namespace llmcost {
namespace {

// A text with its length before it: no two lists of texts look the same.
void Append(std::string& to, std::string_view text) {
  fmt::format_to(std::back_inserter(to), "{}:", text.size());
  to += text;
}

void Append(std::string& to, const std::optional<std::string>& text) {
  if (text) {
    Append(to, std::string_view(*text));
  } else {
    to += '-';
  }
}

std::string LineOf(const StoredRow& row, const CostSeries& series) {
  std::string line = "row ";
  Append(line, series.project_id);
  Append(line, std::string_view(series.model));
  Append(line, series.line_item);
  Append(line, std::string_view(series.currency));
  fmt::format_to(std::back_inserter(line), "{} {} {} {} {}\n", static_cast<int>(series.provenance), row.cost.ToString(),
                 row.requests, row.input_tokens, row.output_tokens);
  return line;
}

std::string LineOf(const ExchangeRate& rate) {
  return fmt::format("rate {} {} {} {} {}\n", rate.currency, rate.usd.ToString(), rate.units.ToString(),
                     rate.date.ToString(), rate.fixed ? 1 : 0);
}

void AddDays(Sha256& hash, std::span<const StoredDay> days) {
  for (const StoredDay& day : days) {
    hash.Add(day.date.ToString());
    hash.Add(" ");
    hash.Add(day.hash);
    hash.Add("\n");
  }
}

}  // namespace

std::string DayHash(const StoredDay& day, const std::function<const CostSeries&(std::uint32_t)>& series) {
  std::vector<std::string> lines;
  lines.reserve(day.rows.size() + day.rates.size());
  for (const StoredRow& row : day.rows) lines.push_back(LineOf(row, series(row.series)));
  for (const ExchangeRate& rate : day.rates) lines.push_back(LineOf(rate));
  std::ranges::sort(lines);
  Sha256 hash;
  for (const std::string& line : lines) hash.Add(line);
  return hash.Finish();
}

std::string SealHash(const Source& source, std::span<const StoredDay> days) {
  std::string whose = "source ";
  Append(whose, std::string_view(source.provider));
  Append(whose, std::string_view(source.workspace));
  Sha256 hash;
  hash.Add(whose + "\n");
  AddDays(hash, days);
  return hash.Finish();
}

std::string MonthHash(std::span<const StoredDay> days) {
  Sha256 hash;
  AddDays(hash, days);
  return hash.Finish();
}

bool IsSealOf(const Seal& seal, std::span<const StoredDay> days) {
  return seal.hash == SealHash(seal.source, days) || seal.hash == MonthHash(days);
}

}  // namespace llmcost
