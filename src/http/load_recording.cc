// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>

#include "http/recording.h"

namespace llmcost {
namespace {

namespace fs = std::filesystem;

Failure Fault(std::string message, std::string hint) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument, .message = std::move(message), .hint = std::move(hint)});
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "is damaged" with the file in front.
Failure InFile(const fs::path& file, Error error) {
  error.message = fmt::format("the recording cannot be replayed: {} {}", file.string(), error.message);
  if (error.hint.empty()) error.hint = "Copy the recording again, or record once more with --record.";
  return Failure(std::move(error));
}

Result<std::string> ReadFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return Fail(ErrorKind::kInvalidArgument, "cannot be read");
  return text;
}

// The numbers of the files in the folder that are called like "<number><suffix>", in order.
Result<std::vector<std::size_t>> Numbers(const fs::path& folder, std::string_view suffix) {
  std::error_code error;
  std::vector<std::size_t> numbers;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.ends_with(suffix)) continue;
    const std::string stem = name.substr(0, name.size() - suffix.size());
    if (IsNumber(stem)) numbers.push_back(std::stoul(stem));
  }
  if (error) {
    return Fault(fmt::format("the folder {} cannot be read: {}", folder.string(), error.message()),
                 "Name the folder that --record was given.");
  }
  std::ranges::sort(numbers);
  return numbers;
}

// The folder with the recording itself.
Result<fs::path> FindRecording(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fault(
        fmt::format("the folder {} {}", folder.string(), fs::exists(folder, error) ? "is no folder" : "does not exist"),
        "Name the folder that --record was given.");
  }
  if (fs::exists(folder / kRecordingHeadFile, error)) return folder;
  const auto numbers = Numbers(folder, "");
  if (!numbers) return Failure(numbers.error());
  for (const auto number : std::views::reverse(*numbers)) {
    fs::path run = folder / fmt::format("{:04}", number);
    if (fs::exists(run / kRecordingHeadFile, error)) return run;
  }
  return Fault(fmt::format("the folder {} holds no recording", folder.string()),
               "A recording is made with --record; it holds a file recording.json.");
}

}  // namespace

Result<Recording> LoadRecording(const std::string& name) {
  const Result<fs::path> folder = FindRecording(name);
  if (!folder) return Failure(folder.error());
  Recording recording;
  recording.folder = folder->string();
  const fs::path head_file = *folder / kRecordingHeadFile;
  const Result<std::string> head_text = ReadFile(head_file);
  if (!head_text) return InFile(head_file, head_text.error());
  Result<RecordingHead> head = ParseRecordingHead(*head_text);
  if (!head) return InFile(head_file, head.error());
  recording.head = std::move(*head);

  const auto numbers = Numbers(*folder, ".json");
  if (!numbers) return Failure(numbers.error());
  std::size_t expected = 0;
  for (const std::size_t number : *numbers) {
    const fs::path file = *folder / RecordedReplyFile(++expected);
    if (number != expected) return InFile(file, Error{.message = "is missing"});
    const Result<std::string> text = ReadFile(file);
    if (!text) return InFile(file, text.error());
    Result<RecordedReply> reply = ParseRecordedReply(*text);
    if (!reply) return InFile(file, reply.error());
    recording.replies.push_back(std::move(*reply));
  }
  return recording;
}

}  // namespace llmcost
