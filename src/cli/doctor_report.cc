// SPDX-License-Identifier: MIT
#include "cli/doctor_report.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/json_writer.h"

namespace llmcost {
namespace {

// A difference up to this comes from the network and from headers in whole seconds.
constexpr std::chrono::seconds kHarmlessSkew{30};

void AppendKey(std::string& text, const DoctorKey& key) {
  text += fmt::format("  {}: {}, {}, workspace {}\n", key.setting, key.masked, key.kind, key.workspace);
  if (key.checks.empty()) {
    text += key.usable ? "    not tried (--offline)\n" : fmt::format("    not usable: {}\n", key.advice);
    return;
  }
  std::string last_hint;
  for (const DoctorCheck& check : key.checks) {
    text += fmt::format("    {}: {}, {}\n", check.name, check.status, check.detail);
    if (!check.hint.empty() && check.hint != last_hint) text += fmt::format("      what to do: {}\n", check.hint);
    last_hint = check.hint;
  }
  // When the provider refused the key, what the key looks like explains why.
  if (!key.usable && !key.advice.empty() && key.advice != last_hint) {
    text += fmt::format("    this is {}. {}\n", key.kind, key.advice);
  }
}

std::string ClockText(std::chrono::seconds skew) {
  if (std::chrono::abs(skew) <= kHarmlessSkew) return "Clock: agrees with the providers'\n";
  return fmt::format(
      "Clock: {} s {} the providers'; set this machine's clock, or days will be cut at the wrong moment\n",
      std::chrono::abs(skew).count(), skew.count() > 0 ? "ahead of" : "behind");
}

std::string LedgerText(const DoctorReport& report) {
  if (report.ledger_error) {
    return fmt::format("Ledger: {}\n  what to do: {}\n", report.ledger_error->message, report.ledger_error->hint);
  }
  if (report.ledger == "memory:") return "Ledger: memory:, so nothing is kept when the program ends\n";
  return fmt::format("Ledger: {}{}\n", report.ledger,
                     report.ledger_is_missing ? ", which is made at the first reading" : "");
}

}  // namespace

bool DoctorReport::AllUsable() const {
  bool any = false;
  for (const DoctorProvider& provider : providers) {
    for (const DoctorKey& key : provider.keys) {
      if (!key.usable) return false;
      any = true;
    }
  }
  return any;
}

std::string DoctorText(const DoctorReport& report) {
  std::string text;
  for (const DoctorProvider& provider : report.providers) {
    text += provider.name;
    if (!provider.base_url.empty()) text += fmt::format(" at {}", provider.base_url);
    text += "\n";
    if (provider.keys.empty()) {
      text += fmt::format("  no key is set: make one at {} and set {}\n", provider.key_page, provider.first_setting);
    }
    for (const DoctorKey& key : provider.keys) AppendKey(text, key);
  }
  text += LedgerText(report);
  for (const auto& [name, value] : report.proxies) text += fmt::format("Proxy: {}={}\n", name, value);
  if (report.skew) text += ClockText(*report.skew);
  const bool any_key = std::ranges::any_of(report.providers, [](const DoctorProvider& p) { return !p.keys.empty(); });
  text += report.AllUsable() ? "All keys are usable.\n" : any_key ? "Not all keys are usable.\n" : "No key is set.\n";
  return text;
}

std::string DoctorJson(const DoctorReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Write("ok", report.AllUsable());
  json.BeginArray("providers");
  for (const DoctorProvider& provider : report.providers) {
    json.BeginObject();
    json.Write("id", std::string_view(provider.id));
    json.Write("name", std::string_view(provider.name));
    json.Write("base_url",
               provider.base_url.empty() ? std::nullopt : std::optional<std::string_view>(provider.base_url));
    json.BeginArray("keys");
    for (const DoctorKey& key : provider.keys) {
      json.BeginObject();
      json.Write("setting", std::string_view(key.setting));
      json.Write("workspace", std::string_view(key.workspace));
      json.Write("key", std::string_view(key.masked));
      json.Write("kind", std::string_view(key.kind));
      json.Write("usable", key.usable);
      json.BeginArray("checks");
      for (const DoctorCheck& check : key.checks) {
        json.BeginObject();
        json.Write("name", std::string_view(check.name));
        json.Write("status", std::string_view(check.status));
        json.Write("detail", std::string_view(check.detail));
        json.Write("hint", check.hint.empty() ? std::nullopt : std::optional<std::string_view>(check.hint));
        json.EndObject();
      }
      json.EndArray();
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.Write("ledger", report.ledger_error ? std::nullopt : std::optional<std::string_view>(report.ledger));
  json.BeginArray("proxies");
  for (const auto& [name, value] : report.proxies) {
    json.BeginObject();
    json.Write("name", std::string_view(name));
    json.Write("value", std::string_view(value));
    json.EndObject();
  }
  json.EndArray();
  json.Write("clock_skew_seconds",
             report.skew ? std::optional<std::int64_t>(report.skew->count()) : std::optional<std::int64_t>());
  json.EndObject();
  return json.Take() + "\n";
}

}  // namespace llmcost
