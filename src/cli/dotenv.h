// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Reads the text of a `.env` file the way shells and the common dotenv libraries agree on:
//
//     # a comment
//     export NAME=value          # "export" is optional; a comment needs a blank before its '#'
//     NAME='taken literally'
//     NAME="with \"escapes\" \n, over several lines if need be"
//
// CRLF and a byte order mark are fine. Nothing is substituted in values: a '$' is a '$'.
namespace llmcost {

struct DotenvEntry {
  std::string name;
  std::string value;
  int line = 0;  // of its name, from 1
};

struct DotenvFault {
  int line = 0;
  std::string message;  // "the closing quote is missing"; never holds any of the value
};

struct Dotenv {
  std::vector<DotenvEntry> entries;  // in order; a name may repeat
  std::vector<DotenvFault> faults;
};

Dotenv ParseDotenv(std::string_view text);

}  // namespace llmcost
