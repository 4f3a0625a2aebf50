// SPDX-License-Identifier: MIT
#include "providers/openai_costs.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <set>

#include "providers/openai_usage.h"

namespace llmcost {
namespace {

// Upstream's own limits: 180 buckets in an answer about costs, 31 in one about daily usage.
constexpr int kCostDays = 180;
constexpr int kUsageDays = 31;
// A window fits one page, so this many are a fault.
constexpr int kMaxPages = 100;
constexpr std::string_view kScope = "api.usage.read";

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
  FetchedCosts fetched;
  for (Stream& stream : usage_streams_) {
    if (!stream.failed) continue;
    if (stream.failed->IsRefusal()) {
      if (client_.FirstTime(stream.call.what)) {
        spdlog::info("openai: workspace {}: no counts from {}: status {}", client_.key().workspace_id, stream.call.what,
                     stream.failed->status);
      }
    } else if (!fetched.incomplete) {
      fetched.incomplete = std::move(stream.failed->error);
    }
  }
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
// refused with 400 (seen although the query was the same); what is missing then is asked for in smaller windows.
boost::asio::awaitable<void> OpenAiCostFetch::ReadWindow(Stream& stream, DateRange window) {
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
      Note(stream, std::move(error));
    };
    if (stream.over) {
      ++progress_.calls_done;
      co_return;
    }
    auto body = co_await client_.Get(call, std::move(page_query));
    ++progress_.calls_done;
    bool cursor_is_bad = !body && body.error().status == 400 && number > 1;
    if (!body && !cursor_is_bad) {
      Note(stream, std::move(body.error()));
      co_return;
    }
    if (body) {
      auto page = stream.parse(*body, window);
      if (!page) {
        ProviderCallError error;
        error.error = client_.InCall(call, std::move(page.error()));
        Note(stream, std::move(error));
        co_return;
      }
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
  for (const DateRange& window : SplitRange(unread, half)) {
    ++progress_.calls_total;
    co_await ReadWindow(stream, window);
  }
}

void OpenAiCostFetch::Note(Stream& stream, ProviderCallError error) {
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
      bucket.model = models.OfLineItem(row.line_item);
      bucket.line_item = names_.line_items.OptionalName(row.line_item);
      bucket.cost = row.cost;
    }
    auto counts = OpenAiUsageBuckets(date, usage_, models, names_);
    buckets.insert(buckets.end(), std::make_move_iterator(counts.begin()), std::make_move_iterator(counts.end()));
  }
  return buckets;
}

}  // namespace llmcost
