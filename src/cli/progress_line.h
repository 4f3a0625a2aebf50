// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "cli/output_table.h"
#include "cli/terminal.h"
#include "service/cost_service.h"

namespace llmcost {

// One line on a terminal's standard error that tells how far the reading is, once it takes long.
class ProgressLine {
 public:
  explicit ProgressLine(const CostService& service) : service_(service), wanted_(ErrorIsTerminal()) {}

  void Update() {
    if (!wanted_ || std::chrono::steady_clock::now() - started_ < std::chrono::milliseconds(500)) return;
    int done = 0;
    int total = 0;
    std::string sources;
    for (const FetchStatus& fetch : service_.Fetches()) {
      done += fetch.calls_done;
      total += fetch.calls_total;
      const std::string source = fetch.provider + "/" + fetch.workspace;
      if (sources.find(source) == std::string::npos) sources += (sources.empty() ? "" : ", ") + source;
    }
    if (sources.empty()) return;
    const std::string line = fmt::format("reading {}: {} of {} calls", CutToWidth(sources, 40), done, total);
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    std::fflush(stderr);
    shown_ = true;
  }

  void Clear() {
    if (!shown_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    shown_ = false;
  }

 private:
  const CostService& service_;
  const bool wanted_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  bool shown_ = false;
};

}  // namespace llmcost
