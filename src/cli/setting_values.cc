// SPDX-License-Identifier: MIT
#include "cli/setting_values.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "core/log.h"

namespace llmcost {
namespace {

constexpr std::size_t kLongestSecret = 1024;

std::optional<std::int64_t> Whole(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Quote(std::string_view text) { return fmt::format("'{}'", Printable(text, 40)); }

Failure Fault(std::string message) { return Fail(ErrorKind::kInvalidArgument, std::move(message)); }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether the URL has that part.
bool HasPart(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return has;
}

}  // namespace

Result<std::int64_t> ParseWhole(std::string_view text, std::int64_t smallest, std::int64_t largest) {
  const auto number = Whole(text);
  if (!number || *number < smallest || *number > largest) {
    return Fault(fmt::format("must be a whole number from {} to {}, not {}", smallest, largest, Quote(text)));
  }
  return *number;
}

Result<std::chrono::seconds> ParseSeconds(std::string_view text, std::chrono::seconds smallest,
                                          std::chrono::seconds largest) {
  std::string_view digits = text;
  std::int64_t unit = 1;
  if (!digits.empty()) {
    switch (digits.back()) {
      case 'h':
        unit = 3600;
        break;
      case 'm':
        unit = 60;
        break;
      case 's':
        unit = 1;
        break;
      default:
        unit = 0;
        break;
    }
    if (unit != 0) digits.remove_suffix(1);
    if (unit == 0) unit = 1;
  }
  const auto number = Whole(digits);
  if (!number || *number < 0 || *number > largest.count() / unit || *number * unit < smallest.count()) {
    return Fault(fmt::format("must be a time from {} to {} seconds, such as 90, 5m or 1h, not {}", smallest.count(),
                             largest.count(), Quote(text)));
  }
  return std::chrono::seconds(*number * unit);
}

Result<std::string> ParseBaseUrl(std::string_view text) {
  const std::string given(text);
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
  if (!given.starts_with("http://") && !given.starts_with("https://")) {
    return Fault("must begin with https:// or http://");
  }
  if (std::ranges::any_of(given, [](char c) { return c <= ' ' || c > '~'; }) ||
      curl_url_set(url.get(), CURLUPART_URL, given.c_str(), 0) != CURLUE_OK || !HasPart(url.get(), CURLUPART_HOST)) {
    return Fault("is not a URL that can be used");
  }
  if (HasPart(url.get(), CURLUPART_USER) || HasPart(url.get(), CURLUPART_PASSWORD)) {
    return Fault("must not hold a user or a password");
  }
  if (given.find_first_of("?#") != std::string::npos) return Fault("must end with its path: no '?' and no '#'");
  return given.substr(0, given.find_last_not_of('/') + 1);
}

namespace {

// The parts of a list with commas, without the blanks around them; empty ones are left out.
std::vector<std::string_view> ListItems(std::string_view text) {
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view item = Trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (!item.empty()) items.push_back(item);
  }
  return items;
}

}  // namespace

Result<std::string> ParseHost(std::string_view text) {
  if (text == "localhost") return "127.0.0.1";
  std::string address(text);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  in6_addr buffer{};
  if (inet_pton(AF_INET, address.c_str(), &buffer) == 1 || inet_pton(AF_INET6, address.c_str(), &buffer) == 1) {
    return address;
  }
  return Fault(fmt::format("must be an IP address such as 127.0.0.1 or 0.0.0.0, not {}", Quote(text)));
}

std::string UrlHost(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

Result<std::vector<std::string>> ParseHostList(std::string_view text) {
  std::vector<std::string> hosts;
  for (const std::string_view item : ListItems(text)) {
    std::string host(item);
    std::ranges::transform(host, host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool is_name = std::ranges::all_of(host, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
    if (!is_name && !ParseHost(host)) {
      return Fault(
          fmt::format("must be host names separated by commas, without scheme and port; {} is none", Quote(host)));
    }
    hosts.push_back(std::move(host));
  }
  return hosts;
}

Result<std::map<std::string, Money>> ParseExchangeRates(std::string_view text) {
  std::map<std::string, Money> rates;
  for (const std::string_view item : ListItems(text)) {
    const auto equals = std::min(item.find('='), item.size());
    std::string currency(Trim(item.substr(0, equals)));
    const bool is_currency =
        currency.size() == 3 && std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    const auto rate = equals < item.size() ? Money::Parse(Trim(item.substr(equals + 1)))
                                           : Fail(ErrorKind::kInvalidArgument, "no rate");
    if (!is_currency || !rate || *rate <= Money()) {
      return Fault(fmt::format("must be like EUR=1.08,GBP=1.27 (US dollars for one unit), not {}", Quote(item)));
    }
    if (currency == kUsd) return Fault("must not hold USD: that is what amounts are converted to");
    if (!rates.emplace(currency, *rate).second) return Fault(fmt::format("gives {} twice", currency));
  }
  return rates;
}

Result<std::vector<Exclusion>> ParseExclusions(std::string_view text) {
  std::vector<Exclusion> exclusions;
  for (const std::string_view item : ListItems(text)) {
    Exclusion exclusion;
    const auto first = std::min(item.find('/'), item.size());
    const auto second = first < item.size() ? std::min(item.find('/', first + 1), item.size()) : item.size();
    exclusion.provider = item.substr(0, first);
    if (first < item.size()) exclusion.workspace = item.substr(first + 1, second - first - 1);
    if (second < item.size()) exclusion.project_id = item.substr(second + 1);
    if (exclusion.provider.empty() || exclusion.workspace == "" || exclusion.project_id == "") {
      return Fault(fmt::format("must be like openrouter,openai/edugami,openai/edugami/proj_1, not {}", Quote(item)));
    }
    exclusions.push_back(std::move(exclusion));
  }
  return exclusions;
}

std::string SecretFault(std::string_view secret) {
  if (secret.find_first_of("\r\n") != std::string_view::npos) return "contains a line break";
  if (secret.front() == ' ' || secret.front() == '\t' || secret.back() == ' ' || secret.back() == '\t') {
    return "begins or ends with a blank";
  }
  if (secret.find_first_of("\"'`") != std::string_view::npos) return "contains a quote; the key itself has none";
  if (secret.find_first_of(" \t") != std::string_view::npos) return "contains a blank";
  if (std::ranges::any_of(secret, [](char c) { return c <= ' ' || c > '~'; })) {
    return "contains a character that no key has; was it copied from a place that shortens it?";
  }
  if (secret.size() > kLongestSecret) return fmt::format("is longer than {} characters", kLongestSecret);
  return {};
}

}  // namespace llmcost
