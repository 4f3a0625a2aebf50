// SPDX-License-Identifier: MIT
#include "providers/ecb_xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>
#include <tuple>

namespace llmcost {
namespace {

// The full history had about 7,000 days of about 30 currencies in 2026.
constexpr std::size_t kMaxBytes = 32U << 20U;
constexpr std::size_t kMaxRates = 2'000'000;

// Elements, attributes and text only: character references stay as they are, so nothing is ever expanded. A document
// type is read just to be refused.
constexpr unsigned int kParseOptions = pugi::parse_minimal | pugi::parse_doctype;

Failure Bad(std::string message) { return Fail(ErrorKind::kBadUpstream, std::move(message)); }

// The name without the prefix of its namespace.
std::string_view LocalName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool IsCube(const pugi::xml_node& node) { return LocalName(node) == "Cube"; }

bool IsCurrencyCode(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<void> ReadDay(const pugi::xml_node& day, std::vector<ReferenceRate>& rates) {
  const pugi::xml_attribute time = day.attribute("time");
  if (!time) return Bad("a day has no date");
  const auto date = Date::Parse(time.value());
  if (!date) return Bad("a day's date is not a date");
  const std::size_t before = rates.size();
  for (const pugi::xml_node& row : day.children()) {
    if (!IsCube(row)) continue;
    const std::string_view currency = row.attribute("currency").value();
    if (!IsCurrencyCode(currency)) return Bad(fmt::format("{}: a currency is not a code", date->ToString()));
    const auto rate = Money::Parse(row.attribute("rate").value());
    if (!rate || *rate <= Money()) {
      return Bad(fmt::format("{}: the rate of {} is not a number above 0", date->ToString(), currency));
    }
    if (rates.size() == kMaxRates) return Bad("more rates than there can be");
    rates.push_back({*date, std::string(currency), *rate});
  }
  if (rates.size() == before) return Bad(fmt::format("{} has no rates", date->ToString()));
  return {};
}

}  // namespace

Result<std::vector<ReferenceRate>> ParseEcbRates(std::string& body) {
  if (body.size() > kMaxBytes) return Bad(fmt::format("more than {} bytes", kMaxBytes));
  pugi::xml_document document;
  if (!document.load_buffer_inplace(body.data(), body.size(), kParseOptions)) return Bad("not XML that can be read");
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() == pugi::node_doctype) return Bad("a document type is not accepted");
  }
  std::vector<ReferenceRate> rates;
  std::size_t days = 0;
  for (const pugi::xml_node& outer : document.document_element().children()) {
    if (!IsCube(outer)) continue;
    for (const pugi::xml_node& day : outer.children()) {
      if (!IsCube(day)) continue;
      ++days;
      if (auto done = ReadDay(day, rates); !done) return Failure(std::move(done.error()));
    }
  }
  if (days == 0) return Bad("no day is in it");
  const auto key = [](const ReferenceRate& rate) { return std::tie(rate.date, rate.currency); };
  std::ranges::sort(rates, {}, key);
  // A day given twice is found by its currencies.
  if (const auto twice = std::ranges::adjacent_find(rates, {}, key); twice != rates.end()) {
    return Bad(fmt::format("{}: {} is given twice", twice->date.ToString(), twice->currency));
  }
  return rates;
}

}  // namespace llmcost
