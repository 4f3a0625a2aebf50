// SPDX-License-Identifier: MIT
#include "cli/date_flags.h"

#include <fmt/core.h>

#include "api/parameters.h"
#include "core/log.h"

namespace llmcost {
namespace {

Failure Fault(std::string message) { return Fail(ErrorKind::kInvalidArgument, std::move(message)); }

Result<Date> ParseFlag(std::string_view flag, const std::string& text, Date today) {
  Result<Date> date = Date::Parse(text);
  if (!date)
    return Fault(fmt::format("{} must be a day such as {}, not '{}'", flag, today.ToString(), Printable(text, 40)));
  if (*date < kFirstDate || *date > today + kMaxFutureDays) {
    return Fault(
        fmt::format("{} must be between {} and {}", flag, kFirstDate.ToString(), (today + kMaxFutureDays).ToString()));
  }
  return date;
}

}  // namespace

Result<DateRange> ParseDateFlags(const CostsFlags& flags, Date today) {
  const int ways = (flags.period ? 1 : 0) + (flags.since || flags.until ? 1 : 0) + (flags.last ? 1 : 0);
  if (ways > 1) return Fault("give one of --period, --since with --until, and --last");
  if (flags.last) {
    if (*flags.last < 1 || *flags.last > kMaxRangeDays) {
      return Fault(fmt::format("--last must be a number of days from 1 to {}, not {}", kMaxRangeDays, *flags.last));
    }
    return DateRange{today - (*flags.last - 1), today};
  }
  if (flags.until && !flags.since) return Fault("--until needs --since");
  if (flags.since) {
    const Result<Date> since = ParseFlag("--since", *flags.since, today);
    if (!since) return Failure(since.error());
    const Result<Date> until = flags.until ? ParseFlag("--until", *flags.until, today) : Result<Date>(today);
    if (!until) return Failure(until.error());
    if (*until < *since) {
      return Fault(flags.until ? "--until is before --since"
                               : fmt::format("--since is after today, {}: give --until too", today.ToString()));
    }
    if (*until - *since >= kMaxRangeDays)
      return Fault(fmt::format("--since and --until span more than {} days", kMaxRangeDays));
    return DateRange{*since, *until};
  }
  const std::string period = flags.period.value_or("month");
  const auto parsed = ParsePeriod(period);
  if (!parsed) return Fault(fmt::format("--period must be week, month or year, not '{}'", Printable(period, 40)));
  return PeriodToDate(*parsed, today);
}

}  // namespace llmcost
