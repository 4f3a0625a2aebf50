// SPDX-License-Identifier: MIT
#include "providers/anthropic_costs.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace llmcost {
namespace {

// Upstream's own limits: 31 days in an answer; the analytics know the last 365 days, and none before 2026.
constexpr int kMaxDays = 31;
constexpr int kAnalyticsDays = 365;
constexpr Date kAnalyticsStart(2026, 1, 1);
constexpr std::string_view kAnalyticsBeta = "analytics-usage-cost-2026-08-24";
constexpr int kExpired = 410;
// What the two ways of asking for costs may differ by before it is worth a line in the log.
constexpr Int128 kPercentsOfTolerance = 1;

constexpr std::string_view kWorkspacesPath = "/v1/organizations/workspaces";

std::string Midnight(Date date) { return date.ToString() + "T00:00:00Z"; }

// The part of `range` that the analytics have. "365 days back" is counted from now, so the day that began before then
// is not whole.
std::optional<DateRange> InAnalytics(const DateRange& range, Date today) {
  const Date start = std::max({range.start, today - (kAnalyticsDays - 1), kAnalyticsStart});
  const Date end = std::min(range.end, today);
  if (start > end) return std::nullopt;
  return DateRange{start, end};
}

bool FarApart(Money a, Money b) {
  const Money apart = a > b ? a - b : b - a;
  const auto magnitude = [](Money money) { return money.atto() < 0 ? -money.atto() : money.atto(); };
  return magnitude(apart) * 100 > std::max(magnitude(a), magnitude(b)) * kPercentsOfTolerance;
}

}  // namespace

std::optional<bool> AnthropicWorkspaces::IsDefault(const std::string& id) const {
  if (id == kAnthropicDefaultId) return true;
  const std::lock_guard lock(mutex_);
  const auto found = is_default_.find(id);
  return found == is_default_.end() ? std::nullopt : std::optional(found->second);
}

void AnthropicWorkspaces::Learn(const std::string& id, bool is_default) {
  const std::lock_guard lock(mutex_);
  is_default_[id] = is_default;
}

bool AnthropicWorkspaces::listed() const {
  const std::lock_guard lock(mutex_);
  return listed_;
}

void AnthropicWorkspaces::SetListed() {
  const std::lock_guard lock(mutex_);
  listed_ = true;
}

boost::asio::awaitable<tl::expected<std::vector<Project>, ProviderCallError>> FetchAnthropicWorkspaces(
    ProviderClient& client, AnthropicWorkspaces& known, FetchProgress* progress) {
  std::vector<Project> projects;
  ProviderCall call{"workspaces", std::string(kWorkspacesPath)};
  QueryParameters query;
  query.emplace_back("limit", "1000");
  query.emplace_back("include_archived", "true");
  ProviderClient::ReadPage read = [&projects](std::string& body) { return ParseAnthropicWorkspaces(body, projects); };
  auto done = co_await client.GetPages(std::move(call), std::move(query), "after_id", std::move(read), progress);
  if (!done) co_return tl::unexpected(std::move(done.error()));
  for (const Project& project : projects) known.Learn(project.id, project.name == kAnthropicDefaultName);
  std::erase_if(projects, [](const Project& project) { return project.name == kAnthropicDefaultName; });
  known.SetListed();
  co_return projects;
}

AnthropicCostFetch::AnthropicCostFetch(ProviderClient& client, AnthropicWorkspaces& workspaces, DateRange range,
                                       FetchProgress& progress)
    : client_(client),
      workspaces_(workspaces),
      range_(range),
      progress_(progress),
      costs_(range),
      requests_(range),
      tokens_(range) {
  cost_stream_.call = {"costs", "/v1/organizations/cost_report"};
  cost_stream_.parameters = {
      {"bucket_width", "1d"}, {"group_by[]", "workspace_id"}, {"group_by[]", "description"}, {"limit", "31"}};
  // Left out: limit, whose bounds are not documented here.
  request_stream_.call = {"analytics", "/v1/organizations/analytics/cost"};
  request_stream_.call.headers = {{"anthropic-beta", std::string(kAnalyticsBeta)}};
  request_stream_.parameters = {{"time_bucket_width", "1d"}, {"group_by[]", "workspace_id"}, {"group_by[]", "model"}};
  token_stream_.call = {"usage", "/v1/organizations/usage_report/messages"};
  token_stream_.parameters = {{"bucket_width", "1d"},
                              {"group_by[]", "workspace_id"},
                              {"group_by[]", "model"},
                              {"group_by[]", "service_tier"},
                              {"limit", "31"}};
  workspace_stream_.call = {"workspaces", std::string(kWorkspacesPath)};
}

boost::asio::awaitable<Result<FetchedCosts>> AnthropicCostFetch::Run() {
  // Costs first: when they are refused, most of the rest need not be asked.
  std::vector<boost::asio::awaitable<void>> work;
  for (const DateRange& window : SplitRange(range_, kMaxDays)) work.push_back(ReadCosts(window));
  if (const auto range = InAnalytics(range_, client_.clock().Today())) {
    for (const DateRange& window : SplitRange(*range, kMaxDays)) {
      work.push_back(ReadUsage(request_stream_, window, ParseAnthropicRequests, requests_));
    }
  }
  for (const DateRange& window : SplitRange(range_, kMaxDays)) {
    work.push_back(ReadUsage(token_stream_, window, ParseAnthropicTokens, tokens_));
  }
  if (!workspaces_.listed()) work.push_back(ReadWorkspaces());
  progress_.calls_total += static_cast<int>(work.size());
  co_await AwaitAll(std::move(work));
  if (cost_stream_.failed) co_return Failure(client_.CostsError(std::move(*cost_stream_.failed)));
  co_await ReadUnknownWorkspaces();

  FetchedCosts fetched;
  Tell(request_stream_, fetched);
  Tell(token_stream_, fetched);
  Tell(workspace_stream_, fetched);
  Compare();
  if (priority_) {
    Notice notice;
    notice.kind = notice::kNotIncluded;
    notice.message =
        "anthropic: the Priority Tier was used; it is billed apart, as a commitment, and is not in the costs";
    notice.hint = "Add what the commitment costs by hand; its terms are in the contract with Anthropic.";
    fetched.notices.push_back(std::move(notice));
  }
  for (Date date = range_.start; date <= range_.end; ++date) {
    AppendCosts(date, fetched.buckets);
    AppendUsage(date, fetched.buckets);
  }
  co_return fetched;
}

// The end is not included. Were it meant so strictly that the last day's bucket is left out, a later end brings it.
boost::asio::awaitable<void> AnthropicCostFetch::ReadCosts(DateRange window) {
  AnthropicBuckets buckets;
  ProviderClient::ReadPage read = [this, &window, &buckets](std::string& body) {
    return ParseAnthropicCosts(body, window, names_, costs_, buckets);
  };
  // What has been taken of a day is not taken twice, so there is nothing to forget.
  std::function<void()> start_over = [] {};
  auto asked = co_await Ask(cost_stream_, window, read, start_over);
  if (!asked && asked.error().IsTooLarge() && window.Length() > 1) {
    for (const DateRange& half : Halves(window)) co_await ReadCosts(half);
    co_return;
  }
  if (!asked) Note(cost_stream_, std::move(asked.error()));
  if (!asked || !*asked) co_return;
  if (buckets.inside == 0 && buckets.outside > 0) {
    Error error{ErrorKind::kBadUpstream, "no bucket is of the days asked for"};
    ProviderCallError failed{client_.InCall(cost_stream_.call, std::move(error)), 0};
    Note(cost_stream_, std::move(failed));
    co_return;
  }
  const auto unread = costs_.Unread(window);
  if (!unread || unread->end != window.end) co_return;
  ++progress_.calls_total;
  DateRange later{unread->start, unread->end + 1};
  asked = co_await Ask(cost_stream_, later, read, start_over);
  // An end that is too late for the provider tells that there is no more.
  if (!asked && !asked.error().IsRefusal()) Note(cost_stream_, std::move(asked.error()));
}

boost::asio::awaitable<void> AnthropicCostFetch::ReadUsage(Stream& stream, DateRange window, ParseUsage parse,
                                                           DayTable<UsageRow>& table) {
  AnthropicUsage usage;
  ProviderClient::ReadPage read = [this, &window, &usage, parse](std::string& body) {
    return parse(body, window, names_, usage);
  };
  std::function<void()> start_over = [&usage] { usage = {}; };
  auto asked = co_await Ask(stream, window, read, start_over);
  if (!asked && asked.error().IsTooLarge() && window.Length() > 1) {
    for (const DateRange& half : Halves(window)) co_await ReadUsage(stream, half, parse, table);
    co_return;
  }
  if (!asked) Note(stream, std::move(asked.error()));
  if (!asked || !*asked) co_return;
  // As with the costs. The analytics have no buckets that could be missing.
  if (&stream == &token_stream_ && !usage.rows.contains(window.end)) {
    ++progress_.calls_total;
    const DateRange last{window.end, window.end};
    ProviderClient::ReadPage read_last = [this, &last, &usage, parse](std::string& body) {
      return parse(body, last, names_, usage);
    };
    std::function<void()> forget_last = [&usage, &last] { usage.rows.erase(last.end); };
    asked = co_await Ask(stream, {last.start, last.end + 1}, read_last, forget_last);
    if (!asked && !asked.error().IsRefusal()) Note(stream, std::move(asked.error()));
  }
  for (auto& [date, rows] : usage.rows) table.Add(date, std::move(rows));
  for (const auto& [date, amount] : usage.amounts) amounts_[date] += amount;
  priority_ = priority_ || usage.priority;
}

boost::asio::awaitable<void> AnthropicCostFetch::ReadWorkspaces() {
  auto projects = co_await FetchAnthropicWorkspaces(client_, workspaces_, &progress_);
  if (!projects) Note(workspace_stream_, std::move(projects.error()));
}

// Ids that the list has not: the default workspace's own, or a workspace made since.
boost::asio::awaitable<void> AnthropicCostFetch::ReadUnknownWorkspaces() {
  if (workspace_stream_.failed) co_return;
  std::vector<boost::asio::awaitable<void>> work;
  for (std::uint32_t number = 1; number < names_.projects.size(); ++number) {
    const std::string& id = names_.projects.Name(number);
    if (!workspaces_.IsDefault(id)) work.push_back(ReadWorkspace(id));
  }
  progress_.calls_total += static_cast<int>(work.size());
  co_await AwaitAll(std::move(work));
}

boost::asio::awaitable<void> AnthropicCostFetch::ReadWorkspace(std::string id) {
  ProviderCall call{"a workspace", fmt::format("{}/{}", kWorkspacesPath, PercentEncode(id))};
  QueryParameters query;
  auto body = co_await client_.Get(call, std::move(query));
  ++progress_.calls_done;
  if (!body) {
    // One that is not there any more is not the default one, which cannot be removed.
    if (body.error().IsRefusal()) workspaces_.Learn(id, false);
    if (body.error().status != 404) Note(workspace_stream_, std::move(body.error()));
    co_return;
  }
  const auto workspace = ParseAnthropicWorkspace(*body);
  if (!workspace) {
    ProviderCallError failed{client_.InCall(call, workspace.error()), 0};
    Note(workspace_stream_, std::move(failed));
    co_return;
  }
  workspaces_.Learn(id, workspace->name == kAnthropicDefaultName);
}

boost::asio::awaitable<tl::expected<bool, ProviderCallError>> AnthropicCostFetch::Ask(
    Stream& stream, DateRange asked, ProviderClient::ReadPage read, std::function<void()> start_over) {
  QueryParameters query;
  query.emplace_back("starting_at", Midnight(asked.start));
  query.emplace_back("ending_at", Midnight(asked.end + 1));
  query.insert(query.end(), stream.parameters.begin(), stream.parameters.end());
  for (int attempt = 1;; ++attempt) {
    if (stream.over) {
      ++progress_.calls_done;
      co_return false;
    }
    auto done = co_await client_.GetPages(stream.call, query, "page", read, &progress_);
    if (done) co_return true;
    if (done.error().status != kExpired || attempt == 2) co_return tl::unexpected(std::move(done.error()));
    // The cursor was kept too long (a wait for a rate limit, say): from the first page again.
    start_over();
    ++progress_.calls_total;
  }
}

// What to ask instead of a window whose answer is too large.
std::vector<DateRange> AnthropicCostFetch::Halves(const DateRange& window) {
  auto halves = SplitRange(window, (window.Length() + 1) / 2);
  progress_.calls_total += static_cast<int>(halves.size());
  return halves;
}

void AnthropicCostFetch::Note(Stream& stream, ProviderCallError error) {
  if (&stream == &cost_stream_) {
    for (Stream* other : {&cost_stream_, &request_stream_, &token_stream_}) other->over = true;
  } else if (error.status != 400) {
    // A window refused with 400 tells nothing about the others; anything else would only be met again.
    stream.over = true;
  }
  // What may pass matters more than what was refused: the days are then asked again.
  if (!stream.failed || (stream.failed->IsRefusal() && !error.IsRefusal())) stream.failed = std::move(error);
}

// What was refused stays unknown, and that is all; what may pass is asked again.
void AnthropicCostFetch::Tell(Stream& stream, FetchedCosts& fetched) {
  if (!stream.failed) return;
  if (!stream.failed->IsRefusal()) {
    if (!fetched.incomplete) fetched.incomplete = std::move(stream.failed->error);
    return;
  }
  if (&stream == &workspace_stream_) workspaces_.SetListed();
  if (client_.FirstTime(stream.call.what)) {
    spdlog::info("anthropic: workspace {}: no {}: status {}", client_.key().workspace_id, stream.call.what,
                 stream.failed->status);
  }
}

// The analytics have amounts of their own. They should be the same for days that no longer change; costs are always
// those of the cost report.
void AnthropicCostFetch::Compare() const {
  if (request_stream_.failed) return;
  int days = 0;
  Date first;
  for (const auto& [date, amount] : amounts_) {
    if (client_.clock().Now() < date.End() + kUsuallySettledAfter) continue;
    Money billed;
    for (const CostRow& row : costs_.Rows(date)) {
      if (names_.Item(row.line_item).currency == "USD") billed += row.cost;
    }
    if (!FarApart(amount, billed)) continue;
    if (days++ == 0) first = date;
  }
  if (days == 0) return;
  spdlog::warn(
      "anthropic: workspace {}: the cost report and the analytics differ by more than {} percent on {} days, first {}",
      client_.key().workspace_id, static_cast<int>(kPercentsOfTolerance), days, first.ToString());
}

// The project that is shown for what a report names.
std::uint32_t AnthropicCostFetch::ShownProject(std::uint32_t project) {
  const bool is_default = workspaces_.IsDefault(names_.projects.Name(project)).value_or(false);
  return is_default ? names_.projects.NumberOf(kAnthropicDefaultId) : project;
}

void AnthropicCostFetch::AppendCosts(Date date, std::vector<CostBucket>& buckets) {
  std::vector<CostRow> rows = costs_.Rows(date);
  for (CostRow& row : rows) row.project = ShownProject(row.project);
  DayTable<CostRow> sums({date, date});
  sums.Add(date, std::move(rows));
  for (const CostRow& row : sums.Rows(date)) {
    const AnthropicItem& item = names_.Item(row.line_item);
    CostBucket& bucket = buckets.emplace_back();
    bucket.date = date;
    bucket.project_id = names_.projects.Name(row.project);
    bucket.model = item.model;
    bucket.line_item = item.line_item;
    bucket.cost = row.cost;
    bucket.currency = item.currency;
  }
}

void AnthropicCostFetch::AppendUsage(Date date, std::vector<CostBucket>& buckets) {
  std::vector<UsageRow> rows = requests_.Rows(date);
  const std::vector<UsageRow>& tokens = tokens_.Rows(date);
  rows.insert(rows.end(), tokens.begin(), tokens.end());
  for (UsageRow& row : rows) row.project = ShownProject(row.project);
  DayTable<UsageRow> sums({date, date});
  sums.Add(date, std::move(rows));
  for (const UsageRow& row : sums.Rows(date)) {
    CostBucket& bucket = buckets.emplace_back();
    bucket.date = date;
    bucket.project_id = names_.projects.Name(row.project);
    bucket.model = row.model != 0 ? names_.models.Name(row.model) : ModelOfService(date, row.project);
    bucket.requests = row.requests;
    bucket.input_tokens = row.input_tokens;
    bucket.output_tokens = row.output_tokens;
  }
}

// Requests without a model belong to a service, such as code execution. When the project was billed for one service
// that day, it is that one.
std::string AnthropicCostFetch::ModelOfService(Date date, std::uint32_t project) {
  std::string model;
  for (const CostRow& row : costs_.Rows(date)) {
    const AnthropicItem& item = names_.Item(row.line_item);
    if (item.is_tokens || ShownProject(row.project) != project || item.model == model) continue;
    if (!model.empty()) return std::string(kUnknownModel);
    model = item.model;
  }
  return model.empty() ? std::string(kUnknownModel) : model;
}

}  // namespace llmcost
