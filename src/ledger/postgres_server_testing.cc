// SPDX-License-Identifier: MIT
#include "ledger/postgres_server_testing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace llmcost {
namespace {

constexpr std::chrono::seconds kStartLimit{120};

// Debian keeps the server's programs off PATH, one folder for each version.
std::string FindPrograms() {
  std::vector<std::string> folders;
  std::error_code error;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
    if (std::filesystem::exists(version.path() / "bin/initdb")) folders.push_back(version.path() / "bin");
  }
  if (folders.empty()) {
    throw std::runtime_error("there is no PostgreSQL server under /usr/lib/postgresql: run script/bootstrap --test");
  }
  return *std::ranges::max_element(folders);
}

std::string ReadText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Starts a program as that user, its output added to a file. Only what may be called between fork and exec.
pid_t Spawn(const std::vector<std::string>& command, uid_t user, gid_t group, const std::string& output) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  const int log = open(output.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(group) != 0 || setuid(user) != 0)) _exit(126);
  // The server ends with the tests.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (getppid() != parent) _exit(125);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server({"max_connections=40"});
  return server;
}

PostgresServer::PostgresServer(std::vector<std::string> settings) : settings_(std::move(settings)) {
  user_ = geteuid();
  group_ = getegid();
  if (user_ == 0) {
    const passwd* user = getpwnam("postgres");
    if (user == nullptr) user = getpwnam("nobody");
    if (user == nullptr) throw std::runtime_error("there is no user to run PostgreSQL: it refuses to be run by root");
    user_ = user->pw_uid;
    group_ = user->pw_gid;
    if (chown(folder_.Path("").c_str(), user_, group_) != 0) throw std::runtime_error("cannot give a folder away");
  }
  const pid_t making = Spawn({FindPrograms() + "/initdb", "--pgdata=" + folder_.Path("data"), "--auth=trust",
                              "--username=test", "--encoding=UTF8", "--locale=C", "--no-sync"},
                             user_, group_, folder_.Path("log"));
  int status = -1;
  waitpid(making, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed: " + ReadText(folder_.Path("log")));
  Start();
}

PostgresServer::~PostgresServer() { Kill(); }

void PostgresServer::Start() {
  // A lost disk is not among the faults that tests make; waiting for it would cost them minutes.
  std::vector<std::string> command = {FindPrograms() + "/postgres", "-D", folder_.Path("data"), "-k", folder_.Path("")};
  for (const char* setting : {"listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=16MB"}) {
    command.insert(command.end(), {"-c", setting});
  }
  for (const std::string& setting : settings_) command.insert(command.end(), {"-c", setting});
  process_ = Spawn(command, user_, group_, folder_.Path("log"));
  const auto end = std::chrono::steady_clock::now() + kStartLimit;
  while (PQping(Url("postgres").c_str()) != PQPING_OK) {
    if (std::chrono::steady_clock::now() > end || waitpid(process_, nullptr, WNOHANG) == process_) {
      throw std::runtime_error("PostgreSQL did not start: " + ReadText(folder_.Path("log")));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void PostgresServer::Kill() {
  if (process_ < 0) return;
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string PostgresServer::Url(const std::string& database) const {
  return fmt::format("postgresql:///{}?host={}&user=test", database, folder_.Path(""));
}

std::string PostgresServer::MakeDatabase() {
  std::string name = fmt::format("ledger{}", ++databases_);
  Ask("postgres", "CREATE DATABASE " + name);
  return name;
}

void PostgresServer::DropDatabase(const std::string& name) {
  Ask("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PostgresServer::Ask(const std::string& database, const std::string& sql) {
  pqxx::connection connection(Url(database));
  const pqxx::result answer = pqxx::nontransaction(connection).exec(sql);
  return answer.empty() || answer.columns() == 0 ? "" : answer[0][0].c_str();
}

PostgresPlace::~PostgresPlace() {
  try {
    PostgresServer::Shared().DropDatabase(database_);
  } catch (const std::exception& exception) {
    ADD_FAILURE() << exception.what();
  }
}

}  // namespace llmcost
