// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/money.h"
#include "http/url.h"
#include "simulator/simulator.h"

// For the tests of the simulator: asks it directly, without sockets, and reads what it says.
namespace llmcost {

// Numbers are read as strings, so that no digit is lost.
inline rapidjson::Document ParseJson(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag>(text.c_str(),
                                                                                                text.size());
  return document;
}

inline Money ReadMoney(const rapidjson::Value& value) {
  const auto money = Money::Parse(value.GetString());
  EXPECT_TRUE(money) << value.GetString();
  return money.value_or(Money());
}

// A null as "(null)".
inline std::string ReadText(const rapidjson::Value& value) {
  return value.IsNull() ? std::string("(null)") : std::string(value.GetString());
}

class SimulatorFixture : public ::testing::Test {
 protected:
  static constexpr const char* kEdugami = "sk-admin-demo-edugami";
  static constexpr const char* kNovalys = "sk-admin-demo-novalys";

  struct Reply {
    ServerResponse response;
    int status() const { return response.status; }
    std::string body() const { return response.body ? *response.body : std::string(); }
    rapidjson::Document json() const { return ParseJson(body()); }
    // "error" of the documented form, or a failure.
    std::string error(const char* field) const {
      const auto document = json();
      if (!document.IsObject() || !document.HasMember("error")) return "(no error: " + body().substr(0, 200) + ")";
      return ReadText(document["error"][field]);
    }
  };

  SimulatorFixture() { Make({}); }

  void Make(const SimulatorOptions& options) {
    auto made = Simulator::Make(options, clock_);
    ASSERT_TRUE(made) << made.error().message;
    simulator_ = std::move(*made);
  }

  static ServerRequest Request(const std::string& target, const std::string& key, const std::string& method = "GET") {
    ServerRequest request;
    request.method = method;
    request.target = target;
    if (!key.empty()) request.headers.push_back({"authorization", "Bearer " + key});
    return request;
  }

  Reply Get(const std::string& target, const std::string& key = kEdugami, const std::string& method = "GET") {
    return GetAll({target}, key, method).front();
  }

  // Asks all at the same time, on so many threads.
  std::vector<Reply> GetAll(const std::vector<std::string>& targets, const std::string& key = kEdugami,
                            const std::string& method = "GET", std::size_t thread_count = 1) {
    std::vector<ServerRequest> requests;
    for (const auto& target : targets) requests.push_back(Request(target, key, method));
    return SendAll(requests, thread_count);
  }

  Reply Send(const std::string& target, std::vector<HttpHeader> headers, const std::string& method = "GET") {
    ServerRequest request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    return SendAll({request}, 1).front();
  }

  std::vector<Reply> SendAll(const std::vector<ServerRequest>& requests, std::size_t thread_count) {
    std::vector<Reply> replies(requests.size());
    boost::asio::io_context context;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      boost::asio::co_spawn(context, simulator_->Respond(requests[i]),
                            [&replies, i](const std::exception_ptr& failure, ServerResponse response) {
                              if (failure) std::rethrow_exception(failure);
                              replies[i].response = std::move(response);
                            });
    }
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < thread_count; ++i) threads.emplace_back([&context] { context.run(); });
    context.run();
    threads.clear();
    return replies;
  }

  static std::string Window(Date start, Date end_exclusive) {
    return fmt::format("start_time={}&end_time={}", start.UnixSeconds(), end_exclusive.UnixSeconds());
  }

  // Every page of a bucket endpoint, its buckets in one list.
  std::vector<rapidjson::Document> AllPages(const std::string& target, const std::string& key = kEdugami) {
    std::vector<rapidjson::Document> pages;
    std::string page;
    do {
      const auto reply = Get(page.empty() ? target : target + "&page=" + page, key);
      EXPECT_EQ(reply.status(), 200) << reply.body();
      if (reply.status() != 200) return pages;
      pages.push_back(reply.json());
      EXPECT_EQ(pages.back()["has_more"].GetBool(), pages.back()["next_page"].IsString());
      page = pages.back()["next_page"].IsString() ? pages.back()["next_page"].GetString() : "";
    } while (!page.empty() && pages.size() < 5000);
    return pages;
  }

  // The costs of all pages, by the text of one field of the results ("" = all in one).
  std::map<std::string, Money> SumCosts(const std::string& target, const char* field = "",
                                        const std::string& key = kEdugami) {
    std::map<std::string, Money> sums;
    for (const auto& page : AllPages(target, key)) {
      for (const auto& bucket : page["data"].GetArray()) {
        for (const auto& result : bucket["results"].GetArray()) {
          const std::string name = *field == '\0' ? std::string() : ReadText(result[field]);
          sums[name] += ReadMoney(result["amount"]["value"]);
        }
      }
    }
    return sums;
  }

  // A list of /_simulator/truth as a map: by "project_id", "line_item", "date".
  std::map<std::string, Money> Truth(Date start, Date end, const char* list, const char* field,
                                     const std::string& organization = "Edugami") {
    const auto reply = Get(fmt::format("/_simulator/truth?organization={}&start_date={}&end_date={}", organization,
                                       start.ToString(), end.ToString()));
    EXPECT_EQ(reply.status(), 200) << reply.body();
    std::map<std::string, Money> sums;
    const auto document = reply.json();
    for (const auto& entry : document[list].GetArray()) sums[ReadText(entry[field])] = ReadMoney(entry["cost"]);
    return sums;
  }
  // The whole sheet of a provider.
  rapidjson::Document TruthOf(const std::string& provider, Date start, Date end) {
    const auto reply = Get(fmt::format("/_simulator/truth?provider={}&start_date={}&end_date={}", provider,
                                       start.ToString(), end.ToString()));
    EXPECT_EQ(reply.status(), 200) << reply.body();
    return reply.json();
  }
  // A list of a sheet as a map.
  static std::map<std::string, Money> TruthList(const rapidjson::Document& truth, const char* list, const char* field,
                                                const char* cost = "cost") {
    std::map<std::string, Money> sums;
    for (const auto& entry : truth[list].GetArray()) sums[ReadText(entry[field])] = ReadMoney(entry[cost]);
    return sums;
  }
  Money TrueTotal(Date start, Date end, const std::string& organization = "Edugami") {
    Money total;
    for (const auto& [name, cost] : Truth(start, end, "by_organization", "organization", organization)) total += cost;
    return total;
  }

  // 22 November 2026, 15:04 UTC.
  FakeClock clock_{Date(2026, 11, 22).Start() + std::chrono::minutes(15 * 60 + 4)};
  std::unique_ptr<Simulator> simulator_;
};

}  // namespace llmcost
