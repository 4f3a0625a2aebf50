// SPDX-License-Identifier: MIT
#include "cli/config.h"

#include <gmock/gmock.h>

#include "cli/provider_keys.h"
#include "cli/setting_values.h"

namespace llmcost {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

KeyKind Describe(std::string_view key) {
  const bool usable = key.starts_with("sk-admin-");
  return {.usable = usable, .description = usable ? "an admin key" : "an ordinary key", .advice = {}};
}

const std::vector<ProviderEntry> kRegistry = {
    {.id = "openai",
     .name = "OpenAI",
     .setting_prefix = "OPENAI",
     .key_settings = {"OPENAI_ADMIN_KEY", "OPENAI_API_KEY"},
     .key_to_make = {.page = "https://example.test/keys"},
     .describe_key = Describe,
     .make = nullptr},
    {.id = "mistral",
     .name = "Mistral",
     .setting_prefix = "MISTRAL",
     .key_settings = {"MISTRAL_API_KEY"},
     .key_to_make = {.page = "https://example.test/keys"},
     .describe_key = Describe,
     .make = nullptr},
};

// Files by path; a text that begins with '!' is why the file cannot be read.
class ConfigTest : public ::testing::Test {
 protected:
  tl::expected<Config, std::vector<Error>> Load() {
    return LoadConfig({.flags = flags_,
                       .environment = environment_,
                       .read_file = [this](const std::string& path, std::size_t) -> Result<std::optional<std::string>> {
                         const auto file = files_.find(path);
                         if (file == files_.end()) return std::nullopt;
                         if (file->second.starts_with('!')) {
                           return Fail(ErrorKind::kInvalidArgument, file->second.substr(1));
                         }
                         return file->second;
                       },
                       .config_file = config_file_},
                      kRegistry);
  }
  Config Good() {
    auto config = Load();
    if (!config) {
      for (const Error& problem : config.error()) ADD_FAILURE() << problem.message;
      return {};
    }
    return *config;
  }
  // The messages of all problems.
  std::vector<std::string> Problems() {
    std::vector<std::string> messages;
    auto config = Load();
    if (!config) {
      for (const Error& problem : config.error()) messages.push_back(problem.message);
    }
    return messages;
  }

  std::map<std::string, std::string> flags_;
  std::map<std::string, std::string> environment_;
  std::map<std::string, std::string> files_;
  std::string config_file_;
};

MATCHER_P4(IsKey, id, name, value, setting, "") {
  return arg.workspace_id == id && arg.workspace_name == name && arg.value == value && arg.setting == setting;
}

TEST_F(ConfigTest, HasDefaultsWhenNothingIsSet) {
  const Config config = Good();
  EXPECT_EQ(config.host, "127.0.0.1");
  EXPECT_EQ(config.port, 3000);
  EXPECT_EQ(config.cache_ttl, seconds(300));
  EXPECT_EQ(config.upstream_timeout, seconds(30));
  ASSERT_THAT(config.providers, SizeIs(2));
  EXPECT_EQ(config.providers[0].entry->id, "openai");
  EXPECT_THAT(config.providers[0].settings.keys, IsEmpty());
  EXPECT_EQ(config.providers[0].settings.base_url, "");
  EXPECT_EQ(config.providers[0].settings.max_in_flight, 48);
}

TEST_F(ConfigTest, StrongerSourceWinsAndEmptyCountsAsNotSet) {
  config_file_ = "my.toml";
  files_["my.toml"] = "port = 1\nthreads = 1\ncache_ttl = \"1h\"\nlog_level = \"info\"\nhost = \"0.0.0.0\"\n";
  files_[".env"] = "PORT=2\nTHREADS=2\nCACHE_TTL=2m\nLOG_LEVEL=debug\n";
  files_[".env.local"] = "PORT=3\nTHREADS=3\nCACHE_TTL=3\n";
  environment_ = {{"PORT", "4"}, {"THREADS", "4"}, {"CACHE_TTL", ""}};
  flags_ = {{"PORT", "5"}};
  const Config config = Good();
  EXPECT_EQ(config.port, 5);
  EXPECT_EQ(config.threads, 4);
  EXPECT_EQ(config.cache_ttl, seconds(3));
  EXPECT_EQ(config.log_level, "debug");
  EXPECT_EQ(config.host, "0.0.0.0");
}

TEST_F(ConfigTest, EachNamedKeyIsAWorkspace) {
  environment_ = {{"OPENAI_API_KEY_EDUGAMI", "sk-admin-1"},
                  {"OPENAI_ADMIN_KEY_MY_TEAM", "sk-admin-2"},
                  {"MISTRAL_API_KEY", "abc"},
                  {"OPENAI_API_KEYS", "not a key setting"}};
  const Config config = Good();
  EXPECT_THAT(config.providers[0].settings.keys,
              ElementsAre(IsKey("edugami", "Edugami", "sk-admin-1", "OPENAI_API_KEY_EDUGAMI"),
                          IsKey("my_team", "My Team", "sk-admin-2", "OPENAI_ADMIN_KEY_MY_TEAM")));
  EXPECT_TRUE(config.providers[0].settings.keys[0].named);
  EXPECT_THAT(config.providers[1].settings.keys, ElementsAre(IsKey("default", "Default", "abc", "MISTRAL_API_KEY")));
  EXPECT_FALSE(config.providers[1].settings.keys[0].named);
}

TEST_F(ConfigTest, UnnamedAdminKeyHasPrecedenceOverUnnamedApiKey) {
  environment_ = {{"OPENAI_API_KEY", "sk-proj-1"}};
  EXPECT_THAT(Good().providers[0].settings.keys,
              ElementsAre(IsKey("default", "Default", "sk-proj-1", "OPENAI_API_KEY")));
  files_[".env"] = "OPENAI_ADMIN_KEY=sk-admin-1\n";
  EXPECT_THAT(Good().providers[0].settings.keys,
              ElementsAre(IsKey("default", "Default", "sk-admin-1", "OPENAI_ADMIN_KEY")));
}

TEST_F(ConfigTest, OrdinaryUnnamedKeyBesideNamedOnesIsLeftOutWithAWarning) {
  environment_ = {{"OPENAI_API_KEY", "sk-proj-1"}, {"OPENAI_API_KEY_A", "sk-admin-1"}};
  const Config config = Good();
  EXPECT_THAT(config.providers[0].settings.keys, ElementsAre(IsKey("a", "A", "sk-admin-1", "OPENAI_API_KEY_A")));
  EXPECT_THAT(config.warnings, ElementsAre(AllOf(HasSubstr("OPENAI_API_KEY is left out"), HasSubstr("an ordinary key"),
                                                 Not(HasSubstr("sk-proj-1")))));
  environment_["OPENAI_API_KEY"] = "sk-admin-2";
  EXPECT_THAT(Good().providers[0].settings.keys, SizeIs(2));
}

TEST_F(ConfigTest, FileFormReadsTheSecretWithoutItsLastNewline) {
  environment_ = {{"OPENAI_API_KEY_FILE", "/run/a"}, {"MISTRAL_API_KEY_MY_TEAM_FILE", "/run/b"}};
  files_["/run/a"] = "sk-admin-1\n";
  files_["/run/b"] = "sk-admin-2\r\n";
  const Config config = Good();
  EXPECT_THAT(config.providers[0].settings.keys,
              ElementsAre(IsKey("default", "Default", "sk-admin-1", "OPENAI_API_KEY_FILE")));
  EXPECT_THAT(config.providers[1].settings.keys,
              ElementsAre(IsKey("my_team", "My Team", "sk-admin-2", "MISTRAL_API_KEY_MY_TEAM_FILE")));
}

TEST_F(ConfigTest, FileFormThatCannotBeReadIsNamed) {
  environment_ = {{"OPENAI_API_KEY_FILE", "/run/none"},
                  {"OPENAI_API_KEY_A_FILE", "/run/denied"},
                  {"OPENAI_API_KEY_B_FILE", "/run/empty"},
                  {"OPENAI_API_KEY_C_FILE", "/run/two"}};
  files_["/run/denied"] = "!Permission denied";
  files_["/run/empty"] = "\n";
  files_["/run/two"] = "sk-admin-1\nsk-admin-2\n";
  EXPECT_THAT(Problems(), ElementsAre("OPENAI_API_KEY_A_FILE names the file '/run/denied', which cannot be read: "
                                      "Permission denied",
                                      "OPENAI_API_KEY_B_FILE names the file '/run/empty', which is empty",
                                      "OPENAI_API_KEY_C_FILE contains a line break",
                                      "OPENAI_API_KEY_FILE names the file '/run/none', which does not exist"));
}

TEST_F(ConfigTest, TwoSettingsForOneWorkspaceAreRefusedWithBothNames) {
  environment_ = {{"OPENAI_API_KEY_EDUGAMI", "sk-admin-1"}};
  files_[".env"] = "OPENAI_ADMIN_KEY_Edugami=sk-admin-2\n";
  EXPECT_THAT(Problems(),
              ElementsAre("OPENAI_API_KEY_EDUGAMI and OPENAI_ADMIN_KEY_Edugami (.env:1) both give the key of "
                          "the workspace 'edugami'; keep one of them"));
  files_.clear();
  environment_ = {{"OPENAI_API_KEY", "sk-admin-1"}, {"OPENAI_API_KEY_DEFAULT", "sk-admin-2"}};
  EXPECT_THAT(Problems(), ElementsAre(AllOf(HasSubstr("OPENAI_API_KEY and OPENAI_API_KEY_DEFAULT"))));
  environment_ = {{"OPENAI_API_KEY", "sk-admin-1"}, {"OPENAI_API_KEY_FILE", "/run/a"}};
  EXPECT_THAT(Problems(), ElementsAre("OPENAI_API_KEY_FILE and OPENAI_API_KEY both give a key; keep one of them"));
}

TEST_F(ConfigTest, PlainAndFileFormFromTwoPlacesFollowTheUsualOrder) {
  environment_ = {{"OPENAI_API_KEY_A_FILE", "/run/a"}, {"MISTRAL_API_KEY", "strong"}};
  files_[".env"] = "OPENAI_API_KEY_A=sk-admin-weak\nMISTRAL_API_KEY_FILE=/run/none\n";
  files_["/run/a"] = "sk-admin-strong";
  const Config config = Good();
  EXPECT_THAT(config.providers[0].settings.keys,
              ElementsAre(IsKey("a", "A", "sk-admin-strong", "OPENAI_API_KEY_A_FILE")));
  EXPECT_THAT(config.providers[1].settings.keys, ElementsAre(IsKey("default", "Default", "strong", "MISTRAL_API_KEY")));
}

TEST_F(ConfigTest, OneSecretForTwoWorkspacesIsRefused) {
  environment_ = {
      {"OPENAI_API_KEY_A", "sk-admin-1"}, {"OPENAI_API_KEY_B", "sk-admin-1"}, {"MISTRAL_API_KEY", "sk-admin-1"}};
  EXPECT_THAT(Problems(),
              ElementsAre("OPENAI_API_KEY_B holds the same key as OPENAI_API_KEY_A: its costs would be counted twice"));
}

TEST_F(ConfigTest, OneNameTwiceInADotenvFileIsRefusedUnlessTheSame) {
  files_[".env"] = "OPENAI_API_KEY_A=sk-admin-1\nOPENAI_API_KEY_A=sk-admin-2\nOTHER=1\nOTHER=2\nPORT=1\nPORT=1\n";
  EXPECT_THAT(Problems(),
              ElementsAre("OPENAI_API_KEY_A (.env:1) and OPENAI_API_KEY_A (.env:2) differ; keep one of them"));
}

struct BadKey {
  const char* value;
  const char* fault;
};

TEST_F(ConfigTest, SaysWhatIsWrongWithAKeyAndNeverTheKey) {
  for (const BadKey& bad : std::initializer_list<BadKey>{{"\"secret\"", "contains a quote; the key itself has none"},
                                                         {"'secret'", "contains a quote; the key itself has none"},
                                                         {" secret", "begins or ends with a blank"},
                                                         {"secret\t", "begins or ends with a blank"},
                                                         {"sec ret", "contains a blank"},
                                                         {"secret\n", "contains a line break"},
                                                         {"secret\rsecret", "contains a line break"},
                                                         {"secret…", "contains a character that no key has"},
                                                         {"secret\x01", "contains a character that no key has"}}) {
    environment_ = {{"OPENAI_API_KEY_A", bad.value}};
    EXPECT_THAT(Problems(),
                ElementsAre(AllOf(HasSubstr("OPENAI_API_KEY_A "), HasSubstr(bad.fault), Not(HasSubstr("secret")))));
  }
  environment_ = {{"OPENAI_API_KEY_A", std::string(1025, 'x')}};
  EXPECT_THAT(Problems(), ElementsAre("OPENAI_API_KEY_A is longer than 1024 characters"));
}

TEST_F(ConfigTest, QuotesInADotenvFileAreSyntax) {
  files_[".env"] = "OPENAI_API_KEY_A=\"sk-admin-1\"\r\nexport OPENAI_API_KEY_B='sk-admin-2' # work\r\n";
  EXPECT_THAT(Good().providers[0].settings.keys, ElementsAre(IsKey("a", "A", "sk-admin-1", "OPENAI_API_KEY_A"),
                                                             IsKey("b", "B", "sk-admin-2", "OPENAI_API_KEY_B")));
  files_[".env"] = "OPENAI_API_KEY_A=\"'sk-admin-1'\"\n";
  EXPECT_THAT(Problems(), ElementsAre("OPENAI_API_KEY_A (.env:1) contains a quote; the key itself has none"));
}

TEST_F(ConfigTest, RefusesWorkspaceNamesThatAreNone) {
  environment_ = {
      {"OPENAI_API_KEY_", "sk-admin-1"}, {"OPENAI_API_KEY_A__B", "sk-admin-2"}, {"OPENAI_API_KEY_A-B", "sk-admin-3"}};
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("OPENAI_API_KEY_ does not name a workspace"),
                                      HasSubstr("OPENAI_API_KEY_A-B does not name a workspace"),
                                      HasSubstr("OPENAI_API_KEY_A__B does not name a workspace")));
}

TEST_F(ConfigTest, KeepsFiguresInTheStateFolderUnlessToldOtherwise) {
  EXPECT_EQ(Good().database_url, "memory:");
  environment_ = {{"HOME", "/home/ada"}};
  EXPECT_EQ(Good().database_url, "sqlite:/home/ada/.local/state/llm-cost-tracker/ledger.db");
  environment_["XDG_STATE_HOME"] = "/var/state";
  EXPECT_EQ(Good().database_url, "sqlite:/var/state/llm-cost-tracker/ledger.db");
  environment_["DATABASE_URL"] = "postgres://me@db/costs";
  EXPECT_EQ(Good().database_url, "postgres://me@db/costs");
}

TEST_F(ConfigTest, ReadsTheDatabaseAddressFromAFile) {
  files_["/run/secrets/database"] = "postgres://me:pw@db/costs\n";
  environment_ = {{"DATABASE_URL_FILE", "/run/secrets/database"}};
  EXPECT_EQ(Good().database_url, "postgres://me:pw@db/costs");
  environment_["DATABASE_URL"] = "memory:";
  ASSERT_FALSE(Load().has_value());
  EXPECT_THAT(Problems(), ElementsAre("DATABASE_URL and DATABASE_URL_FILE are both set; keep one of them"));
  environment_ = {{"DATABASE_URL_FILE", "/run/secrets/other"}};
  EXPECT_THAT(Problems(), ElementsAre("DATABASE_URL_FILE names a file that does not exist"));
}

TEST_F(ConfigTest, ReportsAllProblemsTogether) {
  flags_ = {{"PORT", "70000"}};
  environment_ = {{"HOST", "example.com"},  {"THREADS", "0"},         {"CACHE_TTL", "soon"},
                  {"MAX_IN_FLIGHT", "65"},  {"LOG_LEVEL", "loud"},    {"UPSTREAM_TIMEOUT", "0"},
                  {"ALLOWED_HOSTS", "a:1"}, {"OPENAI_BASE_URL", "x"}, {"DATABASE_URL", "mysql://me:pw@db/x"}};
  const auto config = Load();
  ASSERT_FALSE(config.has_value());
  EXPECT_EQ(config.error().front().setting, "HOST");
  EXPECT_EQ(config.error()[1].setting, "--port");
  EXPECT_THAT(
      Problems(),
      ElementsAre("HOST must be an IP address such as 127.0.0.1 or 0.0.0.0, not 'example.com'",
                  "--port must be a whole number from 0 to 65535, not '70000'",
                  "THREADS must be a whole number from 1 to 256, not '0'",
                  "CACHE_TTL must be a time from 0 to 604800 seconds, such as 90, 5m or 1h, not 'soon'",
                  "UPSTREAM_TIMEOUT must be a time from 1 to 600 seconds, such as 90, 5m or 1h, not '0'",
                  "MAX_IN_FLIGHT must be a whole number from 1 to 64, not '65'",
                  "ALLOWED_HOSTS must be host names separated by commas, without scheme and port; 'a:1' is none",
                  "LOG_LEVEL must be one of trace, debug, info, warn, error or off, not 'loud'",
                  "DATABASE_URL must be sqlite:<path>, postgres://… or memory:, not 'mysql…'",
                  "OPENAI_BASE_URL must begin with https:// or http://"));
}

TEST_F(ConfigTest, ReadsExchangeRatesAndExclusions) {
  environment_ = {{"EXCHANGE_RATES", "EUR=1.08, GBP = 1.27"},
                  {"EXCHANGE_RATE_SOURCE", "off"},
                  {"ECB_BASE_URL", "http://127.0.0.1:1/rates/"},
                  {"EXCLUDE", "mistral, openai/a/proj_1"},
                  {"OPENAI_API_KEY_A", "sk-admin-1"}};
  const Config config = Good();
  EXPECT_EQ(config.exchange_rates.at("EUR").ToString(), "1.08");
  EXPECT_EQ(config.exchange_rates.at("GBP").ToString(), "1.27");
  EXPECT_FALSE(config.fetch_exchange_rates);
  EXPECT_EQ(config.ecb_base_url, "http://127.0.0.1:1/rates");
  ASSERT_THAT(config.excluded, SizeIs(2));
  EXPECT_EQ(config.excluded[0].ToString(), "mistral");
  EXPECT_EQ(config.excluded[1].ToString(), "openai/a/proj_1");
  EXPECT_THAT(config.warnings, IsEmpty());
}

TEST_F(ConfigTest, AProvidersCallIntervalIsItsOwnUnlessSet) {
  EXPECT_EQ(Good().providers[1].settings.call_interval, std::nullopt);
  environment_ = {{"MISTRAL_CALL_INTERVAL", "0"}};
  EXPECT_EQ(Good().providers[1].settings.call_interval, seconds(0));
  EXPECT_EQ(Good().providers[0].settings.call_interval, std::nullopt);
}

TEST_F(ConfigTest, RefusesExchangeRatesAndExclusionsThatAreNone) {
  for (const char* rates : {"EUR", "EUR=", "eur=1", "EURO=1", "EUR=0", "EUR=-1", "EUR=1,2", "USD=1", "EUR=1,EUR=2"}) {
    environment_ = {{"EXCHANGE_RATES", rates}};
    EXPECT_THAT(Problems(), ElementsAre(HasSubstr("EXCHANGE_RATES "))) << rates;
  }
  environment_ = {{"MISTRAL_CALL_INTERVAL", "61"}};
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("MISTRAL_CALL_INTERVAL must be a time from 0 to 60 seconds")));
  for (const char* exclude : {"/", "openai/", "openai//proj_1", "/a"}) {
    environment_ = {{"EXCLUDE", exclude}};
    EXPECT_THAT(Problems(), ElementsAre(HasSubstr("EXCLUDE "))) << exclude;
  }
  environment_ = {{"EXCLUDE", "opanai"}, {"EXCHANGE_RATE_SOURCE", "yahoo"}};
  EXPECT_THAT(Problems(), ElementsAre("EXCHANGE_RATE_SOURCE must be ecb or off, not 'yahoo'",
                                      "EXCLUDE names 'opanai', which is no provider"));
}

TEST_F(ConfigTest, WarnsOfAnExclusionThatLeavesNothingOut) {
  environment_ = {{"EXCLUDE", "openai/edugammi"}, {"OPENAI_API_KEY_EDUGAMI", "sk-admin-1"}};
  EXPECT_THAT(Good().warnings, ElementsAre(HasSubstr("OpenAI has no such workspace")));
}

TEST_F(ConfigTest, FaultsOfSettingsFilesHaveFileAndLine) {
  files_[".env"] = "PORT=1\nwhat is this\n";
  files_[".env.local"] = "!Is a directory";
  config_file_ = "my.toml";
  files_["my.toml"] = "port = 1\ncolour = \"red\"\n[server]\nhost = \"x\"\n";
  EXPECT_THAT(Problems(), ElementsAre("settings file .env.local cannot be read: Is a directory",
                                      ".env:2: no '=' in the line; write NAME=value",
                                      "my.toml:3: server must be text, a whole number or a list of texts",
                                      "colour (my.toml:2) is not a setting"));
  files_.clear();
  files_["my.toml"] = "port = 1\nopenai_api_key = sk-admin-secret\n";
  EXPECT_THAT(Problems(), ElementsAre(AllOf(HasSubstr("my.toml:2: not valid TOML"), Not(HasSubstr("secret")))));
}

TEST_F(ConfigTest, FindsTheTomlFileInItsUsualPlaceAndNeedsTheOneNamed) {
  files_["/x/llm-cost-tracker/config.toml"] = "\xEF\xBB\xBFport = 7\nallowed_hosts = [\"a.example\", \"B\"]\n";
  environment_ = {{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/home/me"}};
  EXPECT_EQ(Good().port, 7);
  EXPECT_THAT(Good().allowed_hosts, ElementsAre("a.example", "b"));
  files_["/home/me/.config/llm-cost-tracker/config.toml"] = "port = 8\n";
  environment_.erase("XDG_CONFIG_HOME");
  EXPECT_EQ(Good().port, 8);
  config_file_ = "none.toml";
  EXPECT_THAT(Problems(), ElementsAre("settings file none.toml does not exist"));
}

TEST_F(ConfigTest, ChecksBaseUrls) {
  environment_ = {{"OPENAI_BASE_URL", "https://gateway.example/v1//"}};
  EXPECT_EQ(Good().providers[0].settings.base_url, "https://gateway.example/v1");
  EXPECT_THAT(Good().warnings, IsEmpty());
  environment_ = {{"OPENAI_BASE_URL", "http://127.0.0.1:8080/v1"}, {"MISTRAL_BASE_URL", "http://[::1]:1"}};
  EXPECT_THAT(Good().warnings, IsEmpty());
  environment_ = {{"OPENAI_BASE_URL", "http://gateway.example/v1"}};
  EXPECT_THAT(Good().warnings, ElementsAre(HasSubstr("OPENAI_BASE_URL is http")));
  for (const char* bad : {"https://", "https://me:secret@x/", "https://x/?a=1", "https://x/#a", "ftp://x",
                          "https://x:99999", "https://a b/", "//x"}) {
    environment_ = {{"OPENAI_BASE_URL", bad}};
    EXPECT_THAT(Problems(), ElementsAre(AllOf(HasSubstr("OPENAI_BASE_URL "), Not(HasSubstr("secret"))))) << bad;
  }
}

TEST_F(ConfigTest, LocalhostIsReadAsTheLoopbackAddress) {
  flags_ = {{"HOST", "localhost"}};
  EXPECT_EQ(Good().host, "127.0.0.1");
}

TEST(MaskSecretTest, ShowsThePrefixAndTheLastFourCharacters) {
  EXPECT_EQ(MaskSecret("sk-admin-abcdefghijklmnop1f2e"), "sk-admin-…1f2e");
  EXPECT_EQ(MaskSecret("sk-ant-admin01-abcdefghijklmnop"), "sk-ant-…mnop");
  EXPECT_EQ(MaskSecret("AbCdEfGhIjKlMnOpQrSt"), "…QrSt");
  EXPECT_EQ(MaskSecret("sk-admin-12345678"), "sk-admin-…");
  EXPECT_EQ(MaskSecret("sk-admin-1"), "…");
  EXPECT_EQ(MaskSecret("hunter2"), "…");
}

}  // namespace
}  // namespace llmcost
