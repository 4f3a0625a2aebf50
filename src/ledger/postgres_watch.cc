// SPDX-License-Identifier: MIT
#include "ledger/postgres_watch.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace llmcost {
namespace {

// How often is looked whether work that others held is free: its holder may have died.
constexpr std::chrono::milliseconds kLookInterval{500};

constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{5000};

// libpqxx hands a notice to it when it reads one.
class Receiver final : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection& connection, std::string own)
      : notification_receiver(connection, kPostgresChannel), own_(std::move(own)) {}

  void operator()(const std::string& payload, int /*backend_pid*/) override {
    if (payload != own_) told_ = true;
  }

  // Whether there was one since the last call.
  bool Take() { return std::exchange(told_, false); }

 private:
  const std::string own_;
  bool told_ = true;
};

}  // namespace

PostgresWatch::PostgresWatch(PostgresAddress address, std::string store, PostgresLocks& locks,
                             std::function<void()> changed)
    : address_(std::move(address)),
      store_(std::move(store)),
      locks_(locks),
      changed_(std::move(changed)),
      over_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Run(); }) {}

PostgresWatch::~PostgresWatch() {
  const std::uint64_t one = 1;
  // An eventfd that was just made takes it.
  [[maybe_unused]] const auto written = write(over_, &one, sizeof one);
  thread_.join();
  close(over_);
}

bool PostgresWatch::Wait(int socket, std::chrono::milliseconds limit) const {
  std::array<pollfd, 2> watched{{{over_, POLLIN, 0}, {socket, POLLIN, 0}}};
  poll(watched.data(), watched.size(), static_cast<int>(limit.count()));
  return watched[0].revents == 0;
}

void PostgresWatch::Listen() {
  PostgresSession session(address_);
  Receiver receiver(session.connection(), store_);
  do {
    session.connection().get_notifs();
    if (!session.IsOpen()) return;
    const bool let_go = locks_.NoticeLetGo(session);
    if (receiver.Take() || let_go) changed_();
  } while (Wait(session.connection().sock(), kLookInterval));
}

void PostgresWatch::Run() {
  std::chrono::milliseconds pause = kFirstPause;
  do {
    const auto began = std::chrono::steady_clock::now();
    try {
      Listen();
    } catch (const std::exception&) {
      // Who reads or saves is told what is wrong.
      spdlog::debug("ledger: not listening for changes: the server is away; trying again");
    }
    const bool was_long = std::chrono::steady_clock::now() - began > kLongestPause;
    pause = was_long ? kFirstPause : std::min(2 * pause, kLongestPause);
  } while (Wait(-1, pause));
}

}  // namespace llmcost
