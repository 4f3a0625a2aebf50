// SPDX-License-Identifier: MIT
#include "providers/mistral_costs.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <map>
#include <set>

namespace llmcost {
namespace {

constexpr int kPageSize = 25;  // the default; no document says how many a page may have at most
// La Plateforme opened in December 2023 (https://mistral.ai/news/la-plateforme): nothing was used before.
constexpr Date kOpened{2023, 12, 1};
constexpr int kNotFound = 404;

// Goes on with page 2, 3… until the total is reached or a page is empty. `total` is of all pages.
boost::asio::awaitable<tl::expected<std::vector<Project>, ProviderCallError>> FetchListing(ProviderClient& client,
                                                                                           bool archived,
                                                                                           FetchProgress* progress) {
  std::vector<Project> projects;
  std::set<std::string> ids;
  std::int64_t seen = 0;
  int page_number = 1;
  ProviderCall call{archived ? "archived workspaces" : "workspaces", "/workspaces"};
  QueryParameters query{{"is_archived", archived ? "true" : "false"}, {"page_size", std::to_string(kPageSize)}};
  ProviderClient::ReadPage read = [&](std::string& body) -> Result<NextPage> {
    auto page = ParseMistralWorkspaces(body);
    if (!page) return Failure(std::move(page.error()));
    if (page->workspaces.empty()) return NextPage{};
    seen += static_cast<std::int64_t>(page->workspaces.size());
    bool any_new = false;
    for (MistralListedWorkspace& workspace : page->workspaces) {
      if (!ids.insert(workspace.id).second) continue;
      any_new = true;
      Project& project = projects.emplace_back();
      project.id = std::move(workspace.id);
      if (!workspace.name.empty()) project.name = std::move(workspace.name);
      project.archived = archived;
    }
    if (!any_new) return Fail(ErrorKind::kBadUpstream, "there is more, but the page repeats");
    if (page->total && seen >= *page->total) return NextPage{};
    return NextPage{true, std::to_string(++page_number)};
  };
  auto done = co_await client.GetPages(std::move(call), std::move(query), "page", std::move(read), progress);
  if (!done) co_return tl::unexpected(std::move(done.error()));
  co_return projects;
}

}  // namespace

// Whether "is_archived=true" gives the archived ones only or all, no document says; joined, both are the same.
boost::asio::awaitable<tl::expected<std::vector<Project>, ProviderCallError>> FetchMistralWorkspaces(
    ProviderClient& client, FetchProgress* progress) {
  auto projects = co_await FetchListing(client, false, progress);
  if (!projects) co_return projects;
  auto with_archived = co_await FetchListing(client, true, progress);
  if (!with_archived) co_return with_archived;
  std::set<std::string> ids;
  for (const Project& project : *projects) ids.insert(project.id);
  for (Project& project : *with_archived) {
    if (!ids.contains(project.id)) projects->push_back(std::move(project));
  }
  co_return projects;
}

MistralCostFetch::MistralCostFetch(ProviderClient& client, DateRange range, FetchProgress& progress)
    : client_(client), range_(range), progress_(progress) {}

boost::asio::awaitable<Result<FetchedCosts>> MistralCostFetch::Run() {
  const Date today = client_.clock().Today();
  const DateRange range{std::max(range_.start, kOpened), std::min(range_.end, today)};
  if (range.start > range.end) co_return FetchedCosts();
  const std::vector<DateRange> months = MonthsOf(range);

  progress_.calls_total += kMistralListings + static_cast<int>(months.size());
  auto projects = co_await FetchMistralWorkspaces(client_, &progress_);
  if (!projects) {
    progress_.calls_total = progress_.calls_done.load();
    co_return Failure(client_.CostsError(std::move(projects.error())));
  }
  progress_.calls_total += static_cast<int>(projects->size() * months.size());

  // Filled by the calls, so that nothing may move.
  std::vector<MistralMonth> read(months.size());
  std::vector<boost::asio::awaitable<void>> work;
  for (std::size_t i = 0; i < months.size(); ++i) {
    read[i].days = months[i];
    read[i].workspaces.resize(projects->size());
    work.push_back(Read(months[i], std::nullopt, read[i].organization));
    for (std::size_t j = 0; j < projects->size(); ++j) {
      read[i].workspaces[j].id = (*projects)[j].id;
      work.push_back(Read(months[i], (*projects)[j].id, read[i].workspaces[j].usage));
    }
  }
  co_await AwaitAll(std::move(work));
  if (failed_) co_return Failure(client_.CostsError(std::move(*failed_)));

  MistralBill bill(range, today);
  for (const MistralMonth& month : read) {
    auto added = bill.Add(month);
    if (!added) {
      ProviderCall call{fmt::format("usage of {}", MonthName(month.days)), "/usage"};
      co_return Failure(client_.InCall(call, std::move(added.error())));
    }
    if (!*added) {
      spdlog::info("mistral: workspace {}: in {} its workspaces come to more than the whole; taken as they are",
                   client_.key().workspace_id, MonthName(month.days));
    }
  }
  co_return bill.Finish();
}

boost::asio::awaitable<void> MistralCostFetch::Read(DateRange month, std::optional<std::string> workspace,
                                                    MistralUsage& usage) {
  const std::chrono::year_month_day first(month.start.days());
  ProviderCall call{fmt::format("usage of {}", MonthName(month)), "/usage"};
  QueryParameters query{{"month", std::to_string(static_cast<unsigned>(first.month()))},
                        {"year", std::to_string(static_cast<int>(first.year()))}};
  if (workspace) query.emplace_back("workspace_id", *workspace);
  const auto permit = co_await calls_.Acquire();
  if (failed_) {
    ++progress_.calls_done;
    co_return;
  }
  auto body = co_await client_.Get(call, std::move(query));
  ++progress_.calls_done;
  if (!body) {
    // A workspace that has gone since it was listed: what it used is in the whole, and so under no workspace.
    const bool gone = workspace && body.error().status == kNotFound;
    if (!gone) Note(std::move(body.error()));
    co_return;
  }
  auto parsed = ParseMistralUsage(*body, month);
  if (parsed) {
    usage = std::move(*parsed);
    co_return;
  }
  ProviderCallError error;
  error.error = client_.InCall(call, std::move(parsed.error()));
  Note(std::move(error));
}

void MistralCostFetch::Note(ProviderCallError error) {
  if (!failed_) failed_ = std::move(error);
}

}  // namespace llmcost
