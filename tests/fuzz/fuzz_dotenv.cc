// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "cli/dotenv.h"
#include "fuzz.h"

// A .env file.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using llmcost::Promise;
  const std::string_view text = llmcost::AsText(data, size);
  const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
  const llmcost::Dotenv read = llmcost::ParseDotenv(text);
  int before = 0;
  for (const llmcost::DotenvEntry& entry : read.entries) {
    Promise(!entry.name.empty(), "an entry has a name");
    Promise(text.find(entry.name) != std::string_view::npos, "a name stands in the file");
    Promise(entry.line > before && entry.line <= lines, "entries are in order, one on a line");
    Promise(entry.value.size() <= text.size(), "nothing is put into a value");
    before = entry.line;
  }
  for (const llmcost::DotenvFault& fault : read.faults) {
    Promise(fault.line >= 1 && fault.line <= lines, "a fault is on a line of the file");
    Promise(!fault.message.empty(), "a fault says something");
  }
  return 0;
}
