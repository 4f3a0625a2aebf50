// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "core/clock.h"
#include "ledger/ledger_file.h"

// The ledger as a file, and from one store to another.
namespace llmcost {
namespace {

// Standard output was closed by its reader, which is no failure.
constexpr std::string_view kReaderLeft = "reader_left";

Failure CannotDo(const std::string& what, const std::string& name) {
  return Fail(ErrorKind::kInternal,
              fmt::format("cannot {} {}: {}", what, name, std::generic_category().message(errno)));
}

// Tells on a terminal how many days are done.
class DaysDone {
 public:
  explicit DaysDone(const char* verb) : verb_(verb) {}
  MergeProgress Callback() {
    return [this](std::int64_t days) { line_.Show([&] { return fmt::format("{} day {}", verb_, days); }); };
  }
  void Clear() { line_.Clear(); }

 private:
  const char* const verb_;
  TerminalLine line_;
};

// A file that takes its name only when it is whole. Until then it has none where the file system can do that, so that
// nothing is left of it whatever ends the program. Others cannot read it.
class NewFile {
 public:
  static Result<std::unique_ptr<NewFile>> Open(const std::string& name) {
    const auto slash = name.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : name.substr(0, slash + 1);
    std::string temporary;
    int file = open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
      temporary = name + ".XXXXXX";
      file = mkostemp(temporary.data(), O_CLOEXEC);
    }
    if (file < 0) return CannotDo("write", name);
    return std::unique_ptr<NewFile>(new NewFile(name, temporary, fdopen(file, "w")));
  }
  ~NewFile() {
    if (file_ != nullptr) std::fclose(file_);
    if (!done_ && !temporary_.empty()) unlink(temporary_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Result<void> Write(std::string_view bytes) {
    if (file_ == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
      return CannotDo("write", name_);
    }
    return {};
  }

  // It lasts from here on, under its name.
  Result<void> Finish() {
    if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0 || !Name() ||
        rename(temporary_.c_str(), name_.c_str()) != 0) {
      return CannotDo("write", name_);
    }
    done_ = true;
    return {};
  }

 private:
  NewFile(std::string name, std::string temporary, std::FILE* file)
      : name_(std::move(name)), temporary_(std::move(temporary)), file_(file) {}

  // A file without a name can be given one that is free, but not that of another file.
  bool Name() {
    if (!temporary_.empty()) return true;
    const std::string link = fmt::format("/proc/self/fd/{}", fileno(file_));
    const std::string temporary = fmt::format("{}.{}", name_, getpid());
    if (linkat(AT_FDCWD, link.c_str(), AT_FDCWD, temporary.c_str(), AT_SYMLINK_FOLLOW) != 0) return false;
    temporary_ = temporary;
    return true;
  }

  const std::string name_;
  std::string temporary_;  // empty = none yet
  std::FILE* file_;
  bool done_ = false;
};

Result<void> WriteToOutput(std::string_view bytes) {
  errno = 0;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
  if (errno == EPIPE) {
    return Failure(Error{.kind = ErrorKind::kInternal, .message = "nobody reads any more", .reason = kReaderLeft});
  }
  return CannotDo("write", "standard output");
}

Result<ExportReport> ExportToFile(LedgerStore& store, const std::string& name, const MergeProgress& progress) {
  auto file = NewFile::Open(name);
  if (!file) return Failure(file.error());
  const auto write = [&](std::string_view bytes) { return (*file)->Write(bytes); };
  auto report = ExportLedger(store, SystemClock().Now(), write, progress);
  if (!report) return report;
  if (auto finished = (*file)->Finish(); !finished) return Failure(finished.error());
  return report;
}

// Copies what cannot be read twice into a file without a name.
Result<std::ifstream> Spool(std::istream& from) {
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) + "/llm-cost-tracker-XXXXXX";
  const int handle = mkostemp(name.data(), O_CLOEXEC);
  if (handle < 0) return CannotDo("write", name);
  close(handle);
  std::ofstream to(name, std::ios::binary | std::ios::trunc);
  std::array<char, 65536> buffer{};
  while (to && (from.read(buffer.data(), buffer.size()), from.gcount() > 0)) to.write(buffer.data(), from.gcount());
  to.close();
  std::ifstream spooled(name, std::ios::binary);
  const bool is_whole = to && spooled && !from.bad();
  if (unlink(name.c_str()) != 0 || !is_whole) return CannotDo("write", name);
  return spooled;
}

// "-" is standard input.
Result<std::ifstream> OpenForImport(const std::string& name) {
  const std::string path = name == "-" ? "/dev/stdin" : name;
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return CannotDo("read", name);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return CannotDo("read", name);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotDo("read", name);
  if (name != "-" && S_ISREG(status.st_mode)) return file;
  return Spool(file);
}

void PrintMerge(const MergeReport& report, const std::string& to) {
  PrintNote(fmt::format("{} days with {} rows, {} sealed months and {} restatements were taken into {}", report.days,
                        report.rows, report.seals, report.restatements, to));
  if (report.days_left > 0) {
    PrintNote(fmt::format("{} days stay as they were: read later, the same, or sealed there", report.days_left));
  }
}

}  // namespace

int RunExport(const CommonFlags& common, const ExportFlags& flags) {
  if (flags.format != "jsonl") {
    PrintError(fmt::format("--format must be jsonl, not '{}'", flags.format), "See `llm-cost-tracker export --help`.");
    return kExitUsage;
  }
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return exit_code;
  auto store = OpenKeptLedger(config->database_url, {});
  if (!store) return PrintRefusal(store.error());
  DaysDone days("writing");
  auto report = flags.output ? ExportToFile(**store, *flags.output, days.Callback())
                             : ExportLedger(**store, SystemClock().Now(), WriteToOutput, days.Callback());
  days.Clear();
  if (!report && report.error().reason == kReaderLeft) return kExitOk;
  if (!report) return PrintRefusal(report.error());
  if (!flags.output) return PrintOutput("");
  PrintNote(fmt::format("{} days with {} rows of {} are in {}", report->days, report->rows, (*store)->Describe(),
                        *flags.output));
  return kExitOk;
}

int RunImport(const CommonFlags& common, const std::string& file) {
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return exit_code;
  auto in = OpenForImport(file);
  if (!in) return PrintRefusal(in.error());
  auto store = OpenLastingLedger(config->database_url, {});
  if (!store) return PrintRefusal(store.error());
  DaysDone days("taking in");
  const ImportOptions options{.progress = days.Callback()};
  auto report = ImportLedger(*in, **store, options);
  days.Clear();
  if (!report) {
    Error error = std::move(report.error());
    error.message.insert(0, (file == "-" ? "standard input" : file) + ": ");
    PrintError(error);
    return kExitFailed;
  }
  if (report->unknown_lines > 0) {
    PrintWarning(fmt::format("{} lines are of a newer program and were passed over.", report->unknown_lines));
  }
  PrintMerge(report->merged, (*store)->Describe());
  return kExitOk;
}

int RunMigrate(const CommonFlags& common, const MigrateFlags& flags) {
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return exit_code;
  auto from = OpenKeptLedger(flags.from, "--from");
  if (!from) return PrintRefusal(from.error());
  auto to = OpenLastingLedger(flags.to, "--to");
  if (!to) return PrintRefusal(to.error());
  DaysDone days("copying");
  const MigrateOptions options{.merge = flags.merge, .progress = days.Callback()};
  auto report = MigrateLedger(**from, **to, options);
  days.Clear();
  if (!report) {
    PrintError(report.error());
    return kExitFailed;
  }
  PrintMerge(*report, (*to)->Describe());
  PrintNote("every day there is what it was; set DATABASE_URL to the new address to use it");
  return kExitOk;
}

}  // namespace llmcost
