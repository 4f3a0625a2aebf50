// SPDX-License-Identifier: MIT
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// RapidJSON's Writer with string views and the field forms of our replies.
namespace llmcost {

class JsonText {
 public:
  void BeginObject() { writer_.StartObject(); }
  void EndObject() { writer_.EndObject(); }
  void BeginArray() { writer_.StartArray(); }
  void EndArray() { writer_.EndArray(); }

  void Name(std::string_view name) { writer_.Key(name.data(), Size(name)); }
  void String(std::string_view text) { writer_.String(text.data(), Size(text)); }
  // Text that is JSON already, such as a number with all its digits.
  void Raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kNumberType); }

  void Field(std::string_view name, std::string_view text) {
    Name(name);
    String(text);
  }
  void Field(std::string_view name, const char* text) { Field(name, std::string_view(text)); }
  void Field(std::string_view name, const std::string& text) { Field(name, std::string_view(text)); }
  void Field(std::string_view name, const std::optional<std::string>& text) {
    Name(name);
    if (text) {
      String(*text);
    } else {
      writer_.Null();
    }
  }
  void Field(std::string_view name, std::int64_t number) {
    Name(name);
    writer_.Int64(number);
  }
  void Field(std::string_view name, bool value) {
    Name(name);
    writer_.Bool(value);
  }
  void RawField(std::string_view name, std::string_view json) {
    Name(name);
    Raw(json);
  }
  void NullField(std::string_view name) {
    Name(name);
    writer_.Null();
  }

  std::string Take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static rapidjson::SizeType Size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace llmcost
