// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace llmcost {

// The bytes of an answer that is given again and again, in pages of memory that the system sends from without copying
// them first. Holds a file descriptor. Thread-safe.
class BodyPages {
 public:
  // Null where the system has none to give; the answer's own bytes do as well.
  static std::shared_ptr<const BodyPages> Make(std::string_view bytes);

  BodyPages(int descriptor, std::size_t size) : descriptor_(descriptor), size_(size) {}
  ~BodyPages();
  BodyPages(const BodyPages&) = delete;
  BodyPages& operator=(const BodyPages&) = delete;

  std::size_t size() const { return size_; }

  // Sends as much to the socket as it takes now; how much that was. A fault of the socket is left for the next one who
  // writes to it.
  std::size_t SendTo(int socket) const;

 private:
  const int descriptor_;
  const std::size_t size_;
};

}  // namespace llmcost
