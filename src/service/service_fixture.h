// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>

#include "service/cost_service.h"

// What the tests of the service share: a provider that does as it is told.
namespace llmcost {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::minutes;

inline constexpr Date kToday{2026, 11, 22};
inline constexpr DateRange kWeek{kToday - 6, kToday};

inline Error Fault(ErrorKind kind) { return {kind, "openai: fault"}; }

// A provider whose every day costs one dollar, for one project; told what to fail with, and when to answer.
class FakeProvider final : public Provider {
 public:
  FakeProvider(asio::io_context& io, std::string id, std::vector<Workspace> workspaces)
      : id_(std::move(id)), workspaces_(std::move(workspaces)), gate(io, asio::steady_timer::time_point::max()) {}

  std::string_view id() const override { return id_; }
  std::string_view name() const override { return "Fake"; }
  bool supports_workspaces() const override { return workspaces_.size() > 1; }
  const std::vector<Workspace>& workspaces() const override { return workspaces_; }
  std::string KeySetting(std::optional<std::string_view>) const override { return "FAKE_KEY"; }
  const KeyToMake& key_to_make() const override { return key_; }

  DateRange OfferedDays(Date today) const override {
    return days_offered ? DateRange{today - *days_offered, today - 1} : Provider::OfferedDays(today);
  }

  asio::awaitable<Result<std::vector<Project>>> Projects(std::string workspace) override {
    ++project_calls;
    if (project_failures.contains(workspace)) co_return tl::unexpected(project_failures.at(workspace));
    co_return std::vector<Project>{{"proj_" + workspace, "Name of " + workspace, false}};
  }

  asio::awaitable<Result<FetchedCosts>> Costs(std::string workspace, DateRange range,
                                              FetchProgress& progress) override {
    asked.push_back(range);
    progress.calls_total += 1;
    if (blocked) co_await gate.async_wait(asio::as_tuple(asio::use_awaitable));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) ++cancelled;
    progress.calls_done += 1;
    if (failures.contains(workspace)) co_return tl::unexpected(failures.at(workspace));
    FetchedCosts fetched;
    for (Date date = range.start; date <= range.end && requests && !incomplete; ++date) {
      fetched.buckets.push_back(
          {.date = date, .project_id = "proj_" + workspace, .model = "gpt-4o", .requests = requests});
    }
    for (Date date = range.start; date <= range.end && dollars != 0; ++date) {
      fetched.buckets.push_back({.date = date,
                                 .project_id = "proj_" + workspace,
                                 .model = "gpt-4o",
                                 .cost = Money::FromUnits(dollars),
                                 .currency = currency});
    }
    fetched.incomplete = incomplete;
    fetched.notices = notices;
    co_return fetched;
  }

 private:
  KeyToMake key_ = {.page = "https://example.test/keys", .kind = "Fake key"};
  std::string id_;
  std::vector<Workspace> workspaces_;

 public:
  asio::steady_timer gate;
  bool blocked = false;
  std::int64_t dollars = 1;
  std::string currency = "USD";
  std::optional<std::int64_t> requests;  // of each day
  std::optional<Error> incomplete;       // why they are not known
  std::vector<Notice> notices;
  std::optional<int> days_offered;  // the last so many days, none of them today
  std::map<std::string, Error> failures;
  std::map<std::string, Error> project_failures;
  std::vector<DateRange> asked;
  int project_calls = 0;
  int cancelled = 0;
};

class CostServiceTest : public testing::Test {
 protected:
  void Start(std::vector<Workspace> workspaces) {
    auto provider = std::make_unique<FakeProvider>(io_, "openai", std::move(workspaces));
    provider_ = provider.get();
    std::vector<std::unique_ptr<Provider>> providers;
    providers.push_back(std::move(provider));
    options_.key_check_limit = std::chrono::milliseconds(50);
    options_.freshness.cache_ttl = cache_ttl_;
    service_ = std::make_unique<CostService>(io_.get_executor(), std::move(providers), clock_, options_);
  }

  template <typename T>
  T Await(asio::awaitable<T> coroutine) {
    std::optional<T> value;
    asio::co_spawn(io_, std::move(coroutine), [&](const std::exception_ptr& exception, T result) {
      if (exception) std::rethrow_exception(exception);
      value = std::move(result);
    });
    io_.restart();
    while (!value && io_.run_one() > 0) {
    }
    return *std::move(value);
  }

  Answer<std::shared_ptr<const CostReport>> Ask(const DateRange& range,
                                                const std::function<void(CostQuery&)>& with = {}) {
    CostQuery query;
    query.range = range;
    if (with) with(query);
    return Await(service_->Costs(query));
  }

  asio::io_context io_;
  FakeClock clock_{kToday.Start() + hours(15)};
  std::chrono::seconds cache_ttl_{300};
  CostServiceOptions options_;
  FakeProvider* provider_ = nullptr;
  std::unique_ptr<CostService> service_;
};

}  // namespace llmcost
