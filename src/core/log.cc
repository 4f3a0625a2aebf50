// SPDX-License-Identifier: MIT
#include "core/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <array>

namespace llmcost {

bool OpenLog(std::string_view level) {
  static constexpr std::array<std::string_view, 6> kLevels = {"trace", "debug", "info", "warn", "error", "off"};
  if (std::ranges::find(kLevels, level) == kLevels.end()) return false;
  auto logger =
      std::make_shared<spdlog::logger>("llm-cost-tracker", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(spdlog::level::from_str(std::string(level)));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return true;
}

std::string Printable(std::string_view text, std::size_t max_length) {
  std::string printable(text.substr(0, max_length));
  for (char& c : printable) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  if (text.size() > max_length) printable += "...";
  return printable;
}

}  // namespace llmcost
