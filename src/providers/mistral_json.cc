// SPDX-License-Identifier: MIT
#include "providers/mistral_json.h"

#include <algorithm>
#include <array>

#include "providers/json_reader.h"

namespace llmcost {
namespace {

using simdjson::ondemand::json_type;

// The categories of 2026, which are also the names that may stand in a message.
constexpr std::array<std::string_view, 8> kCategories = {
    "completion", "chat", "ocr", "connectors", "audio", "audio_characters", "libraries_api", "vibe_code"};
constexpr std::string_view kFineTuning = "fine_tuning";

// The fields read of each kind of object, in the order in which the readers below number them.
constexpr std::array<std::string_view, 8> kEntryFields = {
    "event_type", "billing_metric", "billing_group", "api_zone", "service_tier", "timestamp", "value", "value_paid"};
constexpr std::array<std::string_view, 6> kPriceFields = {"event_type", "billing_metric", "billing_group",
                                                          "api_zone",   "service_tier",   "price"};
constexpr std::array<std::string_view, 2> kFineTuningFields = {"training", "storage"};
constexpr std::array<std::string_view, 2> kPageFields = {"items", "total"};
constexpr std::array<std::string_view, 2> kWorkspaceFields = {"uuid", "name"};

Failure Bad(std::string message) { return Fail(ErrorKind::kBadUpstream, std::move(message)); }

bool IsObject(JsonValue& value) {
  json_type type{};
  return value.type().get(type) == simdjson::SUCCESS && type == json_type::object;
}

// The member that holds field number `field` of an entry or a price, both of which begin with the same five.
std::string& TextOf(MistralItem& use, std::size_t field) {
  switch (field) {
    case 0:
      return use.event_type;
    case 1:
      return use.metric;
    case 2:
      return use.group;
    case 3:
      return use.api_zone;
    default:
      return use.service_tier;
  }
}

Result<void> ReadText(JsonValue value, std::string_view name, std::string& out) {
  std::optional<std::string_view> text;
  if (auto done = ReadJson(value, name, text); !done) return done;
  if (text && !text->empty()) out = *text;
  return {};
}

// A number of at least 0, or null.
Result<void> ReadAmount(JsonValue value, std::string_view name, std::optional<Money>& out) {
  if (IsNull(value)) return {};
  if (auto done = ReadJson(value, name, out.emplace()); !done) return done;
  if (*out < Money()) return Bad(std::string(name) + " is negative");
  return {};
}

// The day of "2026-11-03" or of a time on it. Days are taken as UTC days; no document says so, but none says otherwise.
Result<void> ReadDay(JsonValue value, std::optional<Date>& out) {
  constexpr std::size_t kDateLength = 10;
  std::string_view text;
  if (auto done = ReadJson(value, "timestamp", text); !done) return done;
  const auto date = Date::Parse(text.substr(0, kDateLength));
  if (!date) return Bad("timestamp is not a date");
  std::string_view time = text.substr(kDateLength);
  if (time.ends_with("+00:00")) time.remove_suffix(6);
  if (!time.empty() &&
      ((time.front() != 'T' && time.front() != ' ') || time.find_first_of("+-") != std::string::npos)) {
    return Bad("timestamp is not a time in UTC");
  }
  out = *date;
  return {};
}

// The model's name in "mistral-large-latest::mistral-large-2411".
std::string_view MetricOf(std::string_view model_key) {
  const auto colons = model_key.find("::");
  return colons == std::string_view::npos ? model_key : model_key.substr(colons + 2);
}

class UsageReader {
 public:
  explicit UsageReader(const DateRange& month) : month_(month) {}

  Result<MistralUsage> Read(std::string& body) {
    auto done = ReadAnswer(body, [this](simdjson::ondemand::object& object) {
      return ReadEachField(object, [this](std::string_view name, JsonValue value) { return ReadPart(name, value); });
    });
    if (!done) return Failure(std::move(done.error()));
    if (!any_category_) return Bad("no category of usage is in it");
    if (any_outside_ && usage_.daily.empty()) return Bad("no entry is of the month asked for");
    return std::move(usage_);
  }

 private:
  Result<void> ReadPart(std::string_view name, JsonValue value) {
    if (name == "currency") return IsNull(value) ? Result<void>() : ReadCurrency(value, name, usage_.currency);
    if (name == "prices") return IsNull(value) ? Result<void>() : ReadPrices(value);
    const bool known = name == kFineTuning || std::ranges::find(kCategories, name) != kCategories.end();
    if (!known && !IsObject(value)) return SkipJson(value);
    any_category_ = any_category_ || known;
    if (IsNull(value)) return {};
    const std::string category(name);
    Result<void> done = name == kFineTuning ? ReadFineTuning(value) : ReadCategory(value, category, false);
    if (!done) return InContext(known ? category : "a category", std::move(done.error()));
    return done;
  }

  // {"models":{…}}, or categories of their own under names.
  Result<void> ReadCategory(JsonValue value, const std::string& category, bool nested) {
    return ReadMap(value, "it", [&](std::string_view name, JsonValue inner) -> Result<void> {
      if (name == "models") return ReadModels(inner, "models", category);
      if (nested || !IsObject(inner)) return SkipJson(inner);
      return ReadCategory(inner, category + "/" + std::string(name), true);
    });
  }

  Result<void> ReadFineTuning(JsonValue value) {
    return ReadObject(value, "it", kFineTuningFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      if (field == 0) return ReadModels(inner, "training", "fine_tuning/training");
      if (IsNull(inner)) return {};
      return ReadMap(inner, "storage", [&](std::string_view model, JsonValue number) -> Result<void> {
        std::optional<Money> stored;
        if (auto done = ReadAmount(number, "storage", stored); !done) return done;
        MistralItem use;
        use.category = "fine_tuning/storage";
        use.metric = MetricOf(model);
        use.group = "storage";
        if (stored) usage_.monthly[use] += {*stored, *stored};
        return {};
      });
    });
  }

  // Model, then group, then entries.
  Result<void> ReadModels(JsonValue value, std::string_view what, const std::string& category) {
    if (IsNull(value)) return {};
    return ReadMap(value, what, [&](std::string_view model, JsonValue groups) -> Result<void> {
      MistralItem use;
      use.category = category;
      use.metric = MetricOf(model);
      return ReadMap(groups, "a model", [&](std::string_view group, JsonValue entries) -> Result<void> {
        use.group = group;
        return ReadList(entries, "a group",
                        [&](std::size_t, JsonValue entry) -> Result<void> { return ReadEntry(entry, use); });
      });
    });
  }

  // What an entry does not say itself is said by its place.
  Result<void> ReadEntry(JsonValue value, MistralItem use) {
    std::optional<Date> day;
    std::optional<Money> used;
    std::optional<Money> paid;
    auto done = ReadObject(value, "an entry", kEntryFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
      if (field == 5) return ReadDay(inner, day);
      if (field == 6) return ReadAmount(inner, "value", used);
      if (field == 7) return ReadAmount(inner, "value_paid", paid);
      return ReadText(inner, kEntryFields[field], TextOf(use, field));
    });
    if (!done) return done;
    if (!day) return Bad("timestamp is missing");
    if (!used && !paid) return Bad("value is missing");
    if (!month_.Contains(*day)) {
      any_outside_ = true;
      return {};
    }
    usage_.daily[{*day, std::move(use)}] += {used ? *used : *paid, paid ? *paid : *used};
    return {};
  }

  Result<void> ReadPrices(JsonValue value) {
    usage_.prices.emplace();
    return ReadList(value, "prices", [&](std::size_t, JsonValue element) -> Result<void> {
      MistralListPrice price;
      std::optional<Money> amount;
      auto done = ReadObject(element, "a price", kPriceFields, [&](std::size_t field, JsonValue inner) -> Result<void> {
        if (field == 5) return ReadAmount(inner, "price", amount);
        return ReadText(inner, kPriceFields[field], TextOf(price.use, field));
      });
      if (!done) return InContext("prices", std::move(done.error()));
      if (!amount) return {};
      price.price = *amount;
      usage_.prices->Add(std::move(price));
      return {};
    });
  }

  const DateRange month_;
  MistralUsage usage_;
  bool any_category_ = false;
  bool any_outside_ = false;
};

std::string_view Or(const std::string& text, std::string_view otherwise) { return text.empty() ? otherwise : text; }

}  // namespace

void MistralPriceList::Add(MistralListPrice price) {
  std::pair<std::string, std::string> key(price.use.metric, price.use.group);
  prices_[std::move(key)].push_back(std::move(price));
}

std::optional<Money> MistralPriceList::Find(const MistralItem& use) const {
  const auto found = prices_.find({use.metric, use.group});
  if (found == prices_.end()) return std::nullopt;
  for (int without = 0; without <= 3; ++without) {
    std::optional<Money> price;
    for (const MistralListPrice& each : found->second) {
      const bool same_tier = without >= 1 || Or(each.use.service_tier, "standard") == Or(use.service_tier, "standard");
      const bool same_zone = without >= 2 || Or(each.use.api_zone, "global") == Or(use.api_zone, "global");
      const bool same_event = without >= 3 || use.event_type.empty() || each.use.event_type.empty() ||
                              each.use.event_type == use.event_type;
      if (!same_tier || !same_zone || !same_event) continue;
      if (price && *price != each.price) return std::nullopt;
      price = each.price;
    }
    if (price) return price;
  }
  return std::nullopt;
}

Result<MistralUsage> ParseMistralUsage(std::string& body, const DateRange& month) {
  UsageReader reader(month);
  return reader.Read(body);
}

Result<MistralWorkspacePage> ParseMistralWorkspaces(std::string& body) {
  MistralWorkspacePage page;
  bool has_items = false;
  auto done = ReadDocument(body, kPageFields, [&](std::size_t field, JsonValue value) -> Result<void> {
    if (field == 1) return ReadJson(value, "total", page.total);
    has_items = true;
    return ReadList(value, "items", [&](std::size_t index, JsonValue item) -> Result<void> {
      MistralListedWorkspace workspace;
      auto read = ReadObject(item, "it", kWorkspaceFields, [&](std::size_t part, JsonValue inner) -> Result<void> {
        return ReadText(inner, kWorkspaceFields[part], part == 0 ? workspace.id : workspace.name);
      });
      if (read && workspace.id.empty()) read = Bad("uuid is missing");
      if (!read) return InContext("workspace " + std::to_string(index + 1), std::move(read.error()));
      page.workspaces.push_back(std::move(workspace));
      return {};
    });
  });
  if (!done) return Failure(std::move(done.error()));
  if (!has_items) return Bad("items is missing");
  return page;
}

}  // namespace llmcost
