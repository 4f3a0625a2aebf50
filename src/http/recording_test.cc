// SPDX-License-Identifier: MIT
#include "http/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "http/fake_http_client.h"
#include "http/named_secrets.h"
#include "http/recording_http_client.h"
#include "http/replaying_http_client.h"

namespace llmcost {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const TimePoint kBegan = Date(2026, 11, 22).Start() + std::chrono::milliseconds(81'123);
constexpr const char* kKey = "sk-admin-canary/7f3a+b";
constexpr const char* kOtherKey = "sk-admin-canary/7f3a+b-and-more";
constexpr const char* kUrl = "https://api.example/v1/costs?page=1";

RecordingHead Head() {
  return {kBegan,
          {{"EXCLUDE", "openai/edugami"}},
          {{"OPENAI_API_KEY_A", "openai", "a", "A", "sk-admin-", true},
           {"OPENAI_API_KEY_B", "openai", "b", "B", "sk-admin-", true}}};
}

NamedSecrets Secrets() {
  return NamedSecrets::Make({{"OPENAI_API_KEY_A", kKey}, {"OPENAI_API_KEY_B", kOtherKey}}).value();
}

HttpResponse Answer(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Set-Cookie", "session=secret"}, {"Retry-After", "7"}};
  response.body = std::move(body);
  return response;
}

HttpRequest Question(const std::string& key, std::string url = kUrl) {
  HttpRequest request;
  request.url = std::move(url);
  if (!key.empty()) request.headers.push_back({"Authorization", "Bearer " + key});
  return request;
}

Result<HttpResponse> Ask(HttpClient& client, HttpRequest request) {
  boost::asio::io_context context;
  Result<HttpResponse> reply = HttpResponse{};
  boost::asio::co_spawn(context, client.Get(std::move(request)),
                        [&](const std::exception_ptr&, Result<HttpResponse> got) { reply = std::move(got); });
  context.run();
  return reply;
}

std::string Read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class RecordingTest : public testing::Test {
 protected:
  RecordingTest() {
    std::string name = (fs::temp_directory_path() / "llm-cost-recording-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~RecordingTest() override { fs::remove_all(folder_); }

  // Records the answers that `reply` gives to these questions.
  void Record(FakeHttpClient::Reply reply, const std::vector<HttpRequest>& questions) {
    FakeHttpClient upstream(std::move(reply));
    auto client = RecordingHttpClient::Open(upstream, folder_ / "r", Head(), Secrets());
    ASSERT_TRUE(client.has_value()) << client.error().message;
    for (const HttpRequest& question : questions) Ask(**client, question);
  }
  std::string LoadError(const fs::path& folder) {
    const auto recording = LoadRecording(folder);
    return recording ? "" : recording.error().message;
  }
  std::string AllBytes() const {
    std::string bytes;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      bytes += entry.path().string() + "\n";
      if (entry.is_regular_file()) bytes += Read(entry.path());
    }
    return bytes;
  }

  fs::path folder_;
};

TEST_F(RecordingTest, RepliesComeAgainByKeyAndInOrder) {
  int calls = 0;
  Record([&](const HttpRequest&) { return Answer(std::to_string(++calls)); },
         {Question(kKey), Question(kOtherKey), Question(kKey), Question("", "https://rates.example/x.xml")});
  auto recording = LoadRecording(folder_ / "r");
  ASSERT_TRUE(recording.has_value()) << recording.error().message;
  EXPECT_EQ(recording->head.began, kBegan);
  EXPECT_EQ(recording->head.settings.at("EXCLUDE"), "openai/edugami");
  ASSERT_EQ(recording->head.keys.size(), 2U);
  const RecordedKey& second = recording->head.keys[1];
  EXPECT_EQ(second.setting + " " + second.provider + " " + second.workspace_id + " " + second.workspace_name,
            "OPENAI_API_KEY_B openai b B");
  EXPECT_EQ(second.kind, "sk-admin-");
  EXPECT_TRUE(second.named);
  ReplayingHttpClient replay(std::move(*recording));
  EXPECT_EQ(Ask(replay, Question("<OPENAI_API_KEY_A>"))->body, "1");
  EXPECT_EQ(Ask(replay, Question("<OPENAI_API_KEY_A>"))->body, "3");
  EXPECT_EQ(Ask(replay, Question("<OPENAI_API_KEY_A>"))->body, "3");
  EXPECT_EQ(Ask(replay, Question("<OPENAI_API_KEY_B>"))->body, "2");
  EXPECT_EQ(Ask(replay, Question("", "https://rates.example/x.xml"))->body, "4");
}

TEST_F(RecordingTest, WhatWasNotRecordedIsAnErrorAndNoEmptyAnswer) {
  Record([](const HttpRequest&) { return Answer("1"); }, {Question(kKey)});
  ReplayingHttpClient replay(LoadRecording(folder_ / "r").value());
  for (const HttpRequest& question : {Question("<OPENAI_API_KEY_A>", std::string(kUrl) + "2"), Question(""),
                                      Question("<OPENAI_API_KEY_B>"), Question(kKey)}) {
    const auto reply = Ask(replay, question);
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().kind, ErrorKind::kUnavailable);
    EXPECT_THAT(reply.error().message, HasSubstr("the recording has no reply for GET https://api.example/v1/costs"));
  }
}

TEST_F(RecordingTest, NoSecretIsWrittenInAnyForm) {
  const std::vector<std::string> forms = {kKey,
                                          kOtherKey,
                                          "sk-admin-canary\\/7f3a+b",
                                          "sk-admin-canary\\u002f7f3a\\u002bb",
                                          "sk-admin-canary\\u002F7f3a\\u002Bb",
                                          "sk-admin-canary%2F7f3a%2Bb",
                                          "sk-admin-canary%2f7f3a%2bb"};
  for (const std::string& form : forms) {
    Record(
        [&](const HttpRequest&) {
          HttpResponse answer = Answer(form + " refused: " + form + "\xff", 401);
          answer.headers.push_back({"Last-Modified", form});
          return answer;
        },
        {Question(kKey), Question(kOtherKey, "https://api.example/" + form)});
    Record(
        [&](const HttpRequest&) -> Result<HttpResponse> {
          return Failure(Error{.kind = ErrorKind::kTimeout, .message = "no answer to " + form, .hint = form});
        },
        {Question(kKey)});
  }
  const std::string bytes = AllBytes();
  EXPECT_THAT(bytes, Not(HasSubstr("canary")));
  EXPECT_THAT(bytes, Not(HasSubstr("63616e617279")));  // in the bodies that are written by their numbers
  EXPECT_THAT(bytes, Not(HasSubstr("session=secret")));
  EXPECT_THAT(bytes, Not(HasSubstr("Bearer")));
  EXPECT_THAT(bytes, HasSubstr("no answer to <OPENAI_API_KEY_A>"));
}

TEST_F(RecordingTest, OnlyTheOwnerCanReadIt) {
  Record([](const HttpRequest&) { return Answer("1"); }, {Question(kKey)});
  EXPECT_EQ(fs::status(folder_ / "r").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(folder_ / "r/0001").permissions(), fs::perms::owner_all);
  for (const char* file : {"r/0001/recording.json", "r/0001/000001.json"}) {
    EXPECT_EQ(fs::status(folder_ / file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  }
}

TEST_F(RecordingTest, RepliesAreTheSameToTheLastByte) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  const std::string text = R"({"value":0.1000000000000000055511151231257827,"é":"\u0000"})" + std::string("\0\n", 2);
  for (const std::string& body : {all_bytes, text, std::string()}) {
    const RecordedReply recorded{"K", "u", Answer(body)};
    const auto again = ParseRecordedReply(FormatRecordedReply(recorded));
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(again->reply->body, body);
    EXPECT_EQ(again->reply->Header("retry-after"), "7");
  }
}

TEST_F(RecordingTest, FailuresAreKeptToo) {
  const RecordedReply recorded{"K", "u",
                               Failure(Error{.kind = ErrorKind::kRateLimited,
                                             .message = "too often",
                                             .retry_after = std::chrono::seconds(9),
                                             .hint = "Wait.",
                                             .reason = kTooLarge})};
  const auto again = ParseRecordedReply(FormatRecordedReply(recorded));
  ASSERT_TRUE(again.has_value());
  ASSERT_FALSE(again->reply.has_value());
  EXPECT_EQ(again->reply.error().kind, ErrorKind::kRateLimited);
  EXPECT_EQ(again->reply.error().message, "too often");
  EXPECT_EQ(again->reply.error().hint, "Wait.");
  EXPECT_EQ(again->reply.error().retry_after, std::chrono::seconds(9));
  EXPECT_EQ(again->reply.error().reason, kTooLarge);
}

TEST_F(RecordingTest, EachRunHasAFolderOfItsOwnAndTheLastOneIsReplayed) {
  for (const char* body : {"first", "second"}) {
    Record([&](const HttpRequest&) { return Answer(body); }, {Question(kKey)});
  }
  EXPECT_EQ(LoadRecording(folder_ / "r")->replies.at(0).reply->body, "second");
  EXPECT_EQ(LoadRecording(folder_ / "r/0001")->replies.at(0).reply->body, "first");
}

TEST_F(RecordingTest, AFolderThatIsNoRecordingIsRefused) {
  EXPECT_THAT(LoadError(folder_ / "none"), HasSubstr("none does not exist"));
  EXPECT_THAT(LoadError(folder_), HasSubstr("holds no recording"));
  std::ofstream(folder_ / "file") << "x";
  EXPECT_THAT(LoadError(folder_ / "file"), HasSubstr("is no folder"));
}

TEST_F(RecordingTest, AFileThatIsCutOffAnywhereIsNamed) {
  Record([](const HttpRequest&) { return Answer("{}"); }, {Question(kKey), Question(kOtherKey)});
  const fs::path run = folder_ / "r/0001";
  for (const char* name : {"recording.json", "000002.json"}) {
    const std::string whole = Read(run / name);
    for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
      std::ofstream(run / name, std::ios::binary | std::ios::trunc) << whole.substr(0, length);
      EXPECT_THAT(LoadError(folder_ / "r"), HasSubstr(std::string(name) + " is cut off or damaged")) << length;
    }
    std::ofstream(run / name, std::ios::binary | std::ios::trunc) << whole;
  }
  fs::remove(run / "000001.json");
  EXPECT_THAT(LoadError(folder_ / "r"), HasSubstr("000001.json is missing"));
}

TEST_F(RecordingTest, ANewerVersionIsRefused) {
  Record([](const HttpRequest&) { return Answer("{}"); }, {});
  const fs::path file = folder_ / "r/0001/recording.json";
  std::string text = Read(file);
  text.replace(text.find("\"recording_version\": 1"), 22, "\"recording_version\": 2");
  std::ofstream(file) << text;
  EXPECT_THAT(LoadError(folder_ / "r"), HasSubstr("was made by a newer release"));
}

TEST_F(RecordingTest, AFolderThatCannotBeWrittenIsRefusedAtOnce) {
  std::ofstream(folder_ / "file") << "x";
  FakeHttpClient upstream([](const HttpRequest&) { return Answer("1"); });
  for (const char* name : {"file", "file/below"}) {
    const auto client = RecordingHttpClient::Open(upstream, folder_ / name, Head(), Secrets());
    ASSERT_FALSE(client.has_value());
    EXPECT_THAT(client.error().message, HasSubstr("cannot be written"));
  }
}

TEST_F(RecordingTest, AReplyThatCannotBeWrittenIsAnsweredAllTheSame) {
  FakeHttpClient upstream([](const HttpRequest&) { return Answer("1"); });
  auto client = RecordingHttpClient::Open(upstream, folder_ / "r", Head(), Secrets());
  ASSERT_TRUE(client.has_value());
  fs::remove_all(folder_ / "r");
  EXPECT_EQ(Ask(**client, Question(kKey))->body, "1");
  EXPECT_EQ(Ask(**client, Question(kKey))->body, "1");
}

TEST(NamedSecretsTest, AKeyTooShortToBeToldFromTextIsRefused) {
  const auto secrets = NamedSecrets::Make({{"OPENAI_ADMIN_KEY", "12"}});
  ASSERT_FALSE(secrets.has_value());
  EXPECT_THAT(secrets.error().message, HasSubstr("OPENAI_ADMIN_KEY is shorter"));
}

}  // namespace
}  // namespace llmcost
