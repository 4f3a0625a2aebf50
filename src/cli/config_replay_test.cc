// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "cli/config.h"
#include "cli/provider_keys.h"

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

KeyKind Describe(std::string_view key) {
  const bool usable = key.starts_with("sk-admin-");
  return {.usable = usable, .description = usable ? "an admin key" : "an ordinary key", .advice = {}};
}

const std::vector<ProviderEntry> kRegistry = {{.id = "openai",
                                               .name = "OpenAI",
                                               .setting_prefix = "OPENAI",
                                               .key_settings = {"OPENAI_ADMIN_KEY", "OPENAI_API_KEY"},
                                               .key_to_make = {.page = "https://example.test/keys"},
                                               .describe_key = Describe,
                                               .make = nullptr}};

Config Load(std::map<std::string, std::string> environment, std::shared_ptr<const Recording> replayed = nullptr,
            bool demo = false) {
  auto config = LoadConfig(
      {.flags = {},
       .environment = std::move(environment),
       .read_file = [](const std::string&, std::size_t) -> Result<std::optional<std::string>> { return std::nullopt; },
       .config_file = {},
       .without_providers = demo,
       .replayed = std::move(replayed)},
      kRegistry);
  if (config) return *std::move(config);
  for (const Error& problem : config.error()) ADD_FAILURE() << problem.message;
  return {};
}

std::shared_ptr<const Recording> RecordingWith(std::map<std::string, std::string> settings) {
  Recording recording;
  recording.head.settings = std::move(settings);
  recording.head.keys = {{.setting = "OPENAI_API_KEY_B",
                          .provider = "openai",
                          .workspace_id = "b",
                          .workspace_name = "B",
                          .kind = "sk-admin-",
                          .named = true},
                         {.setting = "OPENAI_ADMIN_KEY_A",
                          .provider = "openai",
                          .workspace_id = "a",
                          .workspace_name = "A",
                          .kind = "",
                          .named = true}};
  return std::make_shared<const Recording>(std::move(recording));
}

TEST(ConfigReplayTest, KnowsWhereToRecordAndWhatShapesTheFigures) {
  const Config config = Load({{"RECORD_DIR", "there"},
                              {"EXCLUDE", "openai/a"},
                              {"OPENAI_BASE_URL", "https://gateway.test/v1/"},
                              {"OPENAI_ADMIN_KEY", "sk-admin-0123456789"},
                              {"DATABASE_URL", "postgres://u:password@h/d"},
                              {"PORT", "1"}});
  EXPECT_EQ(config.record_dir, "there");
  EXPECT_THAT(config.shaping,
              ElementsAre(Pair("EXCLUDE", "openai/a"), Pair("OPENAI_BASE_URL", "https://gateway.test/v1/")));
}

TEST(ConfigReplayTest, TheDemoRecordsNothing) {
  EXPECT_EQ(Load({{"RECORD_DIR", "there"}}, nullptr, true).record_dir, "");
}

TEST(ConfigReplayTest, KeysOfTheRecordingArePlaceholdersAndTheOnlyOnes) {
  const Config config = Load({{"OPENAI_API_KEY_OTHER", "\"not even a key"}}, RecordingWith({}));
  ASSERT_THAT(config.providers, SizeIs(1));
  const auto& keys = config.providers[0].settings.keys;
  ASSERT_THAT(keys, SizeIs(2));
  EXPECT_EQ(keys[0].workspace_id, "a");
  EXPECT_EQ(keys[0].value, "<OPENAI_ADMIN_KEY_A>");
  EXPECT_EQ(keys[1].workspace_name, "B");
  EXPECT_EQ(keys[1].value, "sk-admin-<OPENAI_API_KEY_B>");
}

TEST(ConfigReplayTest, WhatShapesTheFiguresIsTheRecordingsAndNothingIsKept) {
  const Config config =
      Load({{"EXCLUDE", "openai"},
            {"EXCHANGE_RATES", "EUR=2"},
            {"EXCHANGE_RATE_SOURCE", "off"},
            {"OPENAI_BASE_URL", "http://here.test"},
            {"DATABASE_URL", "sqlite:mine.db"},
            {"SYNC_INTERVAL", "1h"},
            {"RECORD_DIR", "there"},
            {"PORT", "4000"}},
           RecordingWith(
               {{"EXCHANGE_RATES", "EUR=1.5"}, {"OPENAI_BASE_URL", "http://recorded.test/v1"}, {"HOST", "0.0.0.0"}}));
  EXPECT_THAT(config.excluded, IsEmpty());
  EXPECT_EQ(config.exchange_rates.at("EUR").ToString(), "1.5");
  EXPECT_TRUE(config.fetch_exchange_rates);
  EXPECT_EQ(config.providers.at(0).settings.base_url, "http://recorded.test/v1");
  EXPECT_EQ(config.database_url, "memory:");
  EXPECT_EQ(config.sync_interval.count(), 0);
  EXPECT_EQ(config.record_dir, "");
  EXPECT_EQ(config.port, 4000);
  EXPECT_EQ(config.host, "127.0.0.1");  // a recording does not say where to listen
  EXPECT_THAT(config.warnings, IsEmpty());
}

TEST(KeyBeginningTest, IsTheLeastThatTellsTheKindAndNoMore) {
  EXPECT_EQ(KeyBeginning("sk-admin-0123456789", kRegistry[0]), "sk-admin-");
  EXPECT_EQ(KeyBeginning("0123456789abcdef", kRegistry[0]), "");
}

TEST(KeyBeginningTest, IsEmptyWhenTheKindHangsOnTheWholeKey) {
  ProviderEntry entry = kRegistry[0];
  entry.describe_key = [](std::string_view key) -> KeyKind {
    return {.usable = true, .description = key.size() == 32 ? "a whole key" : "a part", .advice = {}};
  };
  EXPECT_EQ(KeyBeginning("0123456789abcdef0123456789abcdef", entry), "");
}

}  // namespace
}  // namespace llmcost
