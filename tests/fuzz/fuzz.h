// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

// What the fuzz targets share. Each target defines LLVMFuzzerTestOneInput: it runs one input and ends the program where
// a promise is broken. Built twice: with libFuzzer (preset fuzz), and with replay.cc, which the unit tests run over the
// corpus.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace llmcost {

inline std::string_view AsText(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer counts in unsigned bytes
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the program, which is how libFuzzer learns of a finding.
inline void Promise(bool kept, std::string_view promise) {
  if (kept) return;
  std::cerr << "broken promise: " << promise << std::endl;
  std::abort();
}

}  // namespace llmcost
