// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.h"

// The fuzz target without a fuzzer: every file of a folder once, and what it becomes when it is cut off.
namespace {

// On memory of exactly that size, so that the address sanitizer sees a read past the end.
void RunOnce(const std::string& input) {
  const std::vector<std::uint8_t> exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

int Replay(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    std::cout << file.filename().string() << std::endl;
    std::ifstream stream(file, std::ios::binary);
    const std::string input(std::istreambuf_iterator<char>(stream), {});
    if (stream.bad()) throw std::runtime_error("cannot be read");
    RunOnce(input);
    for (const std::size_t eighths : {1U, 2U, 3U, 4U, 5U, 6U, 7U}) RunOnce(input.substr(0, input.size() * eighths / 8));
  }
  std::cout << files.size() << " inputs" << std::endl;
  return files.empty() ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 2) return Replay(argv[1]);
    std::cerr << "usage: " << argv[0] << " FOLDER" << std::endl;
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
  }
  return 2;
}
