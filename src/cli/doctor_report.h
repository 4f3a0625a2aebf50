// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

// What `doctor` found, and how it is written. Holds no secret: only what MaskSecret leaves of one.
namespace llmcost {

struct DoctorCheck {
  std::string name;    // "projects", "costs"
  std::string status;  // "ok", "refused", "unavailable", "rate limited", "failed"
  std::string detail;
  std::string hint;  // what to do; empty when all is well
};

struct DoctorKey {
  std::string setting;
  std::string workspace;
  std::string masked;
  std::string kind;    // by its prefix
  std::string advice;  // when that kind is not the one needed
  bool usable = false;
  std::vector<DoctorCheck> checks;  // empty when no call was made
};

struct DoctorProvider {
  std::string id;
  std::string name;
  std::string base_url;  // empty = its own
  std::string first_setting;
  std::string key_page;
  std::vector<DoctorKey> keys;
};

struct DoctorReport {
  std::vector<DoctorProvider> providers;
  std::string ledger;                                        // where it is, without a password
  bool ledger_is_missing = false;                            // a file that is made at the first reading
  std::optional<Error> ledger_error;                         // why it cannot be used
  std::vector<std::pair<std::string, std::string>> proxies;  // variable and value, without password
  std::optional<std::chrono::seconds> skew;                  // our clock minus the providers'

  // Whether there is a key and none is unusable.
  bool AllUsable() const;
};

std::string DoctorText(const DoctorReport& report);
std::string DoctorJson(const DoctorReport& report);

}  // namespace llmcost
