// SPDX-License-Identifier: MIT
#include "service/ledger_archive.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <utility>

#include "core/log.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kTryAgainAfter{15};
constexpr std::chrono::seconds kFlushLimit{10};

}  // namespace

LedgerArchive::LedgerArchive(std::shared_ptr<LedgerStore> store, std::function<void()> problem_changed)
    : store_(std::move(store)), problem_changed_(std::move(problem_changed)) {}

LedgerArchive::~LedgerArchive() {
  Flush();
  asio::post(thread_, [this] { again_.cancel(); });
  thread_.join();
}

Result<void> LedgerArchive::LoadAll(LedgerSink& sink) {
  if (!lasts()) return {};
  const Result<std::int64_t> newest = store_->Load(0, sink);
  if (!newest) return Failure(newest.error());
  last_change_ = *newest;
  return {};
}

asio::awaitable<std::unique_ptr<LedgerBatch>> LedgerArchive::LoadChanges() {
  if (!lasts()) co_return std::make_unique<LedgerBatch>();
  std::function<std::unique_ptr<LedgerBatch>()> load = [this] {
    auto batch = std::make_unique<LedgerBatch>();
    const Result<std::int64_t> newest = store_->Load(last_change_, *batch);
    if (!newest) {
      NoteTrouble(newest.error());
      return std::make_unique<LedgerBatch>();
    }
    last_change_ = *newest;
    return batch;
  };
  co_return co_await OnThread(std::move(load));
}

void LedgerArchive::Save(StoredReading reading) { Add(std::move(reading)); }

void LedgerArchive::SaveProjects(Source source, std::vector<Project> projects, TimePoint read_at) {
  Add(ProjectList{std::move(source), std::move(projects), read_at});
}

void LedgerArchive::Add(Waiting what) {
  if (!lasts()) return;
  asio::post(thread_, [this, what = std::move(what)]() mutable {
    if (const auto* reading = std::get_if<StoredReading>(&what)) DropReplaced(*reading);
    waiting_.push_back(std::move(what));
    SaveWaiting();
  });
}

// While the store is away the same days are read again and again: the last reading of a day is enough.
void LedgerArchive::DropReplaced(const StoredReading& by) {
  for (Waiting& waiting : waiting_) {
    auto* reading = std::get_if<StoredReading>(&waiting);
    if (reading == nullptr || reading->source != by.source) continue;
    std::erase_if(reading->days, [&](const StoredDay& day) {
      return std::ranges::find(by.days, day.date, &StoredDay::date) != by.days.end();
    });
  }
}

void LedgerArchive::SaveWaiting() {
  while (!waiting_.empty()) {
    const Result<std::int64_t> saved = SaveOne(waiting_.front());
    if (saved) {
      if (!trying_again_) NoteChange(*saved);
      NoteSaved(waiting_.front());
    } else if (saved.error().kind == ErrorKind::kInvalidArgument) {
      // What the store can never take must not keep the rest waiting.
      NoteRefused(waiting_.front(), saved.error());
    } else {
      NoteProblem(saved.error());
      trying_again_ = true;
      return TryAgainLater();
    }
    waiting_.pop_front();
    NoteProblem(std::nullopt);
  }
  // The month may have been sealed meanwhile: what became of what was saved late is learnt as if others had saved it.
  if (std::exchange(trying_again_, false) && changed_) changed_();
}

void LedgerArchive::NoteSaved(const Waiting& what) {
  const auto* reading = std::get_if<StoredReading>(&what);
  const auto found = refused_.find(reading != nullptr ? reading->source : std::get<ProjectList>(what).source);
  if (found == refused_.end()) return;
  if (reading == nullptr) {
    found->second.projects = false;
  } else {
    for (const StoredDay& day : reading->days) found->second.days.erase(day.date);
  }
  if (found->second.days.empty() && !found->second.projects) refused_.erase(found);
}

void LedgerArchive::NoteRefused(const Waiting& what, Error error) {
  const auto* reading = std::get_if<StoredReading>(&what);
  Refused& refused = refused_[reading != nullptr ? reading->source : std::get<ProjectList>(what).source];
  if (reading == nullptr) {
    refused.projects = true;
  } else {
    for (const StoredDay& day : reading->days) refused.days.insert(day.date);
  }
  refused.error = std::move(error);
}

Result<std::int64_t> LedgerArchive::SaveOne(const Waiting& what) {
  if (const auto* list = std::get_if<ProjectList>(&what)) {
    return store_->SaveProjects(list->source, list->projects, list->read_at);
  }
  return store_->Save(std::get<StoredReading>(what));
}

void LedgerArchive::TryAgainLater() {
  again_.expires_after(kTryAgainAfter);
  again_.async_wait([this](const boost::system::error_code& error) {
    if (!error) SaveWaiting();
  });
}

void LedgerArchive::NoteChange(std::int64_t number) {
  if (number == last_change_ + 1) last_change_ = number;
}

void LedgerArchive::NoteProblem(std::optional<Error> away) {
  std::optional<Error> problem = std::move(away);
  if (!problem && !refused_.empty()) problem = refused_.begin()->second.error;
  {
    const std::lock_guard lock(mutex_);
    const bool news = problem.has_value() != problem_.has_value() || (problem && problem->message != problem_->message);
    if (!news) return;
    problem_ = problem;
  }
  if (problem) {
    spdlog::error("ledger: what was read is not kept: {}", problem->message);
  } else {
    spdlog::info("ledger: all that was read is kept again");
  }
  problem_changed_();
}

// Nothing is lost by it; once is enough.
void LedgerArchive::NoteTrouble(const Error& error) {
  if (trouble_ == error.message) return;
  trouble_ = error.message;
  spdlog::warn("ledger: {}", error.message);
}

std::optional<Error> LedgerArchive::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

asio::awaitable<std::shared_ptr<LedgerArchive::Lock>> LedgerArchive::TryLock(std::string work) {
  if (!lasts()) co_return std::make_shared<Lock>(*this, std::move(work));
  std::function<std::shared_ptr<Lock>()> try_lock = [this, work = std::move(work)] {
    if (held_.contains(work)) return std::shared_ptr<Lock>();
    const Result<bool> locked = store_->TryLock(work);
    if (!locked) NoteTrouble(locked.error());
    if (!locked.value_or(true)) return std::shared_ptr<Lock>();
    held_.insert(work);
    return std::make_shared<Lock>(*this, work);
  };
  co_return co_await OnThread(std::move(try_lock));
}

// What was to be saved under the lock is saved before.
void LedgerArchive::Unlock(std::string work) {
  if (!lasts()) return;
  asio::post(thread_, [this, work = std::move(work)] {
    held_.erase(work);
    store_->Unlock(work);
  });
}

void LedgerArchive::Watch(std::function<void()> changed) {
  if (!lasts()) return;
  changed_ = changed;
  store_->Watch(std::move(changed));
}

void LedgerArchive::Then(std::function<void()> work) { asio::post(thread_, std::move(work)); }

std::optional<Error> LedgerArchive::Flush() {
  if (!lasts()) return std::nullopt;
  auto done = std::make_shared<std::promise<bool>>();
  std::future<bool> waiting = done->get_future();
  asio::post(thread_, [this, done] {
    SaveWaiting();
    if (!waiting_.empty()) spdlog::error("ledger: what was read last could not be kept and will be read again");
    done->set_value(waiting_.empty());
  });
  const bool in_time = waiting.wait_for(kFlushLimit) == std::future_status::ready;
  if (in_time && waiting.get() && !problem()) return std::nullopt;
  return problem().value_or(Error{.kind = ErrorKind::kUnavailable,
                                  .message = "ledger: saving takes too long",
                                  .hint = "Try again: what was not kept is read again."});
}

}  // namespace llmcost
