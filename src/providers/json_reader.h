// SPDX-License-Identifier: MIT
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"
#include "providers/rows.h"

// Reads a provider's JSON answer field by field, in one pass, with numbers as their own digits. Strict about what is
// read, since a figure misread is worse than an error: a field that appears twice, a wrong type, a NUL in a text or
// broken JSON anywhere is kBadUpstream. Fields nobody asked for are checked and passed over. The message says what is
// wrong ("amount.value is not a number") and never repeats the answer; the caller puts in front of it what was asked.
// Included by providers' .cc files only.
namespace llmcost {

using JsonValue = simdjson::ondemand::value;

// How deep the parts of an answer that nobody asked for may be nested.
inline constexpr int kMaxJsonDepth = 64;

// Puts `context` and ": " in front of the message.
Failure InContext(std::string_view context, Error error);

// What an error of the JSON library means for the person.
Failure JsonFailure(simdjson::error_code code);
// "<name> is not <kind>" when the type is wrong, else JsonFailure.
Failure JsonTypeFailure(simdjson::error_code code, std::string_view name, std::string_view kind);

// The parser of the calling thread, for one answer. Its memory is used again from answer to answer, but what a large
// one needed is given back: as much as the answer itself, on every thread that ever read one.
class ThreadParser {
 public:
  ThreadParser();
  ~ThreadParser();
  ThreadParser(const ThreadParser&) = delete;
  ThreadParser& operator=(const ThreadParser&) = delete;

  simdjson::ondemand::parser& operator*() const { return parser_; }

 private:
  simdjson::ondemand::parser& parser_;
};

// The name of a field, read in place unless it holds an escape.
Result<std::string_view> ReadKey(simdjson::ondemand::field& field);

// Checks that what is passed over is JSON.
Result<void> SkipJson(JsonValue value, int depth = 0);

// Whether it is null. (The library's own is_null() gives an error for a word like "nul1", which would be thrown.)
bool IsNull(JsonValue& value);

// One overload for each type. std::string_view lives as long as the answer is being read. An optional is nothing for
// null; without one, null is a wrong type. Counts: whole, 0 to kMaxCount ("412" or "412.0"). Money: a JSON number or a
// JSON string with one in it; `decimal_shift` as for Money::Parse. Date: the start of a UTC day ("2026-11-01",
// "2026-11-01T00:00:00Z", "2026-11-01 00:00:00").
Result<void> ReadJson(JsonValue value, std::string_view name, std::string_view& out);
Result<void> ReadJson(JsonValue value, std::string_view name, std::optional<std::string_view>& out);
Result<void> ReadJson(JsonValue value, std::string_view name, bool& out);
Result<void> ReadJson(JsonValue value, std::string_view name, std::int64_t& out);
Result<void> ReadJson(JsonValue value, std::string_view name, std::optional<std::int64_t>& out);
Result<void> ReadJson(JsonValue value, std::string_view name, Money& out, int decimal_shift = 0);
Result<void> ReadJson(JsonValue value, std::string_view name, Date& out);

// A currency's ISO 4217 code in any case, made upper case.
Result<void> ReadCurrency(JsonValue value, std::string_view name, std::string& out);

// Calls `read(index in names, value)` for every field of the object that is one of `names` (32 at most), in the order
// of the answer. `read` gives a Result<void>; the first failure ends it.
template <typename Object, typename Read>
Result<void> ReadFields(Object&& object, std::span<const std::string_view> names, Read&& read) {
  std::uint32_t seen = 0;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (const auto code = std::move(next).get(field)) return JsonFailure(code);
    const auto key = ReadKey(field);
    if (!key) return Failure(key.error());
    std::size_t index = 0;
    while (index < names.size() && names[index] != *key) ++index;
    if (index == names.size()) {
      if (auto done = SkipJson(field.value()); !done) return done;
      continue;
    }
    const std::uint32_t bit = std::uint32_t{1} << index;
    if ((seen & bit) != 0) return Fail(ErrorKind::kBadUpstream, std::string(*key) + " appears twice");
    seen |= bit;
    if (Result<void> done = read(index, field.value()); !done) return done;
  }
  return {};
}

// The same for a value that must be an object.
template <typename Read>
Result<void> ReadObject(JsonValue value, std::string_view name, std::span<const std::string_view> fields, Read&& read) {
  simdjson::ondemand::object object;
  if (const auto code = value.get_object().get(object)) return JsonTypeFailure(code, name, "an object");
  return ReadFields(object, fields, read);
}

// Calls `read(index, element)` for every element of a list.
template <typename Read>
Result<void> ReadList(JsonValue value, std::string_view name, Read&& read) {
  simdjson::ondemand::array array;
  if (const auto code = value.get_array().get(array)) return JsonTypeFailure(code, name, "a list");
  std::size_t index = 0;
  for (auto result : array) {
    JsonValue element;
    if (const auto code = result.get(element)) return JsonFailure(code);
    if (Result<void> done = read(index, element); !done) return done;
    ++index;
  }
  return {};
}

// Calls `read(name, value)` for every field of an object whose names the provider chooses.
template <typename Object, typename Read>
Result<void> ReadEachField(Object&& object, Read&& read) {
  std::set<std::string, std::less<>> seen;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (const auto code = std::move(next).get(field)) return JsonFailure(code);
    const auto key = ReadKey(field);
    if (!key) return Failure(key.error());
    if (!seen.emplace(*key).second) return Fail(ErrorKind::kBadUpstream, "a name appears twice");
    if (Result<void> done = read(*key, field.value()); !done) return done;
  }
  return {};
}

// The same for a value that must be an object.
template <typename Read>
Result<void> ReadMap(JsonValue value, std::string_view name, Read&& read) {
  simdjson::ondemand::object object;
  if (const auto code = value.get_object().get(object)) return JsonTypeFailure(code, name, "an object");
  return ReadEachField(object, read);
}

// The whole answer, which must be one object: `read(object)` walks through it. `body` may be moved in memory (the
// parser wants room behind it), its text stays. One at a time on a thread: `read` must not begin another.
template <typename Read>
Result<void> ReadAnswer(std::string& body, Read&& read) {
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  const ThreadParser parser;
  simdjson::ondemand::document document;
  if (const auto code = (*parser).iterate(body).get(document)) return JsonFailure(code);
  simdjson::ondemand::object object;
  if (const auto code = document.get_object().get(object)) return JsonTypeFailure(code, "the answer", "a JSON object");
  if (Result<void> done = read(object); !done) return done;
  // Nothing may follow the object.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return JsonFailure(simdjson::TRAILING_CONTENT);
  return {};
}

// The same, of the fields named.
template <typename Read>
Result<void> ReadDocument(std::string& body, std::span<const std::string_view> fields, Read&& read) {
  return ReadAnswer(body, [&](simdjson::ondemand::object& object) { return ReadFields(object, fields, read); });
}

// The texts of {"error":{"message","type","code"}}, which most providers send with a refusal; empty where they are
// missing or no text. Never shown to anybody.
struct ErrorTexts {
  std::string message;
  std::string type;
  std::string code;
};
ErrorTexts ReadErrorTexts(std::string& body);

// A page {"data":[…],"has_more","next_page"}: calls `read(element)` for each of data. `what` names one ("bucket") in
// messages, such as "bucket 3: amount is not a number". `has_pages`: the API answers in pages, so that has_more has to
// be there; taken for the last one, a page without would lose what follows.
template <typename Read>
Result<NextPage> ReadPage(std::string& body, std::string_view what, Read&& read, bool has_pages = true) {
  static constexpr std::array<std::string_view, 3> kFields = {"data", "has_more", "next_page"};
  NextPage page;
  bool has_data = false;
  bool says_more = false;
  auto done = ReadDocument(body, kFields, [&](std::size_t field, JsonValue value) -> Result<void> {
    if (field == 1) {
      says_more = true;
      return ReadJson(value, "has_more", page.has_more);
    }
    if (field == 2) {
      std::optional<std::string_view> next;
      auto read_next = ReadJson(value, "next_page", next);
      if (next) page.cursor = *next;
      return read_next;
    }
    has_data = true;
    return ReadList(value, "data", [&](std::size_t index, JsonValue element) -> Result<void> {
      Result<void> taken = read(element);
      if (!taken) return InContext(std::string(what) + " " + std::to_string(index + 1), std::move(taken.error()));
      return taken;
    });
  });
  if (!done) return Failure(std::move(done.error()));
  if (!has_data) return Fail(ErrorKind::kBadUpstream, "data is missing");
  if (has_pages && !says_more) return Fail(ErrorKind::kBadUpstream, "has_more is missing");
  return page;
}

}  // namespace llmcost
