// SPDX-License-Identifier: MIT
#include "ledger/sqlite_lock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include "ledger/sqlite_error.h"

namespace llmcost {
namespace {

// The file begins with a mark that whoever lets go of work changes; then come bytes that stand for something, then
// those of the works.
constexpr off_t kMark = 0;
constexpr std::int64_t kOpening = 8;
constexpr std::int64_t kInUse = 9;
constexpr std::int64_t kFirstWork = 16;

// 61 bits of a good hash: should two works ever share a byte, one of them waits for the other without need.
std::int64_t ByteOf(const std::string& work) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(work.data()), work.size());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return kFirstWork + static_cast<std::int64_t>(number >> 3U);
}

struct flock LockOf(std::int64_t byte, short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

bool IsRefusal(int error_number) { return error_number == EAGAIN || error_number == EACCES; }

std::uint64_t ReadMark(int file) {
  std::uint64_t mark = 0;
  return pread(file, &mark, sizeof mark, kMark) == static_cast<ssize_t>(sizeof mark) ? mark : 0;
}

}  // namespace

Result<std::unique_ptr<SqliteLockFile>> SqliteLockFile::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
  if (file < 0) return Failure(FileError("open", path, errno));
  std::unique_ptr<SqliteLockFile> made(new SqliteLockFile(path, file));
  made->seen_letting_go_ = ReadMark(file);
  return made;
}

SqliteLockFile::~SqliteLockFile() { close(file_); }

int SqliteLockFile::SetLock(std::int64_t byte, short type) {
  struct flock lock = LockOf(byte, type);
  return fcntl(file_, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

bool SqliteLockFile::IsHeldElsewhere(std::int64_t byte) {
  struct flock lock = LockOf(byte, F_WRLCK);
  return fcntl(file_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

Result<bool> SqliteLockFile::TryLock(const std::string& work) {
  const std::int64_t byte = ByteOf(work);
  const int error_number = SetLock(byte, F_WRLCK);
  const std::lock_guard lock(mutex_);
  if (error_number == 0) {
    refused_.erase(byte);
    return true;
  }
  if (!IsRefusal(error_number)) return Failure(FileError("lock", path_, error_number));
  refused_.insert(byte);
  return false;
}

void SqliteLockFile::Unlock(const std::string& work) {
  SetLock(ByteOf(work), F_UNLCK);
  const std::lock_guard lock(mutex_);
  std::random_device random;
  const std::uint64_t mark = (std::uint64_t{random()} << 32U) | random();
  // Where it cannot be written, others learn of it as they do of one that died.
  if (pwrite(file_, &mark, sizeof mark, kMark) == static_cast<ssize_t>(sizeof mark)) seen_letting_go_ = mark;
}

bool SqliteLockFile::NoticeLetGo() {
  const std::lock_guard lock(mutex_);
  const std::uint64_t mark = ReadMark(file_);
  const bool said_so = mark != seen_letting_go_;
  seen_letting_go_ = mark;
  const auto freed = std::erase_if(refused_, [this](std::int64_t byte) { return !IsHeldElsewhere(byte); });
  return said_so || freed > 0;
}

Result<void> SqliteLockFile::BeginOpening() {
  constexpr auto kPatience = std::chrono::seconds(10);
  constexpr auto kPause = std::chrono::milliseconds(20);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    const int error_number = SetLock(kOpening, F_WRLCK);
    if (error_number == 0) return {};
    if (!IsRefusal(error_number)) return Failure(FileError("lock", path_, error_number));
    if (std::chrono::steady_clock::now() > deadline) {
      return Failure(Error{.kind = ErrorKind::kUnavailable,
                           .message = fmt::format("ledger {}: another program is opening it", path_),
                           .hint = "Try again when the other program has started.",
                           .setting = "DATABASE_URL"});
    }
    std::this_thread::sleep_for(kPause);
  }
}

void SqliteLockFile::EndOpening() { SetLock(kOpening, F_UNLCK); }

Result<void> SqliteLockFile::Join() {
  const int error_number = SetLock(kInUse, F_RDLCK);
  if (error_number == 0) return {};
  return Failure(FileError("lock", path_, error_number));
}

bool SqliteLockFile::IsAlone() { return !IsHeldElsewhere(kInUse); }

}  // namespace llmcost
