// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "simulator/volume.h"

// The truth about a simulated account of OpenRouter's.
namespace llmcost {

struct OpenRouterWorkload {
  int workspace;
  std::string_view model;      // "anthropic/claude-sonnet-4.6"
  std::string_view permaslug;  // "anthropic/claude-sonnet-4.6-20260217"
  std::string_view provider;   // who served it
  Date from;
  Date to;
  int requests;  // on a weekday, at a scale and a trend of 1000
  int weekend;   // thousandths of a weekday
  int prompt;    // tokens: means for each request
  int completion;
  int reasoning;       // of the completion
  std::int64_t input;  // millionths of a USD for a million tokens
  std::int64_t output;
  bool own_key = false;  // paid to the provider with a key of the customer's; OpenRouter takes a twentieth
};

struct OpenRouterRow {
  const OpenRouterWorkload* workload = nullptr;
  Date day;
  std::int64_t requests = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t reasoning_tokens = 0;
  Money usage;           // USD, credits spent
  Money byok_inference;  // USD, paid to the provider
};

struct OpenRouterWorkspace {
  std::string id;
  std::string name;
  std::string slug;
  Date created;
  std::string api_key_hash;  // of its one API key
};

inline constexpr std::size_t kMaxOpenRouterAccounts = 3;

// Immutable once made; thread-safe.
class OpenRouterAccount {
 public:
  // REQUIRES: index < kMaxOpenRouterAccounts.
  OpenRouterAccount(std::size_t index, unsigned seed);

  std::string_view name() const { return name_; }
  std::string_view slug() const { return slug_; }
  const std::string& key() const { return key_; }  // a management key
  const std::string& user_id() const { return user_id_; }
  const std::vector<OpenRouterWorkspace>& workspaces() const { return workspaces_; }  // the default one first
  std::string EndpointId(const OpenRouterWorkload& workload) const;

  // What was used on a UTC day until `now`.
  std::vector<OpenRouterRow> Rows(Date day, TimePoint now) const;

 private:
  std::string_view name_;
  std::string_view slug_;
  int scale_;
  std::uint64_t seed_;
  std::string key_;
  std::string user_id_;
  std::vector<OpenRouterWorkspace> workspaces_;
};

}  // namespace llmcost
