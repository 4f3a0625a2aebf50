// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "http/http_server.h"

// Errors as clients see them: RFC 9457 problem details.
namespace llmcost {

class JsonWriter;

// A query parameter that is wrong, and why: {"end_date", "is before start_date"}.
struct BadParameter {
  std::string name;
  std::string reason;
};

// The one table from kind to status. A refused provider key is 502, never 401: the client's own request was fine.
int HttpStatus(ErrorKind kind);

// What failed and on what, then what to do about it.
std::string ProblemDetail(std::string_view message, std::string_view hint);

// Writes the members of a problem into the object begun.
void WriteProblem(JsonWriter& json, const SourceError& problem);

ServerResponse ProblemResponse(const SourceError& problem);
ServerResponse BadParametersResponse(std::span<const BadParameter> parameters);
// A problem of HTTP itself: an unknown path, a method not allowed, a request too large.
ServerResponse HttpProblemResponse(int status, std::string_view detail);

// 200 with a JSON body.
ServerResponse JsonResponse(std::shared_ptr<const std::string> body);

}  // namespace llmcost
