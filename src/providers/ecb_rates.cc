// SPDX-License-Identifier: MIT
#include "providers/ecb_rates.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/retry.h"
#include "providers/ecb_xml.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kOwnBaseUrl = "https://www.ecb.europa.eu/stats/eurofxref";
constexpr std::array<std::string_view, 3> kFileNames = {"eurofxref-daily.xml", "eurofxref-hist-90d.xml",
                                                        "eurofxref-hist.xml"};
constexpr int kShortHistoryDays = 90;
constexpr std::chrono::hours kAskAgainAfter{1};
constexpr int kNotModified = 304;

std::string WithoutTrailingSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool IsWeekend(Date date) {
  const std::chrono::weekday day(date.days());
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

// Days from `first` to before `end` on which rates may have been published. The bank's holidays are among them: they
// only make a larger file be asked for.
int CountWorkingDays(Date first, Date end) {
  int count = 0;
  for (Date date = first; date < end && count < kShortHistoryDays; ++date) count += IsWeekend(date) ? 0 : 1;
  return count;
}

}  // namespace

EcbExchangeRates::EcbExchangeRates(HttpClient& client, const Clock& clock, std::string base_url)
    : client_(client),
      clock_(clock),
      own_base_url_(!base_url.empty()),
      base_url_(own_base_url_ ? WithoutTrailingSlash(std::move(base_url)) : std::string(kOwnBaseUrl)) {}

asio::awaitable<Result<std::vector<ReferenceRate>>> EcbExchangeRates::Fetch(DateRange range) {
  if (const auto missing = FindMissing(range, clock_.Now())) {
    // The file that should do may begin too late, as the one of 90 days does around its first day.
    for (int file = missing->file; file < kFileCount; ++file) {
      const Result<bool> enough = co_await Read(static_cast<File>(file), *missing);
      if (!enough) co_return Failure(enough.error());
      if (*enough) break;
    }
  }
  co_return Known(range);
}

std::optional<EcbExchangeRates::Missing> EcbExchangeRates::FindMissing(const DateRange& range, TimePoint now) const {
  const Date today = Date::Of(now);
  if (range.start > today) return std::nullopt;
  const std::lock_guard lock(mutex_);
  Missing missing{range.start, false, kDaily};
  if (known_from_ && *known_from_ <= range.start) {
    // What is known has no gap, so only its end can be missing.
    const Date next = rates_.empty() ? *known_from_ : std::max(*known_from_, rates_.rbegin()->first + 1);
    if (next > range.end || CountWorkingDays(next, today + 1) == 0) return std::nullopt;
    missing = {next, true, kDaily};
  }
  if (CountWorkingDays(missing.from, today + 1) > 1) {
    missing.file = today - missing.from <= kShortHistoryDays ? k90Days : kHistory;
  }
  const std::optional<TimePoint>& read_at = files_[missing.file].read_at;
  // A clock that was put back must not keep us from asking.
  if (missing.newest && read_at && now >= *read_at && now - *read_at < kAskAgainAfter) return std::nullopt;
  return missing;
}

asio::awaitable<Result<bool>> EcbExchangeRates::Read(File file, Missing missing) {
  HttpRequest request;
  request.url = fmt::format("{}/{}", base_url_, kFileNames[file]);
  request.headers.push_back({"Accept", "application/xml, text/xml"});
  {
    // Days before the ones known have to be read even when the file is the same as before.
    const std::lock_guard lock(mutex_);
    const std::string& last_modified = files_[file].last_modified;
    if (missing.newest && !last_modified.empty()) request.headers.push_back({"If-Modified-Since", last_modified});
  }
  const bool conditional = request.headers.size() > 1;
  Result<HttpResponse> response = co_await client_.Get(std::move(request));
  if (!response) co_return Failure(InFile(file, std::move(response.error())));
  if (response->status == kNotModified && conditional) {
    const std::lock_guard lock(mutex_);
    files_[file].read_at = clock_.Now();
    co_return true;
  }
  if (auto error = StatusError(*response, clock_.Now())) {
    // There is no key here: whatever the status, the file cannot be had.
    if (!IsRetryable(error->kind)) error->kind = ErrorKind::kBadUpstream;
    co_return Failure(InFile(file, std::move(*error)));
  }
  Result<bool> kept = Keep(file, missing, *response);
  if (!kept) co_return Failure(InFile(file, std::move(kept.error())));
  co_return kept;
}

Result<bool> EcbExchangeRates::Keep(File file, const Missing& missing, HttpResponse& response) {
  Result<std::vector<ReferenceRate>> parsed = ParseEcbRates(response.body);
  if (!parsed) return Failure(std::move(parsed.error()));
  const TimePoint now = clock_.Now();
  const Date oldest = parsed->front().date;
  const Date newest = parsed->back().date;
  // Such a day would be taken for the newest one from now on. One day is left for a clock that is slow.
  if (newest > Date::Of(now) + 1) {
    return Fail(ErrorKind::kBadUpstream, fmt::format("has rates of {}, a day to come", newest.ToString()));
  }
  // All since the start: what is not in it was not published.
  const bool enough = file == kHistory || CountWorkingDays(missing.from, oldest) == 0;
  if (!enough) return false;

  const std::lock_guard lock(mutex_);
  files_[file].read_at = now;
  files_[file].last_modified = std::string(response.Header("last-modified"));
  const Date from = std::min(known_from_.value_or(missing.from), missing.from);
  std::optional<Date> replaced;  // the day whose rates were made empty for those of the file
  for (ReferenceRate& rate : *parsed) {
    if (rate.date < from) continue;
    std::vector<ReferenceRate>& day = rates_[rate.date];
    if (replaced != rate.date) day.clear();
    replaced = rate.date;
    day.push_back(std::move(rate));
  }
  known_from_ = from;
  return true;
}

std::vector<ReferenceRate> EcbExchangeRates::Known(const DateRange& range) const {
  const std::lock_guard lock(mutex_);
  std::vector<ReferenceRate> known;
  for (auto day = rates_.lower_bound(range.start); day != rates_.end() && day->first <= range.end; ++day) {
    known.insert(known.end(), day->second.begin(), day->second.end());
  }
  return known;
}

Error EcbExchangeRates::InFile(File file, Error error) const {
  error.message = fmt::format("ecb: {}: {}", kFileNames[file], error.message);
  if (error.kind == ErrorKind::kBadUpstream && error.hint.empty()) {
    error.hint =
        own_base_url_
            ? fmt::format("Check that ECB_BASE_URL is where the European Central Bank's files are, such as {}.",
                          kOwnBaseUrl)
            : "The European Central Bank's file has another form or place than the one known; set rates of "
              "your own in EXCHANGE_RATES until it is back.";
    if (own_base_url_) error.setting = "ECB_BASE_URL";
  }
  return error;
}

}  // namespace llmcost
