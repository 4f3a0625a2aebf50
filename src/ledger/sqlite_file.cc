// SPDX-License-Identifier: MIT
#include "ledger/sqlite_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "ledger/sqlite_error.h"

namespace llmcost {
namespace {

namespace fs = std::filesystem;

Result<void> MakeFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  if (folder.has_parent_path() && folder.parent_path() != folder) {
    if (auto made = MakeFolder(folder.parent_path()); !made) return made;
  }
  if (mkdir(folder.c_str(), S_IRWXU) == 0) return {};
  const int error_number = errno;
  if (error_number == EEXIST && fs::is_directory(folder, error)) return {};
  return Failure(FileError("make the folder", folder.string(), error_number));
}

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// "20261122T190456Z"
std::string Stamp(TimePoint time) {
  std::string stamp;
  for (const char c : FormatTime(time)) {
    if (c != '-' && c != ':') stamp += c;
  }
  return stamp;
}

}  // namespace

Result<std::string> PrepareLedgerPath(const std::string& path) {
  std::error_code error;
  fs::path absolute = fs::absolute(path, error);
  // A link to a file that is still to be made is as good as one to a file.
  constexpr int kMostLinks = 40;
  for (int i = 0; i < kMostLinks && fs::is_symlink(absolute, error) && !fs::exists(absolute, error); ++i) {
    absolute = absolute.parent_path() / fs::read_symlink(absolute, error);
  }
  absolute = fs::weakly_canonical(absolute, error);
  if (error) return Failure(FileError("open", path, error.value()));
  if (fs::is_directory(absolute, error)) return Failure(FileError("open", absolute.string(), EISDIR));
  if (auto made = MakeFolder(absolute.parent_path()); !made) return Failure(made.error());
  return absolute.string();
}

Result<void> MakePrivateFile(const std::string& path) {
  // Never opens a file that is there: closing it would let go of the locks that SQLite holds on it in this process.
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) {
    close(file);
  } else if (errno != EEXIST) {
    return Failure(FileError("make", path, errno));
  }
  return {};
}

bool IsNoSqliteFile(const std::string& path) {
  constexpr std::string_view kBeginning("SQLite format 3\0", 16);
  std::ifstream file(path, std::ios::binary);
  std::string beginning(kBeginning.size(), '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return file.gcount() > 0 && beginning != kBeginning;
}

Result<std::string> KeepAside(const std::string& path, TimePoint now) {
  const std::string stamped = fmt::format("{}.damaged-{}", path, Stamp(now));
  std::string aside = stamped;
  for (int i = 2; Exists(aside); ++i) aside = fmt::format("{}-{}", stamped, i);
  // SQLite must never find the old -wal beside a new file, so the file itself goes last.
  for (const char* suffix : {"-wal", "-shm", ""}) {
    if (std::rename((path + suffix).c_str(), (aside + suffix).c_str()) != 0 && errno != ENOENT) {
      return Failure(FileError("keep the damaged file aside", path, errno));
    }
  }
  return aside;
}

}  // namespace llmcost
