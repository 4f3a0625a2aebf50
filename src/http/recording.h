// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "http/http_client.h"

// What upstreams answered in one run, as files that a person can read and send: recording.json says when it began and
// what shaped the questions, 000001.json and so on hold one reply each, in the order in which they came.
namespace llmcost {

// One key of the run, without the key itself.
struct RecordedKey {
  std::string setting;  // "OPENAI_API_KEY_EDUGAMI"
  std::string provider;
  std::string workspace_id;
  std::string workspace_name;
  std::string kind;  // how keys of its kind begin, "sk-admin-": what errors say depends on it
  bool named = false;
};

struct RecordingHead {
  TimePoint began;
  std::map<std::string, std::string> settings;  // those that shape questions and sums, as text; no secrets
  std::vector<RecordedKey> keys;
};

struct RecordedReply {
  std::string credential;  // the setting whose key the question was asked with; empty = none
  std::string url;
  Result<HttpResponse> reply;  // with the headers that are read, and no others
};

struct Recording {
  std::string folder;  // the very one, where several were in the folder asked for
  RecordingHead head;
  std::vector<RecordedReply> replies;  // in their order
};

inline constexpr std::string_view kRecordingHeadFile = "recording.json";
// "000001.json"
std::string RecordedReplyFile(std::size_t number);

// The text of each file, and back. Errors, kInvalidArgument: what is wrong, to go on from the file's name.
std::string FormatRecordingHead(const RecordingHead& head);
Result<RecordingHead> ParseRecordingHead(const std::string& text);
std::string FormatRecordedReply(const RecordedReply& recorded);
Result<RecordedReply> ParseRecordedReply(const std::string& text);

// Reads the recording in the folder of that name, or the last one where it holds several. Errors, kInvalidArgument:
// there is none, a file is damaged or missing (the message says which), or a newer release made it.
Result<Recording> LoadRecording(const std::string& name);

// Starts at `start` and goes on as time passes. Thread-safe.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(TimePoint start) : start_(start) {}
  TimePoint Now() const override {
    return start_ + std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun_);
  }

 private:
  const TimePoint start_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace llmcost
