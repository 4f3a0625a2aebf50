// SPDX-License-Identifier: MIT
#include "ledger/ledger_line.h"

#include <fmt/format.h>

#include "core/json_writer.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

// "2026-11-22T19:04:56.123Z"
std::string ExactTime(TimePoint time) {
  std::string text = FormatTime(time);
  text.pop_back();
  const auto part = time - std::chrono::floor<std::chrono::seconds>(time);
  return text + fmt::format(".{:03}Z", part.count());
}

std::optional<std::int64_t> Count(std::int64_t count) { return count < 0 ? std::nullopt : std::optional(count); }

// One line, field by field.
class LineWriter : public JsonWriter {
 public:
  LineWriter() { BeginObject(); }
  explicit LineWriter(std::string_view type) : LineWriter() { Write("type", type); }
  LineWriter(std::string_view type, const Source& source) : LineWriter(type) {
    Write("provider", source.provider);
    Write("workspace", source.workspace);
  }

  using JsonWriter::Write;
  void Write(std::string_view key, TimePoint time) { Write(key, ExactTime(time)); }
  // Each one is an object that `write` writes the fields of.
  template <typename T, typename WriteOne>
  void WriteList(std::string_view key, const std::vector<T>& list, const WriteOne& write) {
    BeginArray(key);
    for (const T& one : list) {
      BeginObject();
      write(one);
      EndObject();
    }
    EndArray();
  }
  std::string Finish() {
    EndObject();
    return Take();
  }
};

std::string Format(const DayRecord& record) {
  LineWriter line("day", record.source);
  line.Write("date", record.day.date);
  line.Write("read_at", record.day.read_at);
  line.Write("settled", record.day.settled);
  line.Write("hash", record.day.hash);
  line.WriteList("rows", record.day.rows, [&](const StoredRow& row) {
    const CostSeries& series = record.series[row.series];
    line.Write("project_id", series.project_id);
    line.Write("model", series.model);
    line.Write("line_item", series.line_item);
    line.Write("currency", series.currency);
    line.Write("provenance", ProvenanceText(series.provenance));
    line.Write("cost", row.cost);
    line.Write("requests", Count(row.requests));
    line.Write("input_tokens", Count(row.input_tokens));
    line.Write("output_tokens", Count(row.output_tokens));
  });
  line.WriteList("rates", record.day.rates, [&](const ExchangeRate& rate) {
    line.Write("currency", rate.currency);
    line.Write("usd", rate.usd);
    line.Write("units", rate.units);
    line.Write("date", rate.date);
    line.Write("fixed", rate.fixed);
  });
  return line.Finish();
}

std::string Format(const ProjectsRecord& record) {
  LineWriter line("projects", record.source);
  line.Write("read_at", record.read_at);
  line.WriteList("projects", record.projects, [&](const Project& project) {
    line.Write("id", project.id);
    line.Write("name", project.name);
    line.Write("archived", project.archived);
  });
  return line.Finish();
}

std::string Format(const NoticesRecord& record) {
  LineWriter line("notices", record.source);
  line.WriteList("notices", record.notices, [&](const DatedNotice& dated) {
    line.Write("start_date", dated.range.start);
    line.Write("end_date", dated.range.end);
    line.Write("kind", dated.notice.kind);
    line.Write("message", dated.notice.message);
    line.Write("hint", dated.notice.hint);
  });
  return line.Finish();
}

std::string Format(const Seal& seal) {
  LineWriter line("seal", seal.source);
  line.Write("month", seal.month.ToString().substr(0, 7));
  line.Write("sealed_at", seal.sealed_at);
  line.Write("rows", seal.rows);
  line.Write("hash", seal.hash);
  return line.Finish();
}

std::string Format(const Restatement& restatement) {
  LineWriter line("restatement", restatement.source);
  line.Write("date", restatement.date);
  line.Write("project_id", restatement.project_id);
  line.Write("model", restatement.model);
  line.Write("currency", restatement.currency);
  line.Write("cost_before", restatement.cost_before);
  line.Write("cost_now", restatement.cost_now);
  line.Write("read_before", restatement.read_before);
  line.Write("read_now", restatement.read_now);
  line.Write("sealed", restatement.sealed);
  return line.Finish();
}

}  // namespace

std::string FormatHeaderLine(TimePoint written_at) {
  LineWriter line;
  line.Write("format", kLedgerFileFormat);
  line.Write("version", kLedgerFileVersion);
  line.Write("written_at", written_at);
  return line.Finish();
}

std::string FormatRecordLine(const LedgerRecord& record) {
  return std::visit([](const auto& one) { return Format(one); }, record);
}

std::string FormatEndLine(const LedgerFileEnd& end) {
  LineWriter line("end");
  line.Write("days", end.days);
  line.Write("rows", end.rows);
  line.Write("seals", end.seals);
  line.Write("restatements", end.restatements);
  line.Write("sha256", end.sha256);
  return line.Finish();
}

}  // namespace llmcost
