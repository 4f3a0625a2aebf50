// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_server.h"
#include "http/url.h"

// What the simulated APIs have in common.
namespace llmcost {

ServerResponse AnswerJson(int status, std::string json);

// ASCII letters alone.
std::string LowerCase(std::string_view text);
// The key of "Bearer sk-…"; empty when there is none.
std::string_view BearerKey(std::string_view authorization);

// The last value of a parameter that is given once.
std::optional<std::string_view> FindValue(const QueryParameters& parameters, std::string_view name);
// The whole text as a number; nothing for any other text.
std::optional<std::int64_t> ParseInteger(std::string_view text);

// The token of the page that begins at `position` of the answer to a question: "page_…". Another question, which has
// another fingerprint, refuses it.
std::string MakePageToken(std::uint64_t position, std::uint64_t fingerprint);
// The position, or nothing when the token belongs to another question or is none.
std::optional<std::uint64_t> ReadPageToken(std::string_view token, std::uint64_t fingerprint);

// Letters and digits by chance, always the same for the same seed.
std::string RandomText(std::uint64_t seed, int length);
// "0b6f9a52-…": a version 4 UUID.
std::string RandomUuid(std::uint64_t seed);
// The form of a UUID, in any case.
bool IsUuid(std::string_view text);

}  // namespace llmcost
