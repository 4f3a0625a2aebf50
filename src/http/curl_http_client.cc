// SPDX-License-Identifier: MIT
#include "http/curl_http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/curl_transfer.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

// The longest rest of the thread when libcurl itself has no time limit to watch.
constexpr int kPollMilliseconds = 60'000;

// Completes a coroutine that waits on an executor of its own.
template <typename Handler>
class AwaitedTransfer final : public CurlTransfer {
 public:
  explicit AwaitedTransfer(Handler handler)
      : handler_(std::move(handler)),
        executor_(asio::prefer(asio::any_io_executor(asio::get_associated_executor(handler_)),
                               asio::execution::outstanding_work.tracked)) {}

  void Complete(Result<HttpResponse> outcome) override {
    // Posted, never run here: this may be libcurl's thread, or the caller may still be about to suspend.
    asio::post(executor_, [handler = std::move(handler_), outcome = std::move(outcome)]() mutable {
      asio::get_associated_cancellation_slot(handler).clear();
      std::move(handler)(std::move(outcome));
    });
  }

 private:
  Handler handler_;
  asio::any_io_executor executor_;  // counts as work, so that the context does not end while we wait
};

}  // namespace

// Kept alive by the thread's owner and by the cancellation slots of waiting coroutines.
class CurlHttpClient::Loop : public std::enable_shared_from_this<CurlHttpClient::Loop> {
 public:
  explicit Loop(CurlHttpClientOptions options) : options_(std::move(options)) {
    static const CURLcode kInitialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = kInitialised == CURLE_OK ? curl_multi_init() : nullptr;
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot be set up");
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, options_.max_connections_per_host);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 4 * options_.max_connections_per_host);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    thread_ = std::thread([this] { Run(); });
  }
  ~Loop() { curl_multi_cleanup(multi_); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  const CurlHttpClientOptions& options() const { return options_; }

  // The number is for Cancel.
  std::uint64_t NextId() {
    const std::lock_guard lock(mutex_);
    return ++last_id_;
  }

  void Begin(std::uint64_t id, std::unique_ptr<CurlTransfer> transfer) {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) {
        arrived_.emplace_back(id, std::move(transfer));
        curl_multi_wakeup(multi_);
        return;
      }
    }
    EndWithStop(*transfer);
  }

  // Does nothing when the transfer has ended already.
  void Cancel(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    cancelled_.push_back(id);
    curl_multi_wakeup(multi_);
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      curl_multi_wakeup(multi_);
    }
    thread_.join();
  }

 private:
  using Transfers = std::unordered_map<std::uint64_t, std::unique_ptr<CurlTransfer>>;

  static void EndWithStop(CurlTransfer& transfer) {
    transfer.Complete(Failure(transfer.MakeError(ErrorKind::kUnavailable, "the program is ending")));
  }

  void Run() {
    while (TakeOrders()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      FinishTransfers();
      curl_multi_poll(multi_, nullptr, 0, kPollMilliseconds, nullptr);
    }
    for (auto& [id, transfer] : transfers_) {
      curl_multi_remove_handle(multi_, transfer->handle());
      EndWithStop(*transfer);
    }
    transfers_.clear();
    ids_.clear();
  }

  // False when it is time to end.
  bool TakeOrders() {
    std::vector<std::pair<std::uint64_t, std::unique_ptr<CurlTransfer>>> arrived;
    std::vector<std::uint64_t> cancelled;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      arrived.swap(arrived_);
      cancelled.swap(cancelled_);
      stopping = stopping_;
    }
    for (auto& [id, transfer] : arrived) {
      CURL* const handle = transfer->handle();
      ids_.emplace(handle, id);
      transfers_.emplace(id, std::move(transfer));
      if (curl_multi_add_handle(multi_, handle) != CURLM_OK) {
        const auto refused = Take(id);
        refused->Complete(Failure(refused->MakeError(ErrorKind::kInternal, "libcurl refused the transfer")));
      }
    }
    for (const std::uint64_t id : cancelled) {
      if (!transfers_.contains(id)) continue;
      const auto transfer = Take(id);
      transfer->Complete(Failure(transfer->MakeError(ErrorKind::kUnavailable, "cancelled")));
    }
    return !stopping;
  }

  void FinishTransfers() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // the message dies with the handle
      const auto transfer = Take(ids_.at(message->easy_handle));
      transfer->Complete(transfer->Outcome(code));
    }
  }

  // Ends libcurl's part in it.
  std::unique_ptr<CurlTransfer> Take(std::uint64_t id) {
    auto node = transfers_.extract(id);
    std::unique_ptr<CurlTransfer> transfer = std::move(node.mapped());
    ids_.erase(transfer->handle());
    curl_multi_remove_handle(multi_, transfer->handle());
    return transfer;
  }

  const CurlHttpClientOptions options_;
  CURLM* multi_ = nullptr;
  Transfers transfers_;                           // of the thread
  std::unordered_map<CURL*, std::uint64_t> ids_;  // of the thread
  std::mutex mutex_;
  std::vector<std::pair<std::uint64_t, std::unique_ptr<CurlTransfer>>> arrived_;  // guarded by mutex_
  std::vector<std::uint64_t> cancelled_;                                          // guarded by mutex_
  std::uint64_t last_id_ = 0;                                                     // guarded by mutex_
  bool stopping_ = false;                                                         // guarded by mutex_
  std::thread thread_;
};

CurlHttpClient::CurlHttpClient(CurlHttpClientOptions options) : loop_(std::make_shared<Loop>(std::move(options))) {}

CurlHttpClient::~CurlHttpClient() { loop_->Stop(); }

asio::awaitable<Result<HttpResponse>> CurlHttpClient::Get(HttpRequest request) {
  auto start = [loop = loop_, &request]<typename Handler>(Handler&& handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto transfer = std::make_unique<AwaitedTransfer<std::decay_t<Handler>>>(std::forward<Handler>(handler));
    Error failure;
    if (!transfer->Prepare(request, loop->options(), failure)) return transfer->Complete(Failure(std::move(failure)));
    const std::uint64_t id = loop->NextId();
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr<Loop>(loop), id](asio::cancellation_type /*type*/) {
        if (const auto alive = weak.lock()) alive->Cancel(id);
      });
    }
    loop->Begin(id, std::move(transfer));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<HttpResponse>)>(
      std::move(start), asio::use_awaitable);
}

}  // namespace llmcost
