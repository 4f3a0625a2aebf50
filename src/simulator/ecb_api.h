// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "simulator/ecb_rates.h"
#include "simulator/simulated_api.h"

// The European Central Bank's files of euro reference rates, below /stats/eurofxref/. No key is needed.
namespace llmcost {

class EcbApi final : public SimulatedApi {
 public:
  // `rates` must outlive it.
  explicit EcbApi(const EcbRates& rates) : rates_(rates) {}

  SimulatedProvider provider() const override { return {"ecb", "European Central Bank", "/stats/eurofxref"}; }
  bool Handles(std::string_view path) const override;
  std::string_view RouteName(std::string_view path) const override;
  std::vector<SimulatorKey> keys() const override { return {}; }
  std::optional<std::string> FindOrganization(std::string_view) const override { return std::nullopt; }
  std::optional<std::string_view> Owner(const SimulatedCall&) const override { return std::string_view(); }
  // Newest day first. With Last-Modified; 304 for an If-Modified-Since that is not before.
  ServerResponse Answer(const SimulatedCall& call) override;
  ServerResponse RefuseKey(const SimulatedCall& call) const override { return AnswerStatus(call, 401); }
  // A page of HTML, as web servers have for errors.
  ServerResponse AnswerStatus(const SimulatedCall& call, int status) const override;
  // The USD rate that is used for each day at `now`: its own, or that of the latest working day before it.
  std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                         TimePoint now) const override;

 private:
  const EcbRates& rates_;
};

}  // namespace llmcost
