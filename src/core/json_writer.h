// SPDX-License-Identifier: MIT
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"
#include "core/money.h"

// Writing JSON with exact money. Only for .cc files.
namespace llmcost {

class JsonWriter {
 public:
  void BeginObject() { writer_.StartObject(); }
  void EndObject() { writer_.EndObject(); }
  void BeginArray(std::string_view key) {
    Key(key);
    writer_.StartArray();
  }
  void EndArray() { writer_.EndArray(); }
  void BeginObject(std::string_view key) {
    Key(key);
    writer_.StartObject();
  }

  // An element of an array.
  void Write(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void Write(std::string_view key, std::string_view text) {
    Key(key);
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void Write(std::string_view key, const std::string& text) { Write(key, std::string_view(text)); }
  void Write(std::string_view key, const char* text) { Write(key, std::string_view(text)); }
  void Write(std::string_view key, bool value) {
    Key(key);
    writer_.Bool(value);
  }
  void Write(std::string_view key, std::int64_t value) {
    Key(key);
    writer_.Int64(value);
  }
  // A JSON number with every digit of the amount.
  void Write(std::string_view key, Money money) {
    Key(key);
    const std::string digits = money.ToString();
    writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  }
  void Write(std::string_view key, Date date) { Write(key, std::string_view(date.ToString())); }
  void Write(std::string_view key, TimePoint time) { Write(key, std::string_view(FormatTime(time))); }
  // Nothing is null.
  template <typename T>
  void Write(std::string_view key, const std::optional<T>& value) {
    if (value) {
      Write(key, *value);
    } else {
      Key(key);
      writer_.Null();
    }
  }

  std::string Take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  void Key(std::string_view key) { writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size())); }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace llmcost
