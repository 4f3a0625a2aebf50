// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "http/http_server.h"

// Faults on demand. A rule is text: "path=/organization/costs,kind=429,retry_after=2,count=3".
//
//   kind=       what happens; see below. The only field that must be there.
//   path=       the beginning of the paths meant, without a leading /v1; left out = every path, of every provider
//   organization=  by name, id or key ending, of whichever provider; left out = every one, refused keys included
//   count=      how often it happens; left out = always
//   after=      how many calls pass before it begins, default 0
//
// Kinds that answer at once:
//   400 to 599      that status with the provider's error body; retry_after= seconds (left out = no such header)
//   reset           the connection is reset
//   redirect        302 to to= (default an address that refuses connections)
//   html            a proxy's page; status= (default 200)
//   wrong-json      200 with JSON that is about something else
//   empty           200 without a body
// Kinds that let the call through and change the answer:
//   slow            after ms= (default 1000); combines with other rules
//   cut-off         half of the body, then the connection closes
//   truncated-json  half of the JSON, delivered as if it were whole
//   invalid-utf8    bytes that are no UTF-8 in the first name
//   wrong-types     the first amount, count or id is of another type
//   duplicate-keys  amounts say their value twice (one is 999); lists say has_more twice
//   deep-nesting    an unknown field with 100,000 arrays in each other
//   huge            mb= (default 60) megabytes of blanks within the JSON
//   nan             the first amount or price is NaN
//   other-currency  amounts are in EUR, those in EUR in GBP
//   ignore-grouping group_by is not heeded
//   repeated-cursor every page has more, and its next_page is the page just asked for
//                   (lists with numbered pages claim a million entries)
//   phantom-page    the last page promises one more, whose cursor is then refused
// Of an XML file, truncated-json, invalid-utf8, wrong-types, nan and huge do the like; the other kinds leave it alone.
namespace llmcost {

struct FaultRule {
  std::string text;  // as given
  std::string path;
  std::string organization;  // the name; empty = all
  std::string kind;
  int status = 0;  // of a kind that is a number, and of html
  std::optional<int> retry_after;
  std::chrono::milliseconds delay{0};
  int megabytes = 60;
  std::string location;
  std::optional<int> count;  // what is left of it
  int after = 0;             // what is left of it
  int applied = 0;
};

// Error kInvalidArgument: names the rule and what is wrong with it. `find_organization` gives the name for any text
// that names an organization, and nothing for others.
using FindOrganizationName = std::function<std::optional<std::string>(std::string_view)>;
Result<FaultRule> ParseFaultRule(std::string_view text, const FindOrganizationName& find_organization);

// What to do with one call.
struct FaultDecision {
  std::chrono::milliseconds delay{0};
  std::optional<FaultRule> rule;  // the first that applies
};

// The rules in force. Thread-safe.
class FaultBoard {
 public:
  void Add(FaultRule rule);
  void Clear();
  std::vector<FaultRule> rules() const;
  // Counts as applied what it gives. `organization` is empty for calls whose key was refused.
  FaultDecision Take(std::string_view path, std::string_view organization);

 private:
  mutable std::mutex mutex_;  // guards rules_
  std::vector<FaultRule> rules_;
};

// The answer of a rule that answers at once; nothing for the other kinds. `answer_status` gives a provider's own error.
std::optional<ServerResponse> AnswerFault(const FaultRule& rule,
                                          const std::function<ServerResponse(int status)>& answer_status);
// The answer with the fault in it. `page` is the cursor that was asked for, if any.
ServerResponse ApplyFault(const FaultRule& rule, ServerResponse response, const std::optional<std::string>& page);

}  // namespace llmcost
