// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

// Chance that is the same on every machine and in every run.
namespace llmcost {

constexpr std::uint64_t Mix(std::uint64_t value) {  // the finalizer of SplitMix64
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

constexpr std::uint64_t Mix(std::uint64_t a, std::uint64_t b) { return Mix(Mix(a) ^ b); }

// FNV-1a.
constexpr std::uint64_t HashText(std::string_view text, std::uint64_t start = 0xCBF29CE484222325U) {
  for (const char c : text) start = (start ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return start;
}

}  // namespace llmcost
