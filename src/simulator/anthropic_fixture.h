// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulator/simulator_fixture.h"

// For the tests of the simulated Anthropic.
namespace llmcost {

class AnthropicFixture : public SimulatorFixture {
 protected:
  static constexpr const char* kKey = "sk-ant-admin01-demo-edugami-engineering";
  static constexpr const char* kSecondKey = "sk-ant-admin01-demo-novalys-claude";
  static constexpr const char* kBeta = "analytics-usage-cost-2026-08-24";
  static constexpr const char* kCosts = "/v1/organizations/cost_report?starting_at=2026-10-01T00:00:00Z";

  Reply Ask(const std::string& target, const std::string& key = kKey, const std::string& beta = "") {
    std::vector<HttpHeader> headers = {{"anthropic-version", "2023-06-01"}};
    if (!key.empty()) headers.push_back({"x-api-key", key});
    if (!beta.empty()) headers.push_back({"anthropic-beta", beta});
    return Send(target, headers);
  }
  Reply AskAnalytics(const std::string& target, const std::string& key = kKey) { return Ask(target, key, kBeta); }

  // error.message of a reply that must be an invalid_request_error.
  std::string Refusal(const std::string& target, const std::string& beta = "") {
    const auto reply = Ask(target, kKey, beta);
    EXPECT_EQ(reply.status(), 400) << target << reply.body().substr(0, 200);
    EXPECT_EQ(reply.error("type"), "invalid_request_error");
    return reply.error("message");
  }

  // The "data" of every page.
  std::vector<rapidjson::Document> Pages(const std::string& target, const std::string& key = kKey,
                                         const std::string& beta = "") {
    std::vector<rapidjson::Document> pages;
    std::string page;
    do {
      const auto reply = Ask(page.empty() ? target : target + "&page=" + page, key, beta);
      EXPECT_EQ(reply.status(), 200) << target << " " << reply.body().substr(0, 300);
      if (reply.status() != 200) return pages;
      pages.push_back(reply.json());
      EXPECT_EQ(pages.back()["has_more"].GetBool(), pages.back()["next_page"].IsString());
      page = pages.back()["next_page"].IsString() ? pages.back()["next_page"].GetString() : "";
    } while (!page.empty() && pages.size() < 5000);
    return pages;
  }

  // Costs of all pages in USD, by the text of one field of the items ("" = all in one).
  std::map<std::string, Money> Sum(const std::string& target, const char* field = "", const std::string& key = kKey) {
    std::map<std::string, Money> sums;
    for (const auto& page : Pages(target, key)) {
      for (const auto& bucket : page["data"].GetArray()) {
        for (const auto& item : bucket["results"].GetArray()) {
          sums[*field == '\0' ? std::string() : ReadText(item[field])] +=
              Money::Parse(item["amount"].GetString(), -2).value_or(Money());
        }
      }
    }
    return sums;
  }

  // The days of the buckets on a page.
  static std::vector<std::string> Days(const rapidjson::Document& page) {
    std::vector<std::string> days;
    for (const auto& bucket : page["data"].GetArray()) {
      days.push_back(std::string(bucket["starting_at"].GetString()).substr(0, 10));
    }
    return days;
  }
};

}  // namespace llmcost
