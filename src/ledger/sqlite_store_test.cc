// SPDX-License-Identifier: MIT
#include "ledger/sqlite_store.h"

#include <SQLiteCpp/Database.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "ledger/ledger_store_testing.h"
#include "ledger/sqlite_error.h"
#include "ledger/sqlite_schema.h"
#include "ledger/verify.h"

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

namespace fs = std::filesystem;

const Source kEdugami{"openai", "edugami"};
const Date kMonday(2026, 11, 16);
const TimePoint kReadAt = Date(2026, 11, 22).Start();

StoredReading Reading(int days, std::uint32_t rows = 1, int hours = 0) {
  StoredReading reading{.source = kEdugami, .series = {}, .days = {}};
  for (int i = 0; i < days; ++i) {
    StoredDay& day =
        reading.days.emplace_back(StoredDay{.date = kMonday + i, .read_at = kReadAt + std::chrono::hours(hours)});
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (reading.series.size() == row) reading.series.push_back({.model = fmt::format("model {:0100}", row)});
      day.rows.push_back({.series = row, .cost = Money::FromUnits(1 + hours)});
    }
  }
  return reading;
}

class SqliteStoreTest : public testing::Test {
 protected:
  static std::unique_ptr<LedgerStore> Open(const std::string& path, WhenDamaged when_damaged = WhenDamaged::kReplace) {
    auto opened = OpenSqliteStore(path, when_damaged);
    if (!opened) ADD_FAILURE() << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  static Error ErrorOfOpening(const std::string& path, WhenDamaged when_damaged = WhenDamaged::kReplace) {
    const auto opened = OpenSqliteStore(path, when_damaged);
    if (opened) ADD_FAILURE() << "opened";
    return opened ? Error{} : opened.error();
  }
  static mode_t Mode(const std::string& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) ADD_FAILURE() << path << " is not there";
    return status.st_mode & 0777U;
  }
  // A notice is read after the days, and its text lies on pages that nobody looks at before.
  void SaveAndSpoilANotice() const {
    StoredReading reading = Reading(3);
    const Notice notice{notice::kUnpriced, std::string(20'000, 'x'), ""};
    reading.notices = {{{kMonday, kMonday}, notice}};
    ASSERT_TRUE(Open(path_)->Save(reading).has_value());
    std::ifstream file(path_, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    constexpr std::size_t kPage = 4096;
    for (std::size_t at = 0; at + kPage <= bytes.size(); at += kPage) {
      // Such a page begins with the number of the next one.
      if (bytes.substr(at + 4, kPage - 4) != std::string(kPage - 4, 'x')) continue;
      Spoil(path_, static_cast<std::streamoff>(at), 4);
      return;
    }
    FAIL() << "no page of the notice alone";
  }
  // Files of the folder whose name begins like that.
  std::vector<std::string> Files(const std::string& prefix) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.Path(""))) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(prefix)) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  }
  // Writes over a part of a file.
  static void Spoil(const std::string& path, std::int64_t at, std::size_t length) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    const std::string rubbish(length, '\xA5');
    file.write(rubbish.data(), static_cast<std::streamsize>(length));
    ASSERT_TRUE(file.good());
  }
  static std::size_t CountDays(LedgerStore& store) {
    RecordingSink sink;
    const auto loaded = store.Load(0, sink);
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    return sink.days.size();
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.Path("ledger.db");
};

TEST_F(SqliteStoreTest, OnlyTheOwnerMayReadItsFiles) {
  const mode_t before = umask(0);
  const std::string path = folder_.Path("new/deep/ledger.db");
  const auto store = Open(path);
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(store->Save(Reading(1)).has_value());
  umask(before);
  EXPECT_EQ(Mode(folder_.Path("new")), 0700U);
  EXPECT_EQ(Mode(folder_.Path("new/deep")), 0700U);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) EXPECT_EQ(Mode(path + suffix), 0600U) << suffix;
}

TEST_F(SqliteStoreTest, SaysWhereItIs) {
  fs::create_directory(folder_.Path("real"));
  fs::create_symlink(folder_.Path("real/file.db"), path_);
  const auto store = Open(path_);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->Describe(), "sqlite:" + folder_.Path("real/file.db"));
}

TEST_F(SqliteStoreTest, PeopleCanReadItWithTheShell) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(2)).has_value());
  SQLite::Database db(path_);
  EXPECT_EQ(db.execAndGet("SELECT provider || ' ' || workspace || ' ' || date || ' ' || cost || ' ' || currency || ' ' "
                          "|| provenance || ' ' || read_at FROM costs ORDER BY date LIMIT 1")
                .getString(),
            "openai edugami 2026-11-16 1 USD billed 2026-11-22 00:00:00");
}

TEST_F(SqliteStoreTest, AFileOfANewerProgramIsLeftAlone) {
  ASSERT_TRUE(Open(path_)->Save(Reading(1)).has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const Error error = ErrorOfOpening(path_);
  EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("newer version"));
  EXPECT_THAT(error.hint, HasSubstr("newer program"));
  EXPECT_EQ(SQLite::Database(path_).execAndGet("SELECT count(*) FROM day").getInt(), 1);
}

TEST_F(SqliteStoreTest, ADatabaseOfAnotherProgramIsLeftAlone) {
  SQLite::Database(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE bookmark (url TEXT)");
  const Error error = ErrorOfOpening(path_);
  EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("another program"));
  EXPECT_EQ(SQLite::Database(path_).execAndGet("SELECT count(*) FROM sqlite_schema").getInt(), 1);
}

TEST_F(SqliteStoreTest, AnOlderFileIsCopiedBeforeItIsBroughtUpToDate) {
  ASSERT_TRUE(Open(path_)->Save(Reading(3)).has_value());
  std::vector<const char*> migrations(SqliteMigrations().begin(), SqliteMigrations().end());
  const std::string version = std::to_string(migrations.size());
  migrations.push_back("ALTER TABLE day ADD COLUMN remark TEXT; UPDATE day SET remark = 'new'");
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  ASSERT_TRUE(MigrateSqlite(db, path_, migrations).has_value());
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM day WHERE remark = 'new'").getInt(), 3);
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), static_cast<int>(migrations.size()));

  const std::string backup = path_ + ".backup-v" + version;
  EXPECT_EQ(Mode(backup), 0600U);
  EXPECT_EQ(SQLite::Database(backup).execAndGet("PRAGMA user_version").getString(), version);
  EXPECT_EQ(CountDays(*Open(backup)), 3U);
  // Nothing is left to do, so nothing is copied.
  fs::remove(backup);
  ASSERT_TRUE(MigrateSqlite(db, path_, migrations).has_value());
  EXPECT_FALSE(fs::exists(backup));
}

TEST_F(SqliteStoreTest, AMigrationThatFailsLeavesTheFileAsItWas) {
  ASSERT_TRUE(Open(path_)->Save(Reading(1)).has_value());
  std::vector<const char*> migrations(SqliteMigrations().begin(), SqliteMigrations().end());
  const auto version = static_cast<int>(migrations.size());
  migrations.push_back("ALTER TABLE day ADD COLUMN remark TEXT; DELETE FROM no_such_table");
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  const auto migrated = MigrateSqlite(db, path_, migrations);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_EQ(migrated.error().kind, ErrorKind::kInternal);
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), version);
  EXPECT_EQ(CountDays(*Open(path_)), 1U);
}

TEST_F(SqliteStoreTest, ADamagedFileIsKeptAsideAndAFreshOneBegun) {
  ASSERT_TRUE(Open(path_)->Save(Reading(3)).has_value());
  Spoil(path_, 0, 100);
  const auto store = Open(path_);
  ASSERT_NE(store, nullptr);
  ASSERT_THAT(store->warnings(), SizeIs(1));
  EXPECT_THAT(store->warnings()[0],
              StartsWith("The ledger " + path_ + " was damaged and is kept aside as " + path_ + ".damaged-20"));
  EXPECT_EQ(CountDays(*store), 0U);
  EXPECT_TRUE(store->Save(Reading(2)).has_value());
  EXPECT_THAT(Files("ledger.db.damaged-"), SizeIs(1));
}

TEST_F(SqliteStoreTest, TwoDamagedFilesAreBothKept) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Open(path_)->Save(Reading(3)).has_value());
    Spoil(path_, 0, 100);
    ASSERT_NE(Open(path_), nullptr);
    fs::remove(path_);
  }
  EXPECT_THAT(Files("ledger.db.damaged-"), SizeIs(2));
}

TEST_F(SqliteStoreTest, ADamagedFileStaysWhereItIsForWhoReadsNothingAgain) {
  ASSERT_TRUE(Open(path_)->Save(Reading(3)).has_value());
  Spoil(path_, 0, 100);
  const Error error = ErrorOfOpening(path_, WhenDamaged::kRefuse);
  EXPECT_EQ(error.kind, ErrorKind::kInternal);
  EXPECT_THAT(error.message, HasSubstr("the file is damaged"));
  EXPECT_FALSE(error.hint.empty());
  EXPECT_THAT(Files("ledger.db.damaged-"), IsEmpty());
}

TEST_F(SqliteStoreTest, AFileOfAnotherKindIsNeverTouched) {
  std::ofstream(path_) << "my notes";
  const Error error = ErrorOfOpening(path_);
  EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("a file of another kind"));
  EXPECT_THAT(Files(""), ElementsAre("ledger.db"));
}

TEST_F(SqliteStoreTest, ACutOffFileIsDamaged) {
  ASSERT_TRUE(Open(path_)->Save(Reading(30, 100)).has_value());
  fs::resize_file(path_, fs::file_size(path_) / 2);
  const auto store = Open(path_);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(store->warnings(), SizeIs(1));
}

TEST_F(SqliteStoreTest, ATableThatIsMissingIsDamage) {
  ASSERT_TRUE(Open(path_)->Save(Reading(1)).has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("DROP TABLE restatement");
  const auto store = Open(path_);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(store->warnings(), SizeIs(1));
}

TEST_F(SqliteStoreTest, DamageThatTheFirstLoadFindsIsKeptAsideToo) {
  SaveAndSpoilANotice();
  const auto store = Open(path_);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(store->warnings(), IsEmpty());
  RecordingSink sink;
  EXPECT_EQ(store->Load(0, sink).value(), 0);
  EXPECT_THAT(store->warnings(), SizeIs(1));
  EXPECT_THAT(Files("ledger.db.damaged-"), SizeIs(1));
  // What the damaged file had given before is in no file now.
  EXPECT_TRUE(sink.empty());
  EXPECT_EQ(store->Save(Reading(1)).value(), 1);
  EXPECT_EQ(CountDays(*store), 1U);
}

TEST_F(SqliteStoreTest, DamageThatTheFirstLoadFindsIsAnErrorForWhoReadsNothingAgain) {
  SaveAndSpoilANotice();
  const auto store = Open(path_, WhenDamaged::kRefuse);
  ASSERT_NE(store, nullptr);
  RecordingSink sink;
  const auto loaded = store->Load(0, sink);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_THAT(loaded.error().message, HasSubstr("the file is damaged"));
  EXPECT_THAT(Files("ledger.db.damaged-"), IsEmpty());
}

TEST_F(SqliteStoreTest, ARowThatMakesNoSenseCostsItsDayAlone) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(5)).has_value());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("UPDATE cost SET cost = 'rubbish' WHERE day = 2");
  db.exec("DELETE FROM cost WHERE day = 3");
  db.exec("UPDATE day SET date = 'Tuesday' WHERE id = 4");
  RecordingSink sink;
  ASSERT_TRUE(store->Load(0, sink).has_value());
  EXPECT_THAT(sink.days, SizeIs(2));
  EXPECT_THAT(sink.damage, UnorderedElementsAre("openai/edugami 2026-11-17: an amount that is none",
                                                "openai/edugami 2026-11-18: a day that lacks rows",
                                                "openai/edugami Tuesday: a date that is none"));
  EXPECT_THAT(Files("ledger.db.damaged-"), IsEmpty());

  // The same figures, read again, mend it.
  ASSERT_TRUE(store->Save(Reading(3)).has_value());
  sink = {};
  ASSERT_TRUE(store->Load(0, sink).has_value());
  EXPECT_THAT(sink.days, SizeIs(4));
  EXPECT_THAT(sink.damage, SizeIs(1));
}

TEST_F(SqliteStoreTest, FiguresThatWereChangedInTheFileAreMendedWhenTheyAreReadAgain) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(2, 3)).has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("UPDATE cost SET cost = '777' WHERE day = 2 AND place = 1");
  EXPECT_THAT(Verify(*store).value().problems, SizeIs(1));
  ASSERT_TRUE(store->Save(Reading(2, 3)).has_value());
  EXPECT_THAT(Verify(*store).value().problems, IsEmpty());
}

TEST_F(SqliteStoreTest, VerifyNamesWhatMakesNoSenseAndGoesOn) {
  const auto store = Open(path_, WhenDamaged::kRefuse);
  ASSERT_TRUE(store->Save(Reading(3)).has_value());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("UPDATE cost SET cost = 'rubbish' WHERE day = 2");
  auto report = Verify(*store).value();
  EXPECT_EQ(report.days, 2);
  EXPECT_THAT(report.problems, ElementsAre("openai/edugami 2026-11-17: an amount that is none"));
  db.exec("DELETE FROM ledger");
  report = Verify(*store).value();
  EXPECT_THAT(report.problems, ElementsAre(HasSubstr("the number of the newest change is missing")));
}

TEST_F(SqliteStoreTest, ASeriesThatMakesNoSenseCostsTheDaysThatHaveIt) {
  ASSERT_TRUE(Open(path_)->Save(Reading(1, 2)).has_value());
  ASSERT_TRUE(Open(path_)
                  ->Save({.source = {"openai", "other"},
                          .series = {{.model = "another"}},
                          .days = {{.date = kMonday, .read_at = kReadAt, .rows = {{.series = 0}}}}})
                  .has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("UPDATE series SET provenance = 'made up' WHERE id = 2");
  RecordingSink sink;
  ASSERT_TRUE(Open(path_)->Load(0, sink).has_value());
  EXPECT_THAT(sink.days, SizeIs(1));
  EXPECT_THAT(sink.damage, ElementsAre("openai/edugami 2026-11-16: a cost without its series"));
  ASSERT_TRUE(Open(path_)->Save(Reading(1, 2)).has_value());
  EXPECT_EQ(CountDays(*Open(path_)), 2U);
}

TEST_F(SqliteStoreTest, DamageThatIsFoundLaterIsAnError) {
  const auto store = Open(path_);
  EXPECT_EQ(CountDays(*store), 0U);
  ASSERT_TRUE(store->Save(Reading(3)).has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("DELETE FROM ledger");
  RecordingSink sink;
  const auto loaded = store->Load(0, sink);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().kind, ErrorKind::kInternal);
  EXPECT_FALSE(loaded.error().hint.empty());
  EXPECT_THAT(Files("ledger.db.damaged-"), IsEmpty());
}

TEST_F(SqliteStoreTest, ADamagedFileThatAnotherProgramUsesStaysWhereItIs) {
  const auto other = Open(path_);
  ASSERT_TRUE(other->Save(Reading(3)).has_value());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("DELETE FROM ledger");
  const auto store = Open(path_);
  RecordingSink sink;
  const auto loaded = store->Load(0, sink);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_THAT(loaded.error().hint, HasSubstr("Stop all programs"));
  EXPECT_THAT(Files("ledger.db.damaged-"), IsEmpty());
}

TEST_F(SqliteStoreTest, CheckTellsWhatIsWrong) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(3)).has_value());
  EXPECT_THAT(store->Check().value(), IsEmpty());
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("DELETE FROM series");
  const auto found = store->Check().value();
  EXPECT_THAT(found, SizeIs(3));
  EXPECT_THAT(found[0], HasSubstr("table cost"));
}

TEST_F(SqliteStoreTest, WhereNoFileCanBeItSaysSo) {
  std::ofstream(folder_.Path("file")) << "x";
  for (const std::string& path :
       {folder_.Path("file/ledger.db"), folder_.Path("file/deep/ledger.db"), folder_.Path("")}) {
    const Error error = ErrorOfOpening(path);
    EXPECT_EQ(error.kind, ErrorKind::kInternal) << path;
    EXPECT_THAT(error.message, StartsWith("ledger " + folder_.Path("").substr(0, folder_.Path("").size() - 1)));
    EXPECT_FALSE(error.hint.empty());
    EXPECT_EQ(error.setting, "DATABASE_URL");
  }
}

TEST_F(SqliteStoreTest, ALockedFileIsForLater) {
  const auto store = Open(path_);
  SQLite::Database other(path_, SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  const auto saved = store->Save(Reading(1));
  ASSERT_FALSE(saved.has_value());
  EXPECT_EQ(saved.error().kind, ErrorKind::kUnavailable);
  EXPECT_FALSE(saved.error().hint.empty());
  other.exec("ROLLBACK");
  EXPECT_EQ(store->Save(Reading(1)).value(), 1);
}

TEST_F(SqliteStoreTest, AFileThatWasTakenAwayIsNotSavedInto) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(1)).has_value());
  fs::rename(path_, folder_.Path("elsewhere.db"));
  const auto saved = store->Save(Reading(2));
  ASSERT_FALSE(saved.has_value());
  EXPECT_THAT(saved.error().message, HasSubstr("moved away"));
}

TEST_F(SqliteStoreTest, AnAmountBeyondAllBillsIsRefusedAndNothingHalfSaved) {
  const auto store = Open(path_);
  StoredReading reading = Reading(2, 3);
  reading.days[1].rows[2].cost = Money::FromUnits(1'000'000'000'000'001);
  const auto saved = store->Save(reading);
  ASSERT_FALSE(saved.has_value());
  EXPECT_EQ(saved.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(CountDays(*store), 0U);
  // The series that were new in what failed are new again.
  EXPECT_EQ(store->Save(Reading(2, 3)).value(), 1);
  EXPECT_EQ(CountDays(*store), 2U);
  EXPECT_THAT(store->Check().value(), IsEmpty());
}

// Files may not grow beyond so many bytes while it lives, as on a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    before_signal_ = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*before_signal_)(int) = nullptr;
};

TEST_F(SqliteStoreTest, AFullDiskLosesNothingAndTheStoreGoesOn) {
  const auto store = Open(path_);
  ASSERT_TRUE(store->Save(Reading(2)).has_value());
  {
    const FileSizeLimit limit(300'000);
    const auto saved = store->Save(Reading(60, 200, 1));
    ASSERT_FALSE(saved.has_value());
    EXPECT_EQ(saved.error().kind, ErrorKind::kInternal);
    EXPECT_THAT(saved.error().message, HasSubstr("the disk failed"));
    EXPECT_THAT(saved.error().hint, HasSubstr("whether the disk is full"));
    EXPECT_EQ(CountDays(*store), 2U);
  }
  EXPECT_EQ(store->Save(Reading(60, 200, 1)).value(), 2);
  EXPECT_EQ(CountDays(*store), 60U);
  EXPECT_THAT(store->Check().value(), IsEmpty());
}

// Runs `body` as a user who is not root, whom permissions bind; its result is 0 when all is well.
int AsNobody(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) _exit(100);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 101;
}

TEST_F(SqliteStoreTest, AFileThatMayOnlyBeReadIsRefused) {
  ASSERT_TRUE(Open(path_)->Save(Reading(1)).has_value());
  ASSERT_EQ(chmod(folder_.Path("").c_str(), 0777), 0);
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  ASSERT_EQ(chmod((path_ + ".lock").c_str(), 0666), 0);
  EXPECT_EQ(AsNobody([this] {
              const auto opened = OpenSqliteStore(path_, WhenDamaged::kReplace);
              if (opened) return 1;
              if (opened.error().kind != ErrorKind::kInternal) return 2;
              return opened.error().hint.find("Let the user that runs the program write") == std::string::npos ? 3 : 0;
            }),
            0);
}

TEST_F(SqliteStoreTest, AFolderThatMayOnlyBeReadIsRefused) {
  ASSERT_EQ(chmod(folder_.Path("").c_str(), 0555), 0);
  EXPECT_EQ(AsNobody([this] {
              const auto opened = OpenSqliteStore(path_, WhenDamaged::kReplace);
              if (opened) return 1;
              if (opened.error().kind != ErrorKind::kInternal) return 2;
              return opened.error().hint.find("Let the user that runs the program write") == std::string::npos ? 3 : 0;
            }),
            0);
  ASSERT_EQ(chmod(folder_.Path("").c_str(), 0700), 0);
}

TEST(SqliteErrorTest, AFullDatabaseIsAFullDisk) {
  SQLite::Database db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec("CREATE TABLE t (x); PRAGMA max_page_count = 2");
  try {
    db.exec("INSERT INTO t VALUES (zeroblob(100000))");
    FAIL() << "it had room";
  } catch (const SQLite::Exception& exception) {
    EXPECT_THAT(SqliteError(exception, "/x").message, HasSubstr("the disk is full"));
  }
}

}  // namespace
}  // namespace llmcost
