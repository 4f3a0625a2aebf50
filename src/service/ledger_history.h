// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "core/clock.h"
#include "ledger/ledger.h"
#include "service/answer.h"
#include "service/cost_service.h"
#include "service/ledger_archive.h"
#include "service/source_reader.h"
#include "service/source_selection.h"

namespace llmcost {

// What there is to say of the figures themselves: how well each day is known, which of them moved, which are closed.
// Asks nobody upstream. Used on the service's strand.
class LedgerHistory {
 public:
  // All must outlive the coroutines.
  LedgerHistory(Ledger& ledger, LedgerArchive& archive, SourceReader& reader, const Clock& clock)
      : ledger_(ledger), archive_(archive), reader_(reader), clock_(clock) {}

  CoverageReport Coverage(const std::vector<AskedSource>& asked, DateRange range) const;

  // Newest first.
  boost::asio::awaitable<Answer<std::vector<Restatement>>> Restatements(RestatementQuery query) const;

  // Closes the month of each source, in their order.
  boost::asio::awaitable<Answer<std::vector<SealOutcome>>> SealMonth(Date month, std::vector<AskedSource> asked);

 private:
  std::vector<Restatement> SinceTheStart(const RestatementQuery& query) const;
  boost::asio::awaitable<Result<Seal>> SealSource(Source source, Date month);

  Ledger& ledger_;
  LedgerArchive& archive_;
  SourceReader& reader_;
  const Clock& clock_;
};

}  // namespace llmcost
