// SPDX-License-Identifier: MIT
#include <rapidjson/document.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "ledger/ledger_line.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

using rapidjson::Value;

Failure Wrong(std::string_view name, std::string_view what) {
  return Fail(ErrorKind::kInvalidArgument, std::string(name) + " is not " + std::string(what));
}

// Builds a document in which a number is its own digits, as a text that begins with NUL; no other text has one.
class ExactNumbers {
 public:
  explicit ExactNumbers(rapidjson::Document& to) : to_(to) {}

  bool Null() { return to_.Null(); }
  bool Bool(bool value) { return to_.Bool(value); }
  bool RawNumber(const char* digits, rapidjson::SizeType length, bool) {
    std::string text(1, '\0');
    text.append(digits, length);
    return to_.String(text.data(), length + 1, true);
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return !HasNul(text, length) && to_.String(text, length, true);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    return !HasNul(text, length) && to_.Key(text, length, true);
  }
  bool StartObject() { return to_.StartObject(); }
  bool EndObject(rapidjson::SizeType count) { return to_.EndObject(count); }
  bool StartArray() { return to_.StartArray(); }
  bool EndArray(rapidjson::SizeType count) { return to_.EndArray(count); }
  // Never called: numbers come as their digits.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  static bool HasNul(const char* text, std::size_t length) {
    return std::string_view(text, length).find('\0') != std::string_view::npos;
  }

  rapidjson::Document& to_;
};

std::string_view TextOf(const Value& value) { return {value.GetString(), value.GetStringLength()}; }
bool IsNumber(const Value& value) { return value.IsString() && TextOf(value).starts_with('\0'); }
bool IsText(const Value& value) { return value.IsString() && !IsNumber(value); }
std::string_view DigitsOf(const Value& value) { return TextOf(value).substr(1); }

// Where a value of a kind of its own goes.
struct CountOrNull {
  std::int64_t& out;  // null is -1
};
struct Month {
  Date& out;
};
struct Hash {
  std::string& out;
};
// A list of objects, each one read by `read(object)`; `what` names one of them in messages.
template <typename Read>
struct Objects {
  std::string_view what;
  Read read;
};

Result<std::string_view> Text(const Value& value, std::string_view name) {
  if (!IsText(value)) return Wrong(name, "a text");
  return TextOf(value);
}

Result<void> ReadField(const Value& value, std::string_view name, std::string& out) {
  const auto text = Text(value, name);
  if (!text) return Failure(text.error());
  out = *text;
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, std::optional<std::string>& out) {
  out.reset();
  if (value.IsNull()) return {};
  return ReadField(value, name, out.emplace());
}

Result<void> ReadField(const Value& value, std::string_view name, bool& out) {
  if (!value.IsBool()) return Wrong(name, "true or false");
  out = value.GetBool();
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, Money& out) {
  const auto money = IsNumber(value) ? Money::Parse(DigitsOf(value)) : Wrong(name, "a number");
  if (!money) return IsNumber(value) ? Wrong(name, "an amount up to 10^15") : Wrong(name, "a number");
  out = *money;
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, std::int64_t& out) {
  if (!IsNumber(value)) return Wrong(name, "a number");
  const std::string_view digits = DigitsOf(value);
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (code != std::errc() || end != digits.data() + digits.size() || out < 0) return Wrong(name, "a whole number");
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, CountOrNull count) {
  count.out = -1;
  if (value.IsNull()) return {};
  return ReadField(value, name, count.out);
}

Result<void> ReadField(const Value& value, std::string_view name, Date& out) {
  const auto text = Text(value, name);
  if (!text) return Failure(text.error());
  const auto date = Date::Parse(*text);
  if (!date) return Wrong(name, "a day such as 2026-11-01");
  out = *date;
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, Month month) {
  const auto text = Text(value, name);
  if (!text) return Failure(text.error());
  const auto date = Date::Parse(std::string(*text) + "-01");
  if (!date) return Wrong(name, "a month such as 2026-11");
  month.out = *date;
  return {};
}

// The number that all of `text` is; -1 when it is none.
int Digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "2026-11-22T19:04:56.123Z", nothing else.
Result<void> ReadField(const Value& value, std::string_view name, TimePoint& out) {
  const auto text = Text(value, name);
  if (!text) return Failure(text.error());
  const Failure wrong = Wrong(name, "a moment such as 2026-11-22T19:04:56.123Z");
  if (text->size() != 24 || (*text)[10] != 'T' || (*text)[13] != ':' || (*text)[16] != ':' || (*text)[19] != '.' ||
      (*text)[23] != 'Z') {
    return wrong;
  }
  const auto date = Date::Parse(text->substr(0, 10));
  const int hours = Digits(text->substr(11, 2));
  const int minutes = Digits(text->substr(14, 2));
  const int seconds = Digits(text->substr(17, 2));
  const int millis = Digits(text->substr(20, 3));
  if (!date || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || millis < 0) {
    return wrong;
  }
  out = date->Start() + std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
        std::chrono::milliseconds(millis);
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, Hash hash) {
  if (auto done = ReadField(value, name, hash.out); !done) return done;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (hash.out.size() != 64 || !std::ranges::all_of(hash.out, is_hex)) {
    return Wrong(name, "a SHA-256 in hexadecimal digits");
  }
  return {};
}

Result<void> ReadField(const Value& value, std::string_view name, Provenance& out) {
  const auto text = Text(value, name);
  if (!text) return Failure(text.error());
  const auto provenance = ParseProvenance(*text);
  if (!provenance) return Wrong(name, "billed, estimated or unpriced");
  out = *provenance;
  return {};
}

template <typename Read>
Result<void> ReadField(const Value& value, std::string_view name, const Objects<Read>& objects) {
  if (!value.IsArray()) return Wrong(name, "a list");
  for (rapidjson::SizeType index = 0; index < value.Size(); ++index) {
    Result<void> done = value[index].IsObject() ? objects.read(value[index]) : Wrong("it", "an object");
    if (done) continue;
    done.error().message.insert(0, std::string(objects.what) + " " + std::to_string(index + 1) + ": ");
    return done;
  }
  return {};
}

// A field and where it goes.
template <typename To>
struct Field {
  std::string_view name;
  To&& to;
};
template <typename To>
Field(std::string_view, To&&) -> Field<To>;

// Reads these fields, each of which must be there once. Others are passed over.
template <typename... To>
Result<void> ReadRecord(const Value& object, const Field<To>&... fields) {
  const std::array<std::string_view, sizeof...(To)> names = {fields.name...};
  std::uint32_t seen = 0;
  for (const auto& member : object.GetObject()) {
    const std::size_t wanted = static_cast<std::size_t>(std::ranges::find(names, TextOf(member.name)) - names.begin());
    if (wanted == names.size()) continue;
    const std::string name(names[wanted]);
    if ((seen >> wanted & 1U) != 0) return Fail(ErrorKind::kInvalidArgument, name + " is there twice");
    seen |= std::uint32_t{1} << wanted;
    Result<void> read;
    std::size_t index = 0;
    ((index++ == wanted ? void(read = ReadField(member.value, fields.name, fields.to)) : void()), ...);
    if (!read) return read;
  }
  for (std::size_t index = 0; index < names.size(); ++index) {
    if ((seen >> index & 1U) == 0) return Fail(ErrorKind::kInvalidArgument, std::string(names[index]) + " is missing");
  }
  return {};
}

Result<void> Read(const Value& object, std::string& type, DayRecord& record) {
  std::map<CostSeries, std::uint32_t> places;
  const auto read_row = [&](const Value& inner) {
    CostSeries series;
    StoredRow row;
    auto done = ReadRecord(
        inner, Field{"project_id", series.project_id}, Field{"model", series.model},
        Field{"line_item", series.line_item}, Field{"currency", series.currency},
        Field{"provenance", series.provenance}, Field{"cost", row.cost}, Field{"requests", CountOrNull{row.requests}},
        Field{"input_tokens", CountOrNull{row.input_tokens}}, Field{"output_tokens", CountOrNull{row.output_tokens}});
    const auto place = static_cast<std::uint32_t>(record.series.size());
    const auto [known, is_new] = places.try_emplace(std::move(series), place);
    if (is_new) record.series.push_back(known->first);
    row.series = known->second;
    record.day.rows.push_back(row);
    return done;
  };
  const auto read_rate = [&](const Value& inner) {
    ExchangeRate& rate = record.day.rates.emplace_back();
    return ReadRecord(inner, Field{"currency", rate.currency}, Field{"usd", rate.usd}, Field{"units", rate.units},
                      Field{"date", rate.date}, Field{"fixed", rate.fixed});
  };
  auto done = ReadRecord(object, Field{"type", type}, Field{"provider", record.source.provider},
                         Field{"workspace", record.source.workspace}, Field{"date", record.day.date},
                         Field{"read_at", record.day.read_at}, Field{"settled", record.day.settled},
                         Field{"hash", Hash{record.day.hash}}, Field{"rows", Objects{"row", read_row}},
                         Field{"rates", Objects{"rate", read_rate}});
  return done ? CheckHash(record) : done;
}

Result<void> Read(const Value& object, std::string& type, ProjectsRecord& record) {
  const auto read_project = [&](const Value& inner) {
    Project& project = record.projects.emplace_back();
    return ReadRecord(inner, Field{"id", project.id}, Field{"name", project.name}, Field{"archived", project.archived});
  };
  return ReadRecord(object, Field{"type", type}, Field{"provider", record.source.provider},
                    Field{"workspace", record.source.workspace}, Field{"read_at", record.read_at},
                    Field{"projects", Objects{"project", read_project}});
}

Result<void> Read(const Value& object, std::string& type, NoticesRecord& record) {
  const auto read_notice = [&](const Value& inner) -> Result<void> {
    DatedNotice dated;
    std::string kind;
    auto done =
        ReadRecord(inner, Field{"start_date", dated.range.start}, Field{"end_date", dated.range.end},
                   Field{"kind", kind}, Field{"message", dated.notice.message}, Field{"hint", dated.notice.hint});
    if (!done) return done;
    if (dated.range.end < dated.range.start) return Wrong("end_date", "on or after start_date");
    // A kind that is not known here is left out, as a store does with what a newer program has saved.
    const auto known = FindNoticeKind(kind);
    if (!known) return {};
    dated.notice.kind = *known;
    record.notices.push_back(std::move(dated));
    return {};
  };
  return ReadRecord(object, Field{"type", type}, Field{"provider", record.source.provider},
                    Field{"workspace", record.source.workspace}, Field{"notices", Objects{"notice", read_notice}});
}

Result<void> Read(const Value& object, std::string& type, Seal& seal) {
  return ReadRecord(object, Field{"type", type}, Field{"provider", seal.source.provider},
                    Field{"workspace", seal.source.workspace}, Field{"month", Month{seal.month}},
                    Field{"sealed_at", seal.sealed_at}, Field{"rows", seal.rows}, Field{"hash", Hash{seal.hash}});
}

Result<void> Read(const Value& object, std::string& type, Restatement& one) {
  return ReadRecord(
      object, Field{"type", type}, Field{"provider", one.source.provider}, Field{"workspace", one.source.workspace},
      Field{"date", one.date}, Field{"project_id", one.project_id}, Field{"model", one.model},
      Field{"currency", one.currency}, Field{"cost_before", one.cost_before}, Field{"cost_now", one.cost_now},
      Field{"read_before", one.read_before}, Field{"read_now", one.read_now}, Field{"sealed", one.sealed});
}

Result<void> Read(const Value& object, std::string& type, LedgerFileEnd& end) {
  return ReadRecord(object, Field{"type", type}, Field{"days", end.days}, Field{"rows", end.rows},
                    Field{"seals", end.seals}, Field{"restatements", end.restatements},
                    Field{"sha256", Hash{end.sha256}});
}

Result<void> Read(const Value& object, std::string& type, UnknownLine& line) {
  line.type = type;
  return ReadRecord(object, Field{"type", type});
}

// Reads a line of type T into `line`, as an alternative of Whole.
template <typename T, typename Whole = LedgerRecord>
Result<void> ReadAs(const Value& object, std::string& type, LedgerLine& line) {
  T one;
  auto done = Read(object, type, one);
  if (done) line = Whole(std::move(one));
  return done;
}

Result<void> ReadLine(const Value& object, LedgerLine& line) {
  const auto found = object.FindMember("type");
  if (found == object.MemberEnd()) return Fail(ErrorKind::kInvalidArgument, "type is missing");
  std::string type;
  if (auto done = ReadField(found->value, "type", type); !done) return done;
  if (type == "day") return ReadAs<DayRecord>(object, type, line);
  if (type == "projects") return ReadAs<ProjectsRecord>(object, type, line);
  if (type == "notices") return ReadAs<NoticesRecord>(object, type, line);
  if (type == "seal") return ReadAs<Seal>(object, type, line);
  if (type == "restatement") return ReadAs<Restatement>(object, type, line);
  if (type == "end") return ReadAs<LedgerFileEnd, LedgerFileEnd>(object, type, line);
  return ReadAs<UnknownLine, UnknownLine>(object, type, line);
}

// Calls `read(object)` with what the line is.
template <typename Read>
Result<void> ReadJson(const std::string& line, Read&& read) {
  if (line.find('\0') != std::string::npos) return Wrong("it", "JSON");
  // Nothing may overflow the stack, however deep it is nested.
  constexpr unsigned kFlags =
      rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  rapidjson::Document document;
  rapidjson::ParseErrorCode code = rapidjson::kParseErrorNone;
  const auto parse = [&](rapidjson::Document& to) {
    rapidjson::StringStream stream(line.c_str());
    rapidjson::Reader reader;
    ExactNumbers handler(to);
    const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, handler);
    code = parsed.Code();
    return !parsed.IsError();
  };
  document.Populate(parse);
  if (code == rapidjson::kParseErrorNone) {
    return document.IsObject() ? read(document) : Result<void>(Wrong("it", "a JSON object"));
  }
  if (code == rapidjson::kParseErrorDocumentEmpty) return Fail(ErrorKind::kInvalidArgument, "it is empty");
  if (code == rapidjson::kParseErrorStringInvalidEncoding) return Wrong("it", "UTF-8");
  if (code == rapidjson::kParseErrorTermination) return Wrong("a text of it", "without NUL");
  return Wrong("it", "JSON");
}

}  // namespace

Result<void> ParseHeaderLine(const std::string& line) {
  std::string format;
  std::int64_t version = 0;
  const auto done = ReadJson(line, [&](const Value& object) {
    return ReadRecord(object, Field{"format", format}, Field{"version", version});
  });
  if (!done || format != kLedgerFileFormat || version < 1) {
    return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                         .message = "it is not how an exported ledger begins",
                         .hint = "Give a file that `llm-cost-tracker export` has written."});
  }
  if (version > kLedgerFileVersion) {
    return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                         .message = "the file is of version " + std::to_string(version) +
                                    ", which a newer program has written; this one reads up to version " +
                                    std::to_string(kLedgerFileVersion),
                         .hint = "Update llm-cost-tracker, then import the file again."});
  }
  return {};
}

Result<LedgerLine> ParseLine(const std::string& line) {
  LedgerLine parsed;
  auto done = ReadJson(line, [&](const Value& object) { return ReadLine(object, parsed); });
  if (!done) {
    done.error().kind = ErrorKind::kInvalidArgument;
    done.error().hint = "Nothing of the file was taken: export or copy it again.";
    return Failure(std::move(done.error()));
  }
  return parsed;
}

}  // namespace llmcost
