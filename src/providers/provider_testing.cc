// SPDX-License-Identifier: MIT
#include "providers/provider_testing.h"

#include <charconv>
#include <fstream>
#include <sstream>

namespace llmcost {
namespace {

bool Fits(const std::string& url, const std::string& word) {
  if (word.starts_with('-')) return url.find(word.substr(1)) == std::string::npos;
  return url.find(word) != std::string::npos;
}

}  // namespace

Recording::Recording(const std::string& path) : path_(path) {
  std::ifstream file(std::string(LLMCOST_SOURCE_DIR) + "/tests/fixtures/" + path);
  if (!file) throw std::runtime_error("no fixture " + path);
  Read(file);
}

Recording Recording::FromText(std::string_view text) {
  Recording recording;
  std::istringstream stream{std::string(text)};
  recording.Read(stream);
  return recording;
}

void Recording::Read(std::istream& text) {
  bool status_follows = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("### ")) {
      Block& block = blocks_.emplace_back();
      std::istringstream words(line.substr(4));
      for (std::string word; words >> word;) {
        if (word == "once") {
          block.once = true;
        } else {
          block.words.push_back(word);
        }
      }
      status_follows = true;
    } else if (status_follows) {
      status_follows = false;
      HttpResponse& response = blocks_.back().response;
      std::from_chars(line.data(), line.data() + line.size(), response.status);
      if (const auto colon = line.find(": "); colon != std::string::npos && colon >= 4) {
        response.headers.push_back({line.substr(4, colon - 4), line.substr(colon + 2)});
      }
    } else if (!blocks_.empty()) {
      blocks_.back().response.body += line + "\n";
    } else if (const auto colon = line.find(": "); !line.starts_with('#') && colon != std::string::npos) {
      expected_[line.substr(0, colon)] = line.substr(colon + 2);
    }
  }
}

HttpResponse Recording::Reply(const HttpRequest& request) {
  if (auto response = Find(request)) return *std::move(response);
  throw std::runtime_error(path_ + " has no reply to " + request.url);
}

std::optional<HttpResponse> Recording::Find(const HttpRequest& request) {
  for (Block& block : blocks_) {
    if (block.once && block.used) continue;
    bool fits = true;
    for (const std::string& word : block.words) fits = fits && Fits(request.url, word);
    if (!fits) continue;
    block.used = true;
    return block.response;
  }
  return std::nullopt;
}

Money Total(const std::vector<CostBucket>& buckets) {
  Money total;
  for (const CostBucket& bucket : buckets) total += bucket.cost;
  return total;
}

}  // namespace llmcost
