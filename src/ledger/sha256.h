// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <string>
#include <string_view>

namespace llmcost {

// The SHA-256 of all that is added. Included by .cc files only.
class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  void Add(std::string_view text) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  // 64 hexadecimal digits. Nothing may be added afterwards.
  std::string Finish() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    crypto_hash_sha256_final(&state_, hash.data());
    return fmt::format("{:02x}", fmt::join(hash, ""));
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace llmcost
