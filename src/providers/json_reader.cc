// SPDX-License-Identifier: MIT
#include "providers/json_reader.h"

#include <algorithm>
#include <charconv>

namespace llmcost {
namespace {

using simdjson::ondemand::json_type;

constexpr std::size_t kKeptParserBytes = std::size_t{1} << 20U;

Failure WrongType(std::string_view name, std::string_view kind) {
  return Fail(ErrorKind::kBadUpstream, std::string(name) + " is not " + std::string(kind));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? : the library hands out the token unchecked.
bool IsJsonNumber(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const std::size_t whole = at;
  if (digits() == 0 || (text[whole] == '0' && at - whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

// The digits of a number; nothing when they are no number.
std::optional<std::string_view> NumberToken(JsonValue& value) {
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  if (!IsJsonNumber(token)) return std::nullopt;
  return token;
}

// The text of a string without escapes, in place; nothing for any other value. Quotes and UTF-8 have been checked.
std::optional<std::string_view> PlainString(JsonValue& value) {
  std::string_view token = value.raw_json_token();
  if (!token.starts_with('"') || token.find('\\') != std::string_view::npos) return std::nullopt;
  const auto end = token.rfind('"');
  if (end == 0) return std::nullopt;
  return token.substr(1, end - 1);
}

Result<std::string_view> StringOf(JsonValue& value, std::string_view name) {
  if (const auto plain = PlainString(value)) return *plain;
  std::string_view text;
  if (const auto code = value.get_string().get(text)) return JsonTypeFailure(code, name, "a string");
  return text;
}

simdjson::ondemand::parser& ParserOfThisThread() {
  static thread_local simdjson::ondemand::parser parser;
  return parser;
}

}  // namespace

ThreadParser::ThreadParser() : parser_(ParserOfThisThread()) {}

ThreadParser::~ThreadParser() {
  if (parser_.capacity() > kKeptParserBytes) parser_ = simdjson::ondemand::parser();
}

Result<std::string_view> ReadKey(simdjson::ondemand::field& field) {
  const char* const begin = field.key().raw();
  const char* end = begin;
  while (*end != '"' && *end != '\\') ++end;  // the parser has seen that the quote is there
  if (*end == '"') return std::string_view(begin, static_cast<std::size_t>(end - begin));
  std::string_view key;
  if (const auto code = field.unescaped_key().get(key)) return JsonFailure(code);
  return key;
}

Failure InContext(std::string_view context, Error error) {
  error.message.insert(0, std::string(context) + ": ");
  return Failure(std::move(error));
}

Failure JsonFailure(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return Fail(ErrorKind::kBadUpstream, "the answer is empty");
    case simdjson::UTF8_ERROR:
      return Fail(ErrorKind::kBadUpstream, "the answer is not UTF-8");
    case simdjson::UNCLOSED_STRING:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return Fail(ErrorKind::kBadUpstream, "the answer is cut off");
    case simdjson::DEPTH_ERROR:
      return Fail(ErrorKind::kBadUpstream, "the answer is nested too deeply");
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return Fail(ErrorKind::kBadUpstream, "the answer is too large");
    default:
      return Fail(ErrorKind::kBadUpstream, "the answer is not JSON");
  }
}

Failure JsonTypeFailure(simdjson::error_code code, std::string_view name, std::string_view kind) {
  return code == simdjson::INCORRECT_TYPE ? WrongType(name, kind) : JsonFailure(code);
}

bool IsNull(JsonValue& value) {
  bool is_null = false;
  return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
}

Result<void> SkipJson(JsonValue value, int depth) {
  if (depth > kMaxJsonDepth) return JsonFailure(simdjson::DEPTH_ERROR);
  json_type type{};
  if (const auto code = value.type().get(type)) return JsonFailure(code);
  switch (type) {
    case json_type::object: {
      simdjson::ondemand::object object;
      if (const auto code = value.get_object().get(object)) return JsonFailure(code);
      for (auto next : object) {
        simdjson::ondemand::field field;
        if (const auto code = std::move(next).get(field)) return JsonFailure(code);
        if (const auto key = ReadKey(field); !key) return Failure(key.error());
        if (auto done = SkipJson(field.value(), depth + 1); !done) return done;
      }
      return {};
    }
    case json_type::array:
      return ReadList(value, "list", [depth](std::size_t, JsonValue inner) { return SkipJson(inner, depth + 1); });
    case json_type::string:
      if (const auto text = StringOf(value, "text"); !text) return Failure(text.error());
      return {};
    case json_type::number:
      if (!NumberToken(value)) return JsonFailure(simdjson::NUMBER_ERROR);
      return {};
    case json_type::boolean: {
      bool truth = false;
      if (const auto code = value.get_bool().get(truth)) return JsonFailure(code);
      return {};
    }
    case json_type::null:
      if (!IsNull(value)) return JsonFailure(simdjson::N_ATOM_ERROR);
      return {};
  }
  return JsonFailure(simdjson::TAPE_ERROR);
}

Result<void> ReadJson(JsonValue value, std::string_view name, std::string_view& out) {
  const auto text = StringOf(value, name);
  if (!text) return Failure(text.error());
  out = *text;
  // No database keeps it, and no name has it.
  if (out.find('\0') != std::string_view::npos) return WrongType(name, "a text without NUL");
  return {};
}

Result<void> ReadJson(JsonValue value, std::string_view name, std::optional<std::string_view>& out) {
  out.reset();
  if (IsNull(value)) return {};
  return ReadJson(value, name, out.emplace());
}

Result<void> ReadJson(JsonValue value, std::string_view name, bool& out) {
  if (const auto code = value.get_bool().get(out)) return JsonTypeFailure(code, name, "true or false");
  return {};
}

Result<void> ReadJson(JsonValue value, std::string_view name, std::int64_t& out) {
  json_type type{};
  if (const auto code = value.type().get(type)) return JsonFailure(code);
  const auto token = type == json_type::number ? NumberToken(value) : std::nullopt;
  if (!token) return WrongType(name, "a number");
  const auto [end, code] = std::from_chars(token->data(), token->data() + token->size(), out);
  if (code != std::errc() || end != token->data() + token->size()) {
    // Not plain digits: "412.0" and "4.12e2" are whole all the same.
    const auto exact = Money::Parse(*token);
    constexpr Int128 kOne = Money::FromUnits(1).atto();
    if (!exact || exact->atto() % kOne != 0) return WrongType(name, "a whole number");
    out = static_cast<std::int64_t>(exact->atto() / kOne);
  }
  if (out < 0) return Fail(ErrorKind::kBadUpstream, std::string(name) + " is negative");
  if (out > kMaxCount) return Fail(ErrorKind::kBadUpstream, std::string(name) + " is out of range");
  return {};
}

Result<void> ReadJson(JsonValue value, std::string_view name, std::optional<std::int64_t>& out) {
  out.reset();
  if (IsNull(value)) return {};
  return ReadJson(value, name, out.emplace());
}

Result<void> ReadJson(JsonValue value, std::string_view name, Money& out, int decimal_shift) {
  json_type type{};
  if (const auto code = value.type().get(type)) return JsonFailure(code);
  std::string_view digits;
  if (type == json_type::string) {
    const auto text = StringOf(value, name);
    if (!text) return Failure(text.error());
    digits = *text;
  } else {
    const auto token = type == json_type::number ? NumberToken(value) : std::nullopt;
    if (!token) return WrongType(name, "a number");
    digits = *token;
  }
  const auto money = Money::Parse(digits, decimal_shift);
  if (!money) {
    // "not a decimal number" or "amount out of range"; either way the text itself is not repeated.
    return money.error().message.find("range") != std::string::npos
               ? Fail(ErrorKind::kBadUpstream, std::string(name) + " is out of range")
               : WrongType(name, "a number");
  }
  out = *money;
  return {};
}

Result<void> ReadJson(JsonValue value, std::string_view name, Date& out) {
  constexpr std::size_t kDateLength = 10;
  constexpr std::array<std::string_view, 7> kMidnights = {
      "", "T00:00:00Z", "T00:00:00.000Z", "T00:00:00.000000Z", "T00:00:00+00:00", "T00:00:00", " 00:00:00"};
  std::string_view text;
  if (auto done = ReadJson(value, name, text); !done) return done;
  const auto date = Date::Parse(text.substr(0, kDateLength));
  if (!date) return WrongType(name, "a date");
  if (std::ranges::find(kMidnights, text.substr(kDateLength)) == kMidnights.end()) {
    return WrongType(name, "the start of a UTC day");
  }
  out = *date;
  return {};
}

Result<void> ReadCurrency(JsonValue value, std::string_view name, std::string& out) {
  std::string_view text;
  if (auto done = ReadJson(value, name, text); !done) return done;
  out = text;
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool is_code = out.size() == 3 && std::ranges::all_of(out, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_code) return WrongType(name, "a currency");
  return {};
}

ErrorTexts ReadErrorTexts(std::string& body) {
  static constexpr std::array<std::string_view, 1> kFields = {"error"};
  static constexpr std::array<std::string_view, 3> kErrorFields = {"message", "type", "code"};
  ErrorTexts texts;
  const auto done = ReadDocument(body, kFields, [&](std::size_t, JsonValue value) -> Result<void> {
    return ReadObject(value, "error", kErrorFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      std::optional<std::string_view> text;
      if (!ReadJson(inner, kErrorFields[field], text)) return {};
      if (text) (field == 0 ? texts.message : field == 1 ? texts.type : texts.code) = *text;
      return {};
    });
  });
  return done ? texts : ErrorTexts();
}

}  // namespace llmcost
