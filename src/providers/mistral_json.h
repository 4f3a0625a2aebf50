// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"

// Mistral's Admin API as JSON: https://docs.mistral.ai/admin/admin-api/usage-metrics and the OpenAPI document of
// https://github.com/mistralai/platform-docs-public, checked 2026-11-22. The document leaves an entry of usage untyped;
// its form is the one seen in the console's own answers, read with care: fields not known are passed over, categories
// not known are read like the others.
namespace llmcost {

// What was used, as far as its price depends on it.
struct MistralItem {
  std::string category;      // "completion", "libraries_api/pages"
  std::string metric;        // the model's native name, or that of the service
  std::string group;         // "input", "output", "cached" or any other
  std::string event_type;    // "api_tokens"; empty = not told
  std::string api_zone;      // "global"; empty = not told
  std::string service_tier;  // "standard"; empty = not told

  friend auto operator<=>(const MistralItem&, const MistralItem&) = default;
};

// In single units (tokens, pages, seconds), not in millions. Money as the exact decimal number it is.
struct MistralQuantity {
  Money used;
  Money paid;  // the part that was not free

  MistralQuantity& operator+=(const MistralQuantity& other) {
    used += other.used;
    paid += other.paid;
    return *this;
  }
};

struct MistralListPrice {
  MistralItem use;  // without a category; an empty event_type is that of any
  Money price;      // of one unit
};

// The prices of one answer.
class MistralPriceList {
 public:
  void Add(MistralListPrice price);

  // The price of a unit: the one for exactly this use, else without regard to the service tier, else also to the zone,
  // else also to the kind of event. What is not told is "standard", "global" and any. None: there is no such price, or
  // there are several that differ.
  std::optional<Money> Find(const MistralItem& use) const;

 private:
  std::map<std::pair<std::string, std::string>, std::vector<MistralListPrice>> prices_;  // by metric and group
};

using MistralDays = std::map<std::pair<Date, MistralItem>, MistralQuantity>;

// One month of an organization, or of one of its workspaces.
struct MistralUsage {
  MistralDays daily;                               // days of the month
  std::map<MistralItem, MistralQuantity> monthly;  // given for the month as a whole
  std::string currency;                            // of the prices; empty = not told
  std::optional<MistralPriceList> prices;          // none = not told
};

struct MistralListedWorkspace {
  std::string id;
  std::string name;  // empty = none
};

struct MistralWorkspacePage {
  std::vector<MistralListedWorkspace> workspaces;
  std::optional<std::int64_t> total;  // on all pages
};

// Errors: kBadUpstream. Entries of other days than those of `month` are left out; when there are no others, the answer
// is to another question than the one asked, which is an error.
Result<MistralUsage> ParseMistralUsage(std::string& body, const DateRange& month);
Result<MistralWorkspacePage> ParseMistralWorkspaces(std::string& body);

}  // namespace llmcost
