// SPDX-License-Identifier: MIT
#include <set>
#include <string>
#include <utility>

#include "fuzz.h"
#include "providers/ecb_xml.h"

// The European Central Bank's files.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using llmcost::Promise;
  std::string body(llmcost::AsText(data, size));
  const auto rates = llmcost::ParseEcbRates(body);
  if (!rates) {
    Promise(rates.error().kind == llmcost::ErrorKind::kBadUpstream, "what cannot be read is kBadUpstream");
    Promise(!rates.error().message.empty(), "an error says something");
    return 0;
  }
  Promise(!rates->empty(), "a file without rates is an error");
  std::set<std::pair<llmcost::Date, std::string>> seen;
  for (const llmcost::ReferenceRate& rate : *rates) {
    Promise(rate.per_euro > llmcost::Money(), "a rate is above 0");
    Promise(rate.currency.size() == 3, "a currency is a code");
    Promise(seen.emplace(rate.date, rate.currency).second, "a rate is given once");
  }
  return 0;
}
