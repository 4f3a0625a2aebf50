// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "core/money.h"

// The rows that a fetch keeps in a DayTable, and how a page of them ends. Included by providers' .cc files only.
namespace llmcost {

// Counts beyond this are refused, so that sums of a million of them stay inside 64 bits.
inline constexpr std::int64_t kMaxCount = 10'000'000'000'000;

// The sum billed for one project and line item on one day, in one currency. The numbers are those of the fetch's tables
// of names; `line_item` tells the currency too.
struct CostRow {
  std::uint32_t project = 0;
  std::uint32_t line_item = 0;
  Money cost;

  std::uint64_t key() const { return std::uint64_t{project} << 32U | line_item; }
  void Merge(const CostRow& other) { cost += other.cost; }
};

// What one project used of one model on one day.
struct UsageRow {
  std::uint32_t project = 0;
  std::uint32_t model = 0;
  std::optional<std::int64_t> requests;
  std::optional<std::int64_t> input_tokens;
  std::optional<std::int64_t> output_tokens;

  std::uint64_t key() const { return std::uint64_t{project} << 32U | model; }
  void Merge(const UsageRow& other) {
    requests = Sum(requests, other.requests);
    input_tokens = Sum(input_tokens, other.input_tokens);
    output_tokens = Sum(output_tokens, other.output_tokens);
  }
  // What is not known adds nothing.
  static std::optional<std::int64_t> Sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    return a && b ? std::min(*a + *b, kMaxCount) : a ? a : b;
  }
};

// What a page says of the next one.
struct NextPage {
  bool has_more = false;
  std::string cursor;  // empty = none
};

}  // namespace llmcost
