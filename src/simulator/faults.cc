// SPDX-License-Identifier: MIT
#include "simulator/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/log.h"
#include "simulator/api_parts.h"

namespace llmcost {
namespace {

constexpr std::array<std::string_view, 18> kKinds = {"reset",
                                                     "redirect",
                                                     "html",
                                                     "wrong-json",
                                                     "empty",
                                                     "slow",
                                                     "cut-off",
                                                     "truncated-json",
                                                     "invalid-utf8",
                                                     "wrong-types",
                                                     "duplicate-keys",
                                                     "deep-nesting",
                                                     "huge",
                                                     "nan",
                                                     "other-currency",
                                                     "ignore-grouping",
                                                     "repeated-cursor",
                                                     "phantom-page"};
constexpr int kNestingDepth = 100'000;

std::optional<int> ParseCount(std::string_view text, int min, int max) {
  const auto value = ParseInteger(text);
  if (!value || *value < min || *value > max) return std::nullopt;
  return static_cast<int>(*value);
}

// Reads one field into `rule`; gives what is wrong with it, or nothing.
std::optional<std::string> ReadField(std::string_view name, std::string_view value, FaultRule& rule,
                                     const FindOrganizationName& find_organization) {
  const auto number = [&](int min, int max, auto& target) -> std::optional<std::string> {
    const auto parsed = ParseCount(value, min, max);
    if (!parsed) return fmt::format("{} must be a number from {} to {}", name, min, max);
    const int count = *parsed;
    target = count;
    return std::nullopt;
  };
  if (name == "path") {
    if (!value.starts_with('/')) return "path must begin with a slash";
    rule.path = value.starts_with("/v1/") ? value.substr(3) : value;
    return std::nullopt;
  }
  if (name == "organization") {
    const auto found = find_organization(value);
    if (!found) return fmt::format("no organization '{}'", Printable(value));
    rule.organization = *found;
    return std::nullopt;
  }
  if (name == "kind") {
    rule.kind = value;
    if (const auto status = ParseCount(value, 400, 599)) {
      rule.status = *status;
    } else if (std::ranges::count(kKinds, value) == 0) {
      return fmt::format("no kind '{}'; there are 400 to 599, {}", Printable(value), fmt::join(kKinds, ", "));
    }
    return std::nullopt;
  }
  if (name == "to") {
    rule.location = value;
    return std::nullopt;
  }
  if (name == "retry_after") return number(0, 86'400, rule.retry_after);
  if (name == "count") return number(1, 1'000'000, rule.count);
  if (name == "after") return number(0, 1'000'000, rule.after);
  if (name == "status") return number(200, 599, rule.status);
  if (name == "mb") return number(1, 1000, rule.megabytes);
  if (name == "ms") {
    int milliseconds = 0;
    auto problem = number(1, 600'000, milliseconds);
    rule.delay = std::chrono::milliseconds(milliseconds);
    return problem;
  }
  return fmt::format("no field '{}'", Printable(name));
}

bool ReplaceFirst(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) return false;
  text.replace(at, from.size(), to);
  return true;
}

// Replaces the value of the first field of that name. Our own JSON has no blanks, and the values meant here are numbers
// or strings without escapes.
bool ReplaceFirstValue(std::string& json, std::string_view name, std::string_view value) {
  const std::string key = fmt::format("\"{}\":", name);
  const auto at = json.find(key);
  if (at == std::string::npos) return false;
  const auto begin = at + key.size();
  json.replace(begin, json.find_first_of(",}", begin) - begin, value);
  return true;
}

void InsertAfterBrace(std::string& json, std::string_view text) {
  if (json.starts_with('{')) json.insert(1, text);
}

// The same for the first attribute of XML.
bool ReplaceFirstAttribute(std::string& xml, std::string_view name, std::string_view value) {
  const auto at = xml.find(fmt::format(" {}=", name));
  if (at == std::string::npos) return false;
  const auto quote = at + name.size() + 2;
  xml.replace(quote + 1, xml.find(xml[quote], quote + 1) - quote - 1, value);
  return true;
}

void ChangeBody(const FaultRule& rule, std::string& body, const std::optional<std::string>& page) {
  if (body.starts_with("<?xml")) {
    if (rule.kind == "truncated-json") body.resize(body.size() / 2);
    if (rule.kind == "invalid-utf8") ReplaceFirstAttribute(body, "currency", "\xFF\xFE");
    if (rule.kind == "wrong-types") ReplaceFirstAttribute(body, "rate", "much");
    if (rule.kind == "nan") ReplaceFirstAttribute(body, "rate", "NaN");
    if (rule.kind == "huge") body.append(static_cast<std::size_t>(rule.megabytes) << 20U, ' ');
    return;
  }
  if (rule.kind == "truncated-json") {
    body.resize(body.size() / 2);
  } else if (rule.kind == "invalid-utf8") {
    for (const std::string_view name : {"line_item", "name", "model", "billing_metric", "object"}) {
      const std::string start = fmt::format("\"{}\":\"", name);
      if (ReplaceFirst(body, start, start + "\xFF\xFE")) break;
    }
  } else if (rule.kind == "wrong-types") {
    for (const std::string_view name : {"value_paid", "value", "amount", "usage", "num_model_requests", "num_requests",
                                        "num_sessions", "uncached_input_tokens", "id", "uuid"}) {
      if (ReplaceFirstValue(body, name, "[true]")) break;
    }
  } else if (rule.kind == "duplicate-keys") {
    if (!ReplaceFirst(body, R"("currency":"usd")", R"("currency":"usd","value":999,"currency":"usd")") &&
        !ReplaceFirst(body, R"("currency":"USD")", R"("currency":"USD","amount":"999","currency":"USD")") &&
        !ReplaceFirst(body, R"("value_paid":)", R"("value_paid":999,"value_paid":)") &&
        !ReplaceFirst(body, R"("usage":)", R"("usage":999,"usage":)")) {
      ReplaceFirst(body, R"("has_more":)", R"("has_more":true,"has_more":)");
    }
  } else if (rule.kind == "deep-nesting") {
    InsertAfterBrace(body,
                     fmt::format("\"nested\":{}{},", std::string(kNestingDepth, '['), std::string(kNestingDepth, ']')));
  } else if (rule.kind == "huge") {
    InsertAfterBrace(body, std::string(static_cast<std::size_t>(rule.megabytes) << 20U, ' '));
  } else if (rule.kind == "nan") {
    for (const std::string_view name : {"price", "value", "amount", "usage"}) {
      if (ReplaceFirstValue(body, name, "\"NaN\"")) break;
    }
  } else if (rule.kind == "other-currency") {
    ReplaceFirst(body, R"("currency":"EUR")", R"("currency":"GBP")");
    for (const auto& [from, to] : {std::pair(R"("currency":"usd")", R"("currency":"eur")"),
                                   std::pair(R"("currency":"USD")", R"("currency":"EUR")")}) {
      while (ReplaceFirst(body, from, to)) {
      }
    }
  } else if (rule.kind == "repeated-cursor") {
    ReplaceFirstValue(body, "has_more", "true");
    for (const std::string_view name : {"total", "total_count"}) ReplaceFirstValue(body, name, "1000000");
    if (page) ReplaceFirstValue(body, "next_page", fmt::format("\"{}\"", *page));
  } else if (rule.kind == "phantom-page") {
    ReplaceFirst(body, R"("has_more":false,"next_page":null)", R"("has_more":true,"next_page":"page_phantom")");
  }
}

}  // namespace

Result<FaultRule> ParseFaultRule(std::string_view text, const FindOrganizationName& find_organization) {
  FaultRule rule;
  rule.text = text;
  const auto fail = [&](std::string_view problem) {
    return Fail(ErrorKind::kInvalidArgument, fmt::format("fault rule '{}': {}", Printable(text, 200), problem));
  };
  for (std::string_view rest = text; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto field = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    const auto equals = field.find('=');
    if (equals == std::string_view::npos) return fail(fmt::format("'{}' is not name=value", Printable(field)));
    if (const auto problem = ReadField(field.substr(0, equals), field.substr(equals + 1), rule, find_organization)) {
      return fail(*problem);
    }
  }
  if (rule.kind.empty()) return fail("no kind");
  if (rule.kind == "slow" && rule.delay.count() == 0) rule.delay = std::chrono::milliseconds(1000);
  if (rule.kind == "redirect" && rule.location.empty()) rule.location = "http://127.0.0.1:9/v1/organization/costs";
  return rule;
}

void FaultBoard::Add(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  rules_.push_back(std::move(rule));
}

void FaultBoard::Clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
}

std::vector<FaultRule> FaultBoard::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

FaultDecision FaultBoard::Take(std::string_view path, std::string_view organization) {
  const std::lock_guard lock(mutex_);
  FaultDecision decision;
  for (auto& rule : rules_) {
    if (!path.starts_with(rule.path)) continue;
    if (!rule.organization.empty() && rule.organization != organization) continue;
    if (rule.count == 0) continue;
    const bool slow = rule.kind == "slow";
    if (!slow && decision.rule) continue;
    if (rule.after > 0) {
      --rule.after;
      continue;
    }
    if (rule.count) --*rule.count;
    ++rule.applied;
    if (slow) {
      decision.delay += rule.delay;
    } else {
      decision.rule = rule;
    }
  }
  return decision;
}

std::optional<ServerResponse> AnswerFault(const FaultRule& rule,
                                          const std::function<ServerResponse(int status)>& answer_status) {
  ServerResponse response;
  if (rule.kind == "reset") {
    response.delivery = ServerResponse::Delivery::kReset;
    return response;
  }
  if (rule.kind == "empty") {
    response.headers.push_back({"Content-Type", "application/json"});
    return response;
  }
  if (rule.kind == "wrong-json") return AnswerJson(200, R"({"status":"ok","items":[1,2,3]})");
  if (rule.kind == "redirect") {
    response.status = 302;
    response.headers.push_back({"Location", rule.location});
    return response;
  }
  if (rule.kind == "html") {
    response.status = rule.status == 0 ? 200 : rule.status;
    response.headers.push_back({"Content-Type", "text/html; charset=utf-8"});
    response.body = std::make_shared<const std::string>(
        "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad "
        "Gateway</h1></body></html>");
    return response;
  }
  if (!ParseCount(rule.kind, 400, 599)) return std::nullopt;

  response = answer_status(rule.status);
  if (rule.retry_after) response.headers.push_back({"Retry-After", std::to_string(*rule.retry_after)});
  return response;
}

ServerResponse ApplyFault(const FaultRule& rule, ServerResponse response, const std::optional<std::string>& page) {
  if (response.status != 200 || !response.body) return response;
  if (rule.kind == "cut-off") {
    response.delivery = ServerResponse::Delivery::kCutOff;
    return response;
  }
  std::string body = *response.body;
  ChangeBody(rule, body, page);
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

}  // namespace llmcost
