// SPDX-License-Identifier: MIT
#include "http/recording.h"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <simdjson.h>

#include <array>
#include <optional>

namespace llmcost {
namespace {

constexpr std::int64_t kVersion = 1;

using Json = rapidjson::Value;
using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

constexpr std::array kKinds = {ErrorKind::kInvalidArgument,  ErrorKind::kNotFound,    ErrorKind::kInvalidKey,
                               ErrorKind::kPermissionDenied, ErrorKind::kRateLimited, ErrorKind::kTimeout,
                               ErrorKind::kUnavailable,      ErrorKind::kBadUpstream, ErrorKind::kInternal};

void Field(Writer& writer, std::string_view name, std::string_view text) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Field(Writer& writer, std::string_view name, std::int64_t number) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  writer.Int64(number);
}

std::string Finished(const rapidjson::StringBuffer& buffer) {
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

Failure Fault(std::string message) { return Fail(ErrorKind::kInvalidArgument, std::move(message)); }

// Nothing when there is no such text.
std::optional<std::string> Text(const Json& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return std::nullopt;
  return std::string(found->value.GetString(), found->value.GetStringLength());
}

std::optional<std::int64_t> Number(const Json& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsInt64()) return std::nullopt;
  return found->value.GetInt64();
}

const Json* Part(const Json& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

bool ParseObject(rapidjson::Document& document, const std::string& text) {
  // Iterative, so that a file nested a million times is no crash.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  return !document.HasParseError() && document.IsObject();
}

std::string Hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::optional<std::string> FromHex(const std::string& text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

void WriteResponse(Writer& writer, const HttpResponse& response) {
  Field(writer, "status", response.status);
  writer.Key("headers");
  writer.StartObject();
  for (const HttpHeader& header : response.headers) Field(writer, header.name, header.value);
  writer.EndObject();
  // JSON holds text; other bytes are written by their numbers.
  if (simdjson::validate_utf8(response.body.data(), response.body.size())) {
    Field(writer, "body", response.body);
  } else {
    Field(writer, "body_hex", Hex(response.body));
  }
}

Result<HttpResponse> ReadResponse(const Json& object, std::int64_t status) {
  HttpResponse response;
  response.status = static_cast<int>(status);
  const Json* headers = Part(object, "headers");
  if (headers == nullptr || !headers->IsObject()) return Fault("has no headers");
  for (const auto& header : headers->GetObject()) {
    if (!header.value.IsString()) return Fault("has a header that is no text");
    response.headers.push_back({header.name.GetString(), header.value.GetString()});
  }
  std::optional<std::string> body = Text(object, "body");
  if (!body) {
    if (const auto hex = Text(object, "body_hex")) body = FromHex(*hex);
  }
  if (!body) return Fault("has no body");
  response.body = std::move(*body);
  return response;
}

void WriteError(Writer& writer, const Error& error) {
  writer.Key("error");
  writer.StartObject();
  Field(writer, "kind", ErrorKindName(error.kind));
  Field(writer, "message", error.message);
  if (!error.hint.empty()) Field(writer, "hint", error.hint);
  if (error.retry_after) Field(writer, "retry_after", error.retry_after->count());
  if (!error.reason.empty()) Field(writer, "reason", error.reason);
  writer.EndObject();
}

std::optional<Error> ReadError(const Json& object) {
  const auto kind = Text(object, "kind");
  auto message = Text(object, "message");
  if (!kind || !message) return std::nullopt;
  Error error;
  bool known = false;
  for (const ErrorKind candidate : kKinds) {
    if (ErrorKindName(candidate) != *kind) continue;
    error.kind = candidate;
    known = true;
  }
  if (!known) return std::nullopt;
  error.message = std::move(*message);
  error.hint = Text(object, "hint").value_or("");
  if (Text(object, "reason") == kTooLarge) error.reason = kTooLarge;  // the only one a client has
  if (const auto seconds = Number(object, "retry_after")) error.retry_after = std::chrono::seconds(*seconds);
  return error;
}

}  // namespace

std::string RecordedReplyFile(std::size_t number) { return fmt::format("{:06}.json", number); }

std::string FormatRecordingHead(const RecordingHead& head) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  Field(writer, "recording_version", kVersion);
  Field(writer, "began", FormatTime(head.began));
  Field(writer, "began_unix_ms", head.began.time_since_epoch().count());
  writer.Key("settings");
  writer.StartObject();
  for (const auto& [name, value] : head.settings) Field(writer, name, value);
  writer.EndObject();
  writer.Key("keys");
  writer.StartArray();
  for (const RecordedKey& key : head.keys) {
    writer.StartObject();
    Field(writer, "setting", key.setting);
    Field(writer, "provider", key.provider);
    Field(writer, "workspace_id", key.workspace_id);
    Field(writer, "workspace_name", key.workspace_name);
    Field(writer, "kind", key.kind);
    writer.Key("named");
    writer.Bool(key.named);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return Finished(buffer);
}

Result<RecordingHead> ParseRecordingHead(const std::string& text) {
  rapidjson::Document document;
  if (!ParseObject(document, text)) return Fault("is cut off or damaged");
  const auto version = Number(document, "recording_version");
  if (!version) return Fault("does not say which version of recording it is");
  if (*version > kVersion) {
    return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                         .message = "was made by a newer release of this program",
                         .hint = "Replay it with that release or a later one."});
  }
  const auto began = Number(document, "began_unix_ms");
  // The years 1970 to 9999, which is what dates are written for.
  constexpr std::int64_t kLatest = 253'402'300'799'999;
  if (!began || *began < 0 || *began > kLatest) return Fault("does not say when the recording began");
  RecordingHead head;
  head.began = TimePoint(std::chrono::milliseconds(*began));
  const Json* settings = Part(document, "settings");
  if (settings == nullptr || !settings->IsObject()) return Fault("has no settings");
  for (const auto& setting : settings->GetObject()) {
    if (!setting.value.IsString()) return Fault("has a setting that is no text");
    head.settings.emplace(setting.name.GetString(), setting.value.GetString());
  }
  const Json* keys = Part(document, "keys");
  if (keys == nullptr || !keys->IsArray()) return Fault("has no keys");
  for (const Json& key : keys->GetArray()) {
    const Json* named = key.IsObject() ? Part(key, "named") : nullptr;
    if (named == nullptr || !named->IsBool()) return Fault("has a key without a workspace");
    auto setting = Text(key, "setting");
    auto provider = Text(key, "provider");
    auto id = Text(key, "workspace_id");
    auto name = Text(key, "workspace_name");
    auto kind = Text(key, "kind");
    if (!setting || !provider || !id || !name || !kind) return Fault("has a key without a workspace");
    head.keys.push_back({std::move(*setting), std::move(*provider), std::move(*id), std::move(*name), std::move(*kind),
                         named->GetBool()});
  }
  return head;
}

std::string FormatRecordedReply(const RecordedReply& recorded) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  Field(writer, "method", "GET");
  Field(writer, "url", recorded.url);
  Field(writer, "credential", recorded.credential);
  if (recorded.reply) {
    WriteResponse(writer, *recorded.reply);
  } else {
    WriteError(writer, recorded.reply.error());
  }
  writer.EndObject();
  return Finished(buffer);
}

Result<RecordedReply> ParseRecordedReply(const std::string& text) {
  rapidjson::Document document;
  if (!ParseObject(document, text)) return Fault("is cut off or damaged");
  auto url = Text(document, "url");
  auto credential = Text(document, "credential");
  if (Text(document, "method") != "GET" || !url || !credential) return Fault("does not say what was asked");
  RecordedReply recorded{std::move(*credential), std::move(*url), HttpResponse{}};
  if (const auto status = Number(document, "status")) {
    if (*status < 100 || *status > 999) return Fault("has a status that is none");
    Result<HttpResponse> response = ReadResponse(document, *status);
    if (!response) return Failure(response.error());
    recorded.reply = std::move(*response);
    return recorded;
  }
  const Json* object = Part(document, "error");
  auto error = object != nullptr && object->IsObject() ? ReadError(*object) : std::nullopt;
  if (!error) return Fault("has no reply");
  recorded.reply = Failure(std::move(*error));
  return recorded;
}

}  // namespace llmcost
