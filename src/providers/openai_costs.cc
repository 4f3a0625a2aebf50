// SPDX-License-Identifier: MIT
#include "providers/openai_costs.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "providers/openai_usage.h"

namespace llmcost {
namespace {

// Upstream's own limits: 180 buckets in an answer about costs, 31 in one about daily usage.
constexpr int kCostDays = 180;
constexpr int kUsageDays = 31;
// A window fits one page, so this many are a fault.
constexpr int kMaxPages = 100;
constexpr std::string_view kScope = "api.usage.read";
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

constexpr std::string_view kGroupingHint =
    "The answers are not divided by project and model as asked, so they cannot be shown by project. Check whether a "
    "proxy between here and OpenAI changes the addresses asked for.";

// Windows that follow each other as one.
std::vector<DateRange> Joined(std::vector<DateRange> windows) {
  std::ranges::sort(windows, {}, &DateRange::start);
  std::vector<DateRange> joined;
  for (const DateRange& window : windows) {
    if (joined.empty() || window.start > joined.back().end + 1) {
      joined.push_back(window);
    } else {
      joined.back().end = std::max(joined.back().end, window.end);
    }
  }
  return joined;
}

void AppendTo(std::string& list, std::string_view more) { list.append(list.empty() ? "" : ", ").append(more); }

QueryParameters WindowQuery(const QueryParameters& grouping, const DateRange& window) {
  QueryParameters query;
  query.reserve(grouping.size() + 5);
  query.emplace_back("start_time", std::to_string(window.start.UnixSeconds()));
  query.emplace_back("end_time", std::to_string((window.end + 1).UnixSeconds()));
  query.emplace_back("bucket_width", "1d");
  query.insert(query.end(), grouping.begin(), grouping.end());
  query.emplace_back("limit", std::to_string(window.Length()));
  return query;
}

}  // namespace

OpenAiCostFetch::OpenAiCostFetch(ProviderClient& client, DateRange range, FetchProgress& progress)
    : client_(client), range_(range), progress_(progress), costs_(range) {
  cost_stream_.call = {"costs", "/organization/costs", kScope};
  cost_stream_.grouping = {{"group_by", "project_id"}, {"group_by", "line_item"}};
  cost_stream_.max_days = kCostDays;
  cost_stream_.parse = [this](std::string& body, const DateRange& window) {
    return ParseOpenAiCosts(body, window, names_, costs_);
  };
  cost_stream_.unread = [this](const DateRange& window) { return costs_.Unread(window); };

  const auto endpoints = OpenAiUsageEndpoints();
  usage_.reserve(endpoints.size());
  for (const OpenAiUsageEndpoint& endpoint : endpoints) {
    auto& table = usage_.emplace_back(range);
    Stream& stream = usage_streams_.emplace_back();
    stream.call = {fmt::format("usage/{}", endpoint.name), fmt::format("/organization/usage/{}", endpoint.name),
                   kScope};
    stream.grouping = {{"group_by", "project_id"}};
    if (endpoint.form.by_model) stream.grouping.emplace_back("group_by", "model");
    stream.max_days = kUsageDays;
    stream.parse = [this, &table, form = endpoint.form](std::string& body, const DateRange& window) {
      return ParseOpenAiUsage(body, window, form, names_, table);
    };
    stream.unread = [&table](const DateRange& window) { return table.Unread(window); };
  }
}

boost::asio::awaitable<Result<FetchedCosts>> OpenAiCostFetch::Run() {
  // Costs first: when they are refused, most of the rest need not be asked.
  std::vector<boost::asio::awaitable<void>> work;
  Start(cost_stream_, work);
  for (Stream& stream : usage_streams_) Start(stream, work);
  co_await AwaitAll(std::move(work));

  if (cost_stream_.failed) co_return Failure(client_.CostsError(std::move(*cost_stream_.failed)));
  if (auto ignored = IgnoredCostGroup()) co_return Failure(GroupingIgnored(cost_stream_, *ignored));
  CheckUsageGroups();
  FetchedCosts fetched;
  TellMissingCounts(fetched);
  fetched.buckets = Buckets();
  co_return fetched;
}

void OpenAiCostFetch::Start(Stream& stream, std::vector<boost::asio::awaitable<void>>& work) {
  for (const DateRange& window : SplitRange(range_, stream.max_days)) {
    ++progress_.calls_total;
    work.push_back(ReadWindow(stream, window));
  }
}

// A window fits one page, yet a server may page: then the same query goes out again with the cursor. A cursor may be
// refused with 400 (seen although the query was the same), and an answer can be too large; what is missing then is
// asked for in smaller windows.
boost::asio::awaitable<void> OpenAiCostFetch::ReadWindow(Stream& stream, DateRange window) {
  if (window.Length() > stream.max_days) {
    ++progress_.calls_done;  // one that need not be made
    co_await ReadSmallerWindows(stream, window);
    co_return;
  }
  const std::int64_t asked_end = (window.end + 1).UnixSeconds();
  const QueryParameters query = WindowQuery(stream.grouping, window);
  std::set<std::string> cursors;
  std::string cursor;
  int inside = 0;
  int outside = 0;
  for (int number = 1;; ++number) {
    ProviderCall call = stream.call;
    QueryParameters page_query = query;
    if (number > 1) {
      ++progress_.calls_total;
      call.what = fmt::format("page {} of {}", number, stream.call.what);
      page_query.emplace_back("page", cursor);
    }
    const auto fail = [&](std::string message) {
      ProviderCallError error;
      error.error = client_.InCall(call, Error{ErrorKind::kBadUpstream, std::move(message)});
      Note(stream, window, std::move(error));
    };
    if (stream.over) {
      ++progress_.calls_done;
      stream.missing.push_back(stream.unread(window).value_or(window));
      co_return;
    }
    auto body = co_await client_.Get(call, std::move(page_query));
    ++progress_.calls_done;
    bool cursor_is_bad = !body && body.error().status == 400 && number > 1;
    if (!body && body.error().IsTooLarge()) {
      // An organization of many projects and models; few days of it fit.
      const auto unread = stream.unread(window);
      if (!unread || window.Length() == 1) {
        body.error().error.message += fmt::format(", of {} alone", window.end.ToString());
        Note(stream, window, std::move(body.error()));
        co_return;
      }
      stream.max_days = std::min(stream.max_days, (unread->Length() + 1) / 2);
      co_await ReadSmallerWindows(stream, *unread);
      co_return;
    }
    if (!body && !cursor_is_bad) {
      Note(stream, window, std::move(body.error()));
      co_return;
    }
    if (body) {
      auto page = stream.parse(*body, window);
      if (!page) {
        ProviderCallError error;
        error.error = client_.InCall(call, std::move(page.error()));
        Note(stream, window, std::move(error));
        co_return;
      }
      stream.answered = true;
      inside += page->buckets_inside;
      outside += page->buckets_outside;
      const bool complete = page->last_end && *page->last_end >= asked_end;
      if (!page->has_more || complete) {
        if (inside == 0 && outside > 0) fail("no bucket is of the days asked for");
        co_return;
      }
      cursor = std::move(page->next_page);
      cursor_is_bad = cursor.empty();
    }
    if (cursor_is_bad) {
      const auto unread = stream.unread(window);
      if (!unread) co_return;
      if (window.Length() == 1) {
        fail("there is more, but the cursor to it does not work");
        co_return;
      }
      co_await ReadSmallerWindows(stream, *unread);
      co_return;
    }
    if (!cursors.insert(cursor).second) {
      fail("the cursor repeats");
      co_return;
    }
    if (number == kMaxPages) {
      // Pages of a bucket or two take long but get somewhere; pages without end do not.
      const auto unread = stream.unread(window);
      if (unread && unread->Length() < window.Length()) {
        co_await ReadSmallerWindows(stream, *unread);
      } else {
        fail(fmt::format("more than {} pages", kMaxPages));
      }
      co_return;
    }
  }
}

boost::asio::awaitable<void> OpenAiCostFetch::ReadSmallerWindows(Stream& stream, DateRange unread) {
  const int half = (unread.Length() + 1) / 2;
  for (const DateRange& window : SplitRange(unread, std::min(half, stream.max_days))) {
    ++progress_.calls_total;
    co_await ReadWindow(stream, window);
  }
}

void OpenAiCostFetch::Note(Stream& stream, const DateRange& window, ProviderCallError error) {
  stream.missing.push_back(stream.unread(window).value_or(window));
  // A window refused with 400 (too long ago, say) tells nothing about the others; anything else would only be met
  // again.
  if (&stream == &cost_stream_) {
    for (Stream& other : usage_streams_) other.over = true;
    stream.over = true;
  } else if (error.error.kind == ErrorKind::kRateLimited) {
    for (Stream& other : usage_streams_) other.over = true;
  } else if (error.status != 400) {
    stream.over = true;
  }
  // What may pass matters more than what was refused: the days are then asked again.
  if (!stream.failed || (stream.failed->IsRefusal() && !error.IsRefusal())) stream.failed = std::move(error);
}

Error OpenAiCostFetch::GroupingIgnored(const Stream& stream, std::string_view how) const {
  Error error{ErrorKind::kBadUpstream, fmt::format("grouping was ignored: {}", how)};
  error.hint = kGroupingHint;
  return client_.InCall(stream.call, std::move(error));
}

// Whether costs were divided as asked shows over all days only: some of them may well have no project or no line item.
std::optional<std::string_view> OpenAiCostFetch::IgnoredCostGroup() const {
  bool money = false;
  bool line_item = false;
  bool project = false;
  for (Date date = range_.start; date <= range_.end; ++date) {
    for (const CostRow& row : costs_.Rows(date)) {
      money = money || !row.cost.IsZero();
      line_item = line_item || names_.items.Item(row.line_item).line_item;
      project = project || row.project != 0;
    }
  }
  if (!money) return std::nullopt;
  if (!line_item) return "no cost has a line item";
  if (project) return std::nullopt;
  // An organization may have used no project at all. The current day proves nothing: requests are counted before they
  // are billed.
  for (Date date = range_.start; date <= std::min(range_.end, client_.clock().Today() - 1); ++date) {
    for (const auto& table : usage_) {
      const bool of_project =
          std::ranges::any_of(table.Rows(date), [](const UsageRow& row) { return row.project != 0; });
      if (of_project) return "requests have projects, costs have none";
    }
  }
  return std::nullopt;
}

// The same of the counts. What was counted of nobody knows what is worth nothing, and is not kept.
void OpenAiCostFetch::CheckUsageGroups() {
  struct Seen {
    bool use = false;
    bool project = false;
    bool model = false;
  };
  const auto endpoints = OpenAiUsageEndpoints();
  std::vector<Seen> seen(endpoints.size());
  bool any_model = false;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    if (!endpoints[i].names_models()) continue;
    for (Date date = range_.start; date <= range_.end; ++date) {
      for (const UsageRow& row : usage_[i].Rows(date)) {
        seen[i].use = seen[i].use || row.requests.value_or(0) > 0;
        seen[i].project = seen[i].project || row.project != 0;
        seen[i].model = seen[i].model || row.model != 0;
      }
    }
    any_model = any_model || seen[i].model;
  }
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    if (!seen[i].use || (any_model && (seen[i].project || seen[i].model))) continue;
    Stream& stream = usage_streams_[i];
    stream.failed = ProviderCallError{GroupingIgnored(stream, "no count has a model"), 0};
    stream.missing = {range_};
    stream.answered = false;
    usage_[i] = DayTable<UsageRow>(range_);
  }
}

// What may pass is asked again. What was refused stays unknown, and is told, as it would look like no use else.
void OpenAiCostFetch::TellMissingCounts(FetchedCosts& fetched) {
  const auto endpoints = OpenAiUsageEndpoints();
  const auto tell = [&](std::string message, const ProviderCallError& why) {
    Notice& notice = fetched.notices.emplace_back();
    notice.kind = notice::kCountsMissing;
    notice.message = fmt::format("openai: {}: status {}", message, why.status);
    notice.hint = why.status == kUnauthorized || why.status == kForbidden
                      ? why.error.hint
                      : "The costs are whole; requests that were not counted are shown as unknown.";
  };
  std::map<int, std::pair<std::string, const ProviderCallError*>> refused;  // as a whole, by status
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    Stream& stream = usage_streams_[i];
    if (!stream.failed) continue;
    if (stream.answered) MarkUncounted(usage_[i], stream.missing);
    if (!stream.failed->IsRefusal()) {
      if (!fetched.incomplete) fetched.incomplete = std::move(stream.failed->error);
      continue;
    }
    const int status = stream.failed->status;
    if (client_.FirstTime(stream.call.what)) {
      spdlog::info("openai: workspace {}: no counts from {}: status {}", client_.key().workspace_id, stream.call.what,
                   status);
    }
    if (stream.answered) {
      std::string days;
      for (const DateRange& window : Joined(stream.missing)) AppendTo(days, window.ToString());
      tell(fmt::format("no request counts from {} for {}", stream.call.what, days), *stream.failed);
    } else if (!endpoints[i].is_beta || status != kNotFound) {
      auto& [names, why] = refused[status];
      AppendTo(names, stream.call.what);
      why = &*stream.failed;
    }
  }
  for (const auto& [status, what] : refused) tell(fmt::format("no request counts from {}", what.first), *what.second);
}

// Where an endpoint that does count something is silent, what the others counted would look like all.
void OpenAiCostFetch::MarkUncounted(const DayTable<UsageRow>& table, const std::vector<DateRange>& missing) {
  bool any_use = false;
  for (Date date = range_.start; date <= range_.end && !any_use; ++date) {
    any_use = std::ranges::any_of(table.Rows(date), [](const UsageRow& row) { return row.requests.value_or(0) > 0; });
  }
  if (!any_use) return;
  for (const DateRange& window : missing) {
    for (Date date = window.start; date <= window.end; ++date) uncounted_.insert(date);
  }
}

std::vector<CostBucket> OpenAiCostFetch::Buckets() {
  OpenAiModelNames models(names_, costs_);
  std::size_t count = 0;
  for (Date date = range_.start; date <= range_.end; ++date) {
    count += costs_.Rows(date).size();
    for (const auto& table : usage_) count += table.Rows(date).size();
  }
  std::vector<CostBucket> buckets;
  buckets.reserve(count);
  for (Date date = range_.start; date <= range_.end; ++date) {
    for (const CostRow& row : costs_.Rows(date)) {
      CostBucket& bucket = buckets.emplace_back();
      bucket.date = date;
      bucket.project_id = names_.projects.OptionalName(row.project);
      bucket.model = models.OfItem(row.line_item);
      bucket.line_item = names_.items.Item(row.line_item).line_item;
      bucket.cost = row.cost;
      bucket.currency = names_.items.Item(row.line_item).currency;
    }
    auto counts = OpenAiUsageBuckets(date, usage_, models, names_);
    if (uncounted_.contains(date)) {
      for (CostBucket& bucket : counts) bucket.requests.reset();
      std::erase_if(counts, [](const CostBucket& bucket) { return !bucket.input_tokens && !bucket.output_tokens; });
    }
    buckets.insert(buckets.end(), std::make_move_iterator(counts.begin()), std::make_move_iterator(counts.end()));
  }
  return buckets;
}

}  // namespace llmcost
