// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "fuzz.h"
#include "http/request_parser.h"

// What comes to the server. However the network cuts the bytes up, they are the same requests: otherwise two programs
// on the way could disagree about where one ends.
namespace {

constexpr std::size_t kMaxHeaderBytes = 512;  // few, so that the limits are met
constexpr std::size_t kMaxBodyBytes = 512;

constexpr std::string_view kRefused = "\nrefused with ";  // no request begins with a line break

// The requests in words, up to the first that is refused.
std::vector<std::string> Requests(std::string_view bytes, std::size_t at_a_time) {
  llmcost::RequestParser parser(kMaxHeaderBytes, kMaxBodyBytes);
  std::vector<std::string> requests;
  std::string pending;
  while (!bytes.empty()) {
    const std::string_view arrived = bytes.substr(0, at_a_time);
    bytes.remove_prefix(arrived.size());
    pending += arrived;
    while (!pending.empty()) {
      const std::size_t taken = parser.Put(pending);
      llmcost::Promise(taken <= pending.size(), "no more is taken than there is");
      if (parser.failed()) {
        llmcost::Promise(parser.failure_status() >= 400 && !parser.failure().empty(), "a refusal says why");
        requests.push_back(std::string(kRefused) + std::to_string(parser.failure_status()));
        return requests;
      }
      pending.erase(0, taken);
      if (parser.done()) {
        const llmcost::ServerRequest& request = parser.request();
        std::string& words = requests.emplace_back(request.method + " " + request.target);
        words += parser.keep_alive() ? " kept" : " closed";
        for (const llmcost::HttpHeader& header : request.headers) words += "\n" + header.name + ":" + header.value;
        parser.Reset();
      } else if (taken == 0) {
        break;  // it wants more
      }
    }
  }
  return requests;
}

bool IsRefused(const std::string& request) { return request.starts_with(kRefused); }

bool IsTooLarge(const std::string& request) {
  return IsRefused(request) && (request.ends_with("414") || request.ends_with("431"));
}

// Up to a refusal the requests are the same. What is refused may be so at once or only when all of its head is there,
// so that the other one still waits. Whether a head is too large depends a little on how much of it was there at a
// time: the other one may take it. Which of several faults is told is not promised, but for what is too large.
bool Agree(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end()) return in_b == b.end() || IsRefused(*in_b);
  if (in_b == b.end()) return IsRefused(*in_a);
  if (IsRefused(*in_a) && IsRefused(*in_b)) return !IsTooLarge(*in_a) || !IsTooLarge(*in_b);
  return IsTooLarge(*in_a) || IsTooLarge(*in_b);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = llmcost::AsText(data, size);
  const auto at_once = Requests(bytes, size + 1);
  for (const std::size_t at_a_time : {1U, 7U}) {
    const auto in_pieces = Requests(bytes, at_a_time);
    if (Agree(at_once, in_pieces)) continue;
    for (const std::string& request : at_once) std::cerr << "at once: " << request << '\n';
    for (const std::string& request : in_pieces) std::cerr << "in pieces of " << at_a_time << ": " << request << '\n';
    llmcost::Promise(false, "pieces are the same requests as the whole");
  }
  return 0;
}
