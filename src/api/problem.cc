// SPDX-License-Identifier: MIT
#include "api/problem.h"

#include <fmt/format.h>

#include "core/json_writer.h"

namespace llmcost {
namespace {

// What is wrong with the ledger is no provider's doing.
constexpr std::string_view kLedgerTitle = "The ledger cannot be used";

std::string_view Title(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
      return "The question is not valid";
    case ErrorKind::kNotFound:
      return "Not found";
    case ErrorKind::kInvalidKey:
      return "The provider refused the key";
    case ErrorKind::kPermissionDenied:
      return "The key lacks a permission";
    case ErrorKind::kRateLimited:
      return "The provider asks to wait";
    case ErrorKind::kTimeout:
      return "The provider did not answer in time";
    case ErrorKind::kUnavailable:
      return "The provider cannot be reached";
    case ErrorKind::kBadUpstream:
      return "The provider's answer cannot be used";
    case ErrorKind::kInternal:
      break;
  }
  return "Something went wrong here";
}

std::string_view HttpTitle(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "Request took too long";
    case 413:
      return "Request body too large";
    case 414:
      return "Address too long";
    case 421:
      return "Not served under this name";
    case 431:
      return "Request header too large";
    case 503:
      return "Not available now";
    default:
      return status < 500 ? "Bad request" : "Something went wrong here";
  }
}

void WriteCommon(JsonWriter& json, std::string_view reason, std::string_view title, int status, std::string_view detail,
                 ErrorKind kind) {
  json.Write("type", std::string_view(fmt::format("urn:llm-cost-tracker:problem:{}", reason)));
  json.Write("title", title);
  json.Write("status", std::int64_t{status});
  json.Write("detail", detail);
  json.Write("kind", ErrorKindName(kind));
}

// For who asks when the provider did not say how long to wait: its limits are those of a minute.
constexpr std::chrono::seconds kUsualWait{60};

std::optional<std::chrono::seconds> WaitOf(const Error& error) {
  if (error.retry_after || error.kind != ErrorKind::kRateLimited) return error.retry_after;
  return kUsualWait;
}

ServerResponse JsonBody(int status, std::string_view content_type, std::shared_ptr<const std::string> body) {
  ServerResponse response;
  response.status = status;
  response.headers.reserve(8);
  response.headers.push_back({"Content-Type", std::string(content_type)});
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::move(body);
  return response;
}

ServerResponse Problem(int status, const JsonWriter& json) {
  return JsonBody(status, "application/problem+json", std::make_shared<const std::string>(json.Take()));
}

}  // namespace

int HttpStatus(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
      return 400;
    case ErrorKind::kNotFound:
      return 404;
    case ErrorKind::kInvalidKey:
    case ErrorKind::kPermissionDenied:
    case ErrorKind::kBadUpstream:
      return 502;
    case ErrorKind::kRateLimited:
    case ErrorKind::kUnavailable:
      return 503;
    case ErrorKind::kTimeout:
      return 504;
    case ErrorKind::kInternal:
      break;
  }
  return 500;
}

std::string ProblemDetail(std::string_view message, std::string_view hint) {
  std::string detail(message);
  if (!hint.empty()) detail.append(". ").append(hint);
  return detail;
}

void WriteProblem(JsonWriter& json, const SourceError& problem) {
  const Error& error = problem.error;
  const std::string detail = ProblemDetail(error.message, error.hint);
  const std::string_view reason = error.reason.empty() ? ErrorKindName(error.kind) : error.reason;
  const bool is_of_ledger = error.setting == "DATABASE_URL" && error.kind != ErrorKind::kInvalidArgument;
  std::string_view title = is_of_ledger ? kLedgerTitle : Title(error.kind);
  if (error.reason == "not_configured") title = "No key is set";
  WriteCommon(json, reason, title, HttpStatus(error.kind), detail, error.kind);
  if (!problem.provider.empty()) json.Write("provider", std::string_view(problem.provider));
  if (!problem.workspace.empty()) json.Write("workspace", std::string_view(problem.workspace));
  if (const auto wait = WaitOf(error)) json.Write("retry_after", std::int64_t{wait->count()});
  if (!error.setting.empty()) json.Write("setting", std::string_view(error.setting));
}

ServerResponse ProblemResponse(const SourceError& problem) {
  JsonWriter json;
  json.BeginObject();
  WriteProblem(json, problem);
  json.EndObject();
  ServerResponse response = Problem(HttpStatus(problem.error.kind), json);
  if (const auto wait = WaitOf(problem.error)) {
    response.headers.push_back({"Retry-After", std::to_string(wait->count())});
  }
  return response;
}

ServerResponse BadParametersResponse(std::span<const BadParameter> parameters) {
  std::string detail;
  for (const BadParameter& parameter : parameters) {
    detail += (detail.empty() ? "" : "; ") + parameter.name + " " + parameter.reason;
  }
  JsonWriter json;
  json.BeginObject();
  WriteCommon(json, ErrorKindName(ErrorKind::kInvalidArgument), Title(ErrorKind::kInvalidArgument), 400, detail,
              ErrorKind::kInvalidArgument);
  json.BeginArray("parameters");
  for (const BadParameter& parameter : parameters) {
    json.BeginObject();
    json.Write("name", std::string_view(parameter.name));
    json.Write("reason", std::string_view(parameter.reason));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return Problem(400, json);
}

ServerResponse HttpProblemResponse(int status, std::string_view detail) {
  const ErrorKind kind = status == 404   ? ErrorKind::kNotFound
                         : status == 503 ? ErrorKind::kUnavailable
                         : status < 500  ? ErrorKind::kInvalidArgument
                                         : ErrorKind::kInternal;
  JsonWriter json;
  json.BeginObject();
  WriteCommon(json, ErrorKindName(kind), HttpTitle(status), status, detail, kind);
  json.EndObject();
  return Problem(status, json);
}

ServerResponse JsonResponse(std::shared_ptr<const std::string> body) {
  ServerResponse response = JsonBody(200, "application/json", std::move(body));
  response.headers.push_back({"Vary", "Accept-Encoding"});
  return response;
}

}  // namespace llmcost
