// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "service/cost_service.h"

// Reads the text of one setting into what it means. Pure; errors are kInvalidArgument with a message that goes on from
// the setting's name: "must be a whole number from 0 to 65535, not 'x'".
namespace llmcost {

Result<std::int64_t> ParseWhole(std::string_view text, std::int64_t smallest, std::int64_t largest);

// "300", "300s", "5m", "1h", from `smallest` to `largest`.
Result<std::chrono::seconds> ParseSeconds(std::string_view text, std::chrono::seconds smallest,
                                          std::chrono::seconds largest);

// An http or https address without user, query or fragment; a slash at its end is taken off.
Result<std::string> ParseBaseUrl(std::string_view text);

// An IPv4 or IPv6 address; "localhost" is read as 127.0.0.1.
Result<std::string> ParseHost(std::string_view text);
// "127.0.0.1", "[::1]": the address as it stands in a URL.
std::string UrlHost(const std::string& address);

// Host names separated by commas, in lower case.
Result<std::vector<std::string>> ParseHostList(std::string_view text);

// "EUR=1.08, GBP=1.27": US dollars for one unit of a currency.
Result<std::map<std::string, Money>> ParseExchangeRates(std::string_view text);

// "openrouter, openai/edugami, openai/edugami/proj_1": provider, workspace, project.
Result<std::vector<Exclusion>> ParseExclusions(std::string_view text);

// What is wrong with a secret, to go on from the setting's name ("contains a blank"), or nothing. Never any of it.
std::string SecretFault(std::string_view secret);

}  // namespace llmcost
