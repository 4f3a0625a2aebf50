// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace llmcost {

// The bytes of an answer that is given again and again, laid out behind its head in pages that the system sends from
// without copying them first, both in one call. The head changes once a second, by its Date. Thread-safe.
class BodyPages {
 public:
  explicit BodyPages(std::shared_ptr<const std::string> body);
  ~BodyPages();
  BodyPages(const BodyPages&) = delete;
  BodyPages& operator=(const BodyPages&) = delete;

  std::size_t size() const { return body_->size(); }

  // Sends as much of head and body to the socket as it takes now; how much that was. Nothing for a head that was not
  // seen before, and where the system has no such pages to give: the bytes themselves do as well. A fault of the socket
  // is left for the next one who writes to it.
  std::size_t SendTo(int socket, std::string_view head) const;

 private:
  // A file without a name, of the head and the body.
  class Layout;

  std::shared_ptr<const Layout> Find(std::string_view head) const;

  const std::shared_ptr<const std::string> body_;
  mutable std::mutex mutex_;
  mutable std::string head_;                      // the last one; guarded by mutex_
  mutable std::shared_ptr<const Layout> layout_;  // of it, once it was asked for again; guarded by mutex_
};

}  // namespace llmcost
