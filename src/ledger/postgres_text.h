// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger_store.h"

// PostgreSQL keeps any text but one that holds a zero byte or is no UTF-8. What it does not keep is written as U+FFFD,
// the replacement character: a figure is worth more than a stray byte in a name.
namespace llmcost {

std::string StorableText(const std::string& text);
std::optional<std::string> StorableText(const std::optional<std::string>& text);

// The reading with all the texts that are hashed made storable; nothing when they are already.
std::optional<StoredReading> MakeStorable(const StoredReading& reading);

}  // namespace llmcost
