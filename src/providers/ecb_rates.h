// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "http/http_client.h"
#include "providers/exchange_rates.h"

namespace llmcost {

// The euro reference rates of the European Central Bank, published on working days about 16:00 Central European Time,
// for information only: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates,
// checked 2026-11-22. Asks for the smallest file that has what is not known yet (the last day, 90 days, all since
// 1999), keeps what it has read, and asks for the same file at most once an hour while only the newest day may be
// missing.
class EcbExchangeRates final : public ExchangeRates {
 public:
  // `client` and `clock` must outlive this. `base_url` empty = the bank's own, else where the files are.
  EcbExchangeRates(HttpClient& client, const Clock& clock, std::string base_url = {});

  // Messages begin with "ecb: ".
  boost::asio::awaitable<Result<std::vector<ReferenceRate>>> Fetch(DateRange range) override;

 private:
  enum File { kDaily, k90Days, kHistory, kFileCount };

  struct FileState {
    std::optional<TimePoint> read_at;
    std::string last_modified;  // what to ask If-Modified-Since with; empty = nothing to compare with
  };

  // What is still to be asked for.
  struct Missing {
    Date from;           // days before are known, or not wanted
    bool newest = true;  // only days after the newest one known
    File file = kDaily;  // the smallest that should do
  };

  std::optional<Missing> FindMissing(const DateRange& range, TimePoint now) const;
  // Asks for one file. Gives whether it has all that is missing.
  boost::asio::awaitable<Result<bool>> Read(File file, Missing missing);
  Result<bool> Keep(File file, const Missing& missing, HttpResponse& response);
  std::vector<ReferenceRate> Known(const DateRange& range) const;
  Error InFile(File file, Error error) const;

  HttpClient& client_;
  const Clock& clock_;
  const bool own_base_url_;
  const std::string base_url_;

  mutable std::mutex mutex_;
  std::array<FileState, kFileCount> files_;           // guarded by mutex_
  std::map<Date, std::vector<ReferenceRate>> rates_;  // guarded by mutex_; all that is published since known_from_
  std::optional<Date> known_from_;                    // guarded by mutex_
};

}  // namespace llmcost
