// SPDX-License-Identifier: MIT
#include "simulator/openai_buckets.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace llmcost {
namespace {

constexpr int kDecimal128Digits = 34;

// The form of IEEE 754 Decimal128's to-scientific-string with all 34 digits.
std::string Decimal128(bool negative, std::string digits) {
  const int padding = kDecimal128Digits - static_cast<int>(digits.size());
  if (padding > 0) digits.append(static_cast<std::size_t>(padding), '0');
  const int exponent = -Money::kDecimals - padding;                    // of the last digit
  const int leading = exponent + static_cast<int>(digits.size()) - 1;  // of the first digit
  if (leading < -6) {
    digits.insert(1, 1, '.');
    return fmt::format("{}{}E{}", negative ? "-" : "", digits, leading);
  }
  if (leading < 0) {
    digits.insert(0, static_cast<std::size_t>(-leading), '0');
  }
  digits.insert(digits.size() - static_cast<std::size_t>(-exponent), 1, '.');
  return negative ? "-" + digits : digits;
}

// "4.5e-06", as languages print small floating-point numbers.
std::string Exponential(bool negative, std::string digits) {
  const int leading = static_cast<int>(digits.size()) - 1 - Money::kDecimals;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.size() > 1) digits.insert(1, 1, '.');
  return fmt::format("{}{}e{}{:02}", negative ? "-" : "", digits, leading < 0 ? '-' : '+', std::abs(leading));
}

}  // namespace

AmountText FormatAmount(Money amount, std::uint64_t choice) {
  if (amount.IsZero()) {
    static const std::array<AmountText, 4> kZeros = {{{"0E-6176", true}, {"0", false}, {"0.0", false}, {"0", true}}};
    return kZeros[choice % kZeros.size()];
  }
  const bool negative = amount < Money();
  std::string digits = (negative ? -amount : amount).ToFixed(Money::kDecimals);
  std::erase(digits, '.');
  digits.erase(0, digits.find_first_not_of('0'));
  switch (choice % 4) {
    case 0:
    case 1:
      return {Decimal128(negative, std::move(digits)), true};
    case 2:
      if (digits.size() < Money::kDecimals - 3) return {Exponential(negative, std::move(digits)), false};
      break;
    default:
      break;
  }
  return {amount.ToString(), false};
}

std::vector<OpenAiRow> GroupRows(std::vector<OpenAiRow> rows, const std::vector<Dimension>& group_by) {
  for (auto& row : rows) {
    Dimensions kept = kNoDimensions;
    for (const auto dimension : group_by) kept[dimension] = row.dimensions[dimension];
    row.dimensions = kept;
  }
  std::ranges::stable_sort(rows, {}, &OpenAiRow::dimensions);
  std::vector<OpenAiRow> groups;
  for (const auto& row : rows) {
    if (groups.empty() || groups.back().dimensions != row.dimensions) {
      groups.push_back(row);
      continue;
    }
    auto& group = groups.back();
    group.cost += row.cost;
    group.quantity_milli += row.quantity_milli;
    std::ranges::transform(group.counters, row.counters, group.counters.begin(), std::plus<>());
  }
  return groups;
}

const std::vector<BucketEndpoint>& BucketEndpoints() {
  using Kind = UsageKind;
  // Tables 4 and 5 of the reference: what each may be grouped and filtered by.
  static const std::vector<BucketEndpoint> kEndpoints = {
      {"/organization/costs",
       "organization.costs.result",
       Kind::kNone,
       {kProjectId, kLineItem, kApiKeyId},
       {kProjectId, kApiKeyId}},
      {"/organization/usage/completions",
       "organization.usage.completions.result",
       Kind::kCompletions,
       {kProjectId, kUserId, kApiKeyId, kModel, kBatch, kServiceTier, kApiSource},
       {kProjectId, kUserId, kApiKeyId, kModel, kBatch}},
      {"/organization/usage/decisions",
       "organization.usage.decisions.result",
       Kind::kDecisions,
       {kProjectId, kUserId, kApiKeyId, kModel, kBatch, kServiceTier, kApiSource},
       {kProjectId, kUserId, kApiKeyId, kModel, kBatch}},
      {"/organization/usage/embeddings",
       "organization.usage.embeddings.result",
       Kind::kEmbeddings,
       {kProjectId, kUserId, kApiKeyId, kModel},
       {kProjectId, kUserId, kApiKeyId, kModel}},
      {"/organization/usage/moderations",
       "organization.usage.moderations.result",
       Kind::kModerations,
       {kProjectId, kUserId, kApiKeyId, kModel},
       {kProjectId, kUserId, kApiKeyId, kModel}},
      {"/organization/usage/images",
       "organization.usage.images.result",
       Kind::kImages,
       {kProjectId, kUserId, kApiKeyId, kModel, kSize, kSource},
       {kProjectId, kUserId, kApiKeyId, kModel, kSize, kSource}},
      {"/organization/usage/audio_speeches",
       "organization.usage.audio_speeches.result",
       Kind::kAudioSpeeches,
       {kProjectId, kUserId, kApiKeyId, kModel},
       {kProjectId, kUserId, kApiKeyId, kModel}},
      {"/organization/usage/audio_transcriptions",
       "organization.usage.audio_transcriptions.result",
       Kind::kAudioTranscriptions,
       {kProjectId, kUserId, kApiKeyId, kModel},
       {kProjectId, kUserId, kApiKeyId, kModel}},
      // The next two name their results otherwise than their paths.
      {"/organization/usage/web_search_calls",
       "organization.usage.web_searches.result",
       Kind::kWebSearchCalls,
       {kProjectId, kUserId, kApiKeyId, kModel, kContextLevel},
       {kProjectId, kUserId, kApiKeyId, kModel, kContextLevel}},
      {"/organization/usage/file_search_calls",
       "organization.usage.file_searches.result",
       Kind::kFileSearchCalls,
       {kProjectId, kUserId, kApiKeyId, kVectorStoreId},
       {kProjectId, kUserId, kApiKeyId, kVectorStoreId}},
      {"/organization/usage/code_interpreter_sessions",
       "organization.usage.code_interpreter_sessions.result",
       Kind::kCodeInterpreterSessions,
       {kProjectId},
       {kProjectId}},
      {"/organization/usage/vector_stores",
       "organization.usage.vector_stores.result",
       Kind::kVectorStores,
       {kProjectId},
       {kProjectId}},
  };
  return kEndpoints;
}

const BucketEndpoint* FindBucketEndpoint(std::string_view path) {
  const auto found = std::ranges::find(BucketEndpoints(), path, &BucketEndpoint::path);
  return found == BucketEndpoints().end() ? nullptr : &*found;
}

std::vector<OpenAiRow> FilterRows(const OpenAiOrganization& organization, const BucketQuery& query,
                                  std::vector<OpenAiRow> rows) {
  for (const auto& filter : query.filters) {
    std::vector<int> wanted;
    for (const auto& value : filter.values) {
      const int name = organization.FindName(value);
      if (name != kNoName) wanted.push_back(name);
    }
    std::erase_if(
        rows, [&](const OpenAiRow& row) { return std::ranges::count(wanted, row.dimensions[filter.dimension]) == 0; });
  }
  return rows;
}

void WriteBucketStart(JsonText& json, const OpenAiOrganization& organization, const BucketQuery& query,
                      std::int64_t start) {
  json.BeginObject();
  json.Field("object", "bucket");
  json.Field("start_time", start);
  json.Field("end_time", start + query.width);
  if (organization.extra_fields()) {  // seen live, not documented
    json.Field("start_time_iso", FormatTime(TimePoint(std::chrono::seconds(start))));
    json.Field("end_time_iso", FormatTime(TimePoint(std::chrono::seconds(start + query.width))));
  }
  json.Name("results");
  json.BeginArray();
}

void WriteDimensions(JsonText& json, const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                     const OpenAiRow& row) {
  for (const auto dimension : endpoint.group_by) {
    json.Name(DimensionName(dimension));
    const int name = row.dimensions[dimension];
    if (name == kNoName) {
      json.Raw("null");
    } else if (dimension == kBatch) {
      json.Raw(organization.Name(name));
    } else {
      json.String(organization.Name(name));
    }
  }
}

BucketCache::Bucket BucketCache::Get(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(key);
  return found == buckets_.end() ? nullptr : found->second;
}

void BucketCache::Put(const std::string& key, Bucket bucket) {
  const std::lock_guard lock(mutex_);
  const std::size_t size = key.size() + bucket->size();
  if (bytes_ + size > kMaxBytes) return;
  if (buckets_.try_emplace(key, std::move(bucket)).second) bytes_ += size;
}

std::string WriteBucketPage(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                            const BucketQuery& query, TimePoint now, BucketCache& cache) {
  const auto write = endpoint.kind == UsageKind::kNone ? WriteCostBucket : WriteUsageBucket;
  std::vector<BucketCache::Bucket> buckets;
  std::size_t bytes = 0;
  std::int64_t start = query.first;
  for (int i = 0; i < query.limit && start < query.end; ++i, start += query.width) {
    const Date day = Date::Of(TimePoint(std::chrono::seconds(start)));
    const bool keep = now >= OpenAiSettled(day);
    const std::string key = keep ? fmt::format("{} {} {}", organization.id(), start, query.shape) : std::string();
    BucketCache::Bucket bucket = keep ? cache.Get(key) : nullptr;
    if (!bucket) {
      bucket = std::make_shared<const std::string>(write(organization, endpoint, query, start, now));
      if (keep) cache.Put(key, bucket);
    }
    bytes += bucket->size() + 1;
    buckets.push_back(std::move(bucket));
  }
  const bool has_more = start < query.end;

  std::string page;
  page.reserve(bytes + 128);
  page += R"({"object":"page","data":[)";
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (i > 0) page += ',';
    page += *buckets[i];
  }
  page += has_more ? fmt::format(R"(],"has_more":true,"next_page":"{}"}})", query.Cursor(start))
                   : R"(],"has_more":false,"next_page":null})";
  return page;
}

}  // namespace llmcost
