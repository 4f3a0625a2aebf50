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

// One line on a terminal's standard error, once something takes long.
class TerminalLine {
 public:
  // `text` makes what is shown, where it is.
  template <typename Text>
  void Show(const Text& text) {
    const auto now = std::chrono::steady_clock::now();
    if (!wanted_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    const std::string line = text();
    if (line.empty()) return;
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
  const bool wanted_ = ErrorIsTerminal();
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  bool shown_ = false;
};

// Tells how far the reading of a service is.
class ProgressLine {
 public:
  explicit ProgressLine(const CostService& service) : service_(service) {}

  void Update() {
    line_.Show([this] { return Text(); });
  }
  void Clear() { line_.Clear(); }

 private:
  // Empty: nothing is being read.
  std::string Text() const {
    int done = 0;
    int total = 0;
    std::string sources;
    for (const FetchStatus& fetch : service_.Fetches()) {
      done += fetch.calls_done;
      total += fetch.calls_total;
      const std::string source = fetch.provider + "/" + fetch.workspace;
      if (sources.find(source) == std::string::npos) sources += (sources.empty() ? "" : ", ") + source;
    }
    if (sources.empty()) return {};
    return fmt::format("reading {}: {} of {} calls", CutToWidth(sources, 40), done, total);
  }

  const CostService& service_;
  TerminalLine line_;
};

}  // namespace llmcost
