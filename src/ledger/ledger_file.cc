// SPDX-License-Identifier: MIT
#include "ledger/ledger_file.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <istream>

#include "ledger/ledger_line.h"
#include "ledger/sha256.h"

namespace llmcost {
namespace {

// What the last line is to say.
class FileCounter {
 public:
  void Add(const LedgerRecord& record) {
    if (const auto* day = std::get_if<DayRecord>(&record)) {
      ++end_.days;
      end_.rows += static_cast<std::int64_t>(day->day.rows.size());
    } else if (std::holds_alternative<Seal>(record)) {
      ++end_.seals;
    } else if (std::holds_alternative<Restatement>(record)) {
      ++end_.restatements;
    }
  }
  // With the end of the line.
  void AddBytes(std::string_view bytes) { hash_.Add(bytes); }
  const LedgerFileEnd& counts() const { return end_; }
  LedgerFileEnd Finish() {
    end_.sha256 = hash_.Finish();
    return end_;
  }

 private:
  LedgerFileEnd end_;
  Sha256 hash_;
};

Failure TooLong(std::size_t limit) {
  return Fail(ErrorKind::kInvalidArgument, fmt::format("it is longer than {} bytes", limit));
}

// Gives the lines of a stream, without their ends.
class LineReader {
 public:
  LineReader(std::istream& in, std::size_t limit) : in_(in), limit_(limit) {}

  // False: there are no more. `ended` tells whether the line had an end.
  Result<bool> Next(std::string& line, bool& ended) {
    line.clear();
    ended = false;
    ++number_;
    while (begin_ < end_ || Fill()) {
      const char* const from = buffer_.data() + begin_;
      const auto* const newline = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
      const auto length = newline == nullptr ? end_ - begin_ : static_cast<std::size_t>(newline - from);
      if (line.size() + length > limit_) return TooLong(limit_);
      line.append(from, length);
      begin_ += length;
      if (newline == nullptr) continue;
      ++begin_;
      ended = true;
      return true;
    }
    if (in_.bad()) return Fail(ErrorKind::kInternal, "it cannot be read");
    return !line.empty();
  }
  std::int64_t number() const { return number_; }

 private:
  bool Fill() {
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    begin_ = 0;
    end_ = static_cast<std::size_t>(in_.gcount());
    return end_ > 0;
  }

  std::istream& in_;
  const std::size_t limit_;
  std::array<char, 65536> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::int64_t number_ = 0;
};

Failure CutOff() {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = "the file is cut off: its last line is missing",
                       .hint = "Nothing of it was taken: export or copy it again."});
}

// Reads a whole file once.
class FileReading {
 public:
  FileReading(std::istream& in, const ImportOptions& options, const TakeRecord& take)
      : lines_(in, options.line_limit), take_(take) {}

  Result<void> Run() {
    auto done = ReadAll();
    if (!done && in_line_) {
      done.error().message.insert(0, fmt::format("line {}: ", lines_.number()));
    }
    return done;
  }
  std::int64_t unknown_lines() const { return unknown_lines_; }

 private:
  Result<void> ReadAll() {
    auto is_there = Next();
    if (!is_there) return Failure(std::move(is_there.error()));
    if (!*is_there) return Whole(Fail(ErrorKind::kInvalidArgument, "the file is empty"));
    if (auto begins = ParseHeaderLine(line_); !begins) return begins;
    while (true) {
      AddLine();
      is_there = Next();
      if (!is_there) return Failure(std::move(is_there.error()));
      if (!*is_there) return Whole(CutOff());
      auto line = ParseLine(line_);
      if (!line && !ended_) return Whole(CutOff());
      if (!line) return Failure(std::move(line.error()));
      if (const auto* end = std::get_if<LedgerFileEnd>(&*line)) return Finish(*end);
      if (auto taken = Take(*std::move(line)); !taken) return taken;
    }
  }

  Result<bool> Next() { return lines_.Next(line_, ended_); }

  void AddLine() {
    counter_.AddBytes(line_);
    counter_.AddBytes("\n");
  }

  Result<void> Take(LedgerLine line) {
    auto* record = std::get_if<LedgerRecord>(&line);
    if (record == nullptr) {
      ++unknown_lines_;
      return {};
    }
    counter_.Add(*record);
    return take_(std::move(*record));
  }

  Result<void> Finish(const LedgerFileEnd& end) {
    if (counter_.Finish() != end) {
      return Whole(
          Failure(Error{.kind = ErrorKind::kInvalidArgument,
                        .message = "the file is not as it was written: its SHA-256 is another one",
                        .hint = "Export or copy it again; a change by hand, even of a line's end, breaks it."}));
    }
    const auto more = Next();
    if (!more) return Failure(more.error());
    if (*more) return Fail(ErrorKind::kInvalidArgument, "it stands after the last line");
    return {};
  }

  // A failure of the file and not of the line.
  Failure Whole(Failure failure) {
    in_line_ = false;
    return failure;
  }

  LineReader lines_;
  const TakeRecord& take_;
  FileCounter counter_;
  std::string line_;
  bool ended_ = false;
  bool in_line_ = true;
  std::int64_t unknown_lines_ = 0;
};

}  // namespace

Result<ExportReport> ExportLedger(LedgerStore& from, TimePoint written_at, const TakeBytes& take,
                                  const MergeProgress& progress) {
  FileCounter counter;
  const auto write = [&](std::string line) {
    line += '\n';
    counter.AddBytes(line);
    return take(line);
  };
  auto done = write(FormatHeaderLine(written_at));
  if (!done) return Failure(std::move(done.error()));
  done = ReadRecords(from, [&](LedgerRecord record) -> Result<void> {
    counter.Add(record);
    if (progress) progress(counter.counts().days);
    std::string line = FormatRecordLine(record);
    if (line.size() > kLedgerLineLimit) return TooLong(kLedgerLineLimit);
    return write(std::move(line));
  });
  if (!done) return Failure(std::move(done.error()));
  const LedgerFileEnd end = counter.Finish();
  done = take(FormatEndLine(end) + "\n");
  if (!done) return Failure(std::move(done.error()));
  return ExportReport{end.days, end.rows};
}

Result<ImportReport> ImportLedger(std::istream& in, LedgerStore& to, const ImportOptions& options) {
  ImportReport report;
  const RecordSource records = [&](const TakeRecord& take) -> Result<void> {
    in.clear();
    in.seekg(0);
    if (!in) return Fail(ErrorKind::kInternal, "the file cannot be read from its beginning");
    FileReading reading(in, options, take);
    auto done = reading.Run();
    report.unknown_lines = reading.unknown_lines();
    return done;
  };
  auto merged = MergeRecords(records, to, options.progress);
  if (!merged) return Failure(std::move(merged.error()));
  report.merged = *merged;
  return report;
}

}  // namespace llmcost
