// SPDX-License-Identifier: MIT
#include "http/body_pages.h"

#include <unistd.h>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/sendfile.h>
#endif

namespace llmcost {

#if defined(__linux__)

std::shared_ptr<const BodyPages> BodyPages::Make(std::string_view bytes) {
  const int descriptor = memfd_create("llm-cost-tracker answer", MFD_CLOEXEC);
  if (descriptor < 0) return nullptr;
  auto pages = std::make_shared<const BodyPages>(descriptor, bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) return nullptr;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return pages;
}

std::size_t BodyPages::SendTo(int socket) const {
  off_t sent = 0;
  while (static_cast<std::size_t>(sent) < size_) {
    // Moves `sent` on by what it sends.
    if (sendfile(socket, descriptor_, &sent, size_ - static_cast<std::size_t>(sent)) <= 0) break;
  }
  return static_cast<std::size_t>(sent);
}

#else

std::shared_ptr<const BodyPages> BodyPages::Make(std::string_view) { return nullptr; }
std::size_t BodyPages::SendTo(int) const { return 0; }

#endif

BodyPages::~BodyPages() { close(descriptor_); }

}  // namespace llmcost
