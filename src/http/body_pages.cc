// SPDX-License-Identifier: MIT
#include "http/body_pages.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#if defined(__linux__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#endif

namespace llmcost {

namespace {

#if defined(__linux__)
// Both give a file that is gone when it is closed, or a negative number. Many file systems keep a file in fewer and
// larger pages than shared memory, and each page has its price whenever it is sent.
int OpenOnDisk() {
  std::error_code none;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(none);
  return none ? -1 : open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
}
int OpenInMemory() { return memfd_create("llm-cost-tracker answer", MFD_CLOEXEC); }
#endif

}  // namespace

class BodyPages::Layout {
 public:
#if defined(__linux__)
  // Null where the system has no more files to give, or no room.
  static std::shared_ptr<const Layout> Make(std::string_view head, std::string_view body) {
    std::string bytes(head);
    bytes += body;
    auto layout = Fill(OpenOnDisk(), bytes);
    return layout ? layout : Fill(OpenInMemory(), bytes);
  }

  std::size_t SendTo(int socket) const {
    off_t sent = 0;
    while (static_cast<std::size_t>(sent) < size_) {
      // Moves `sent` on by what it sends.
      if (sendfile(socket, descriptor_, &sent, size_ - static_cast<std::size_t>(sent)) <= 0) break;
    }
    return static_cast<std::size_t>(sent);
  }
#else
  static std::shared_ptr<const Layout> Make(std::string_view, std::string_view) { return nullptr; }
  std::size_t SendTo(int) const { return 0; }
#endif

  Layout(int descriptor, std::size_t size) : descriptor_(descriptor), size_(size) {}
  ~Layout() { close(descriptor_); }
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;

 private:
#if defined(__linux__)
  static std::shared_ptr<const Layout> Fill(int descriptor, std::string_view bytes) {
    if (descriptor < 0) return nullptr;
    auto layout = std::make_shared<const Layout>(descriptor, bytes.size());
    // At one go: the system takes larger pages for what comes together.
    while (!bytes.empty()) {
      const ssize_t written = write(descriptor, bytes.data(), bytes.size());
      if (written <= 0) return nullptr;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return layout;
  }
#endif

  const int descriptor_;
  const std::size_t size_;
};

BodyPages::BodyPages(std::shared_ptr<const std::string> body) : body_(std::move(body)) {}

BodyPages::~BodyPages() = default;

std::size_t BodyPages::SendTo(int socket, std::string_view head) const {
  // Held while it is sent from: another thread may put one with a later head in its place.
  const std::shared_ptr<const Layout> layout = Find(head);
  return layout ? layout->SendTo(socket) : 0;
}

std::shared_ptr<const BodyPages::Layout> BodyPages::Find(std::string_view head) const {
  const std::lock_guard lock(mutex_);
  if (head != head_) {
    head_ = head;
    layout_ = nullptr;
    return nullptr;
  }
  if (!layout_) layout_ = Layout::Make(head, *body_);
  return layout_;
}

}  // namespace llmcost
