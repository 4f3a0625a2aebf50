// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/json_writer.h"
#include "simulator/openai_query.h"

// Pages of buckets: rows grouped, and written as JSON in the forms the live service was seen to use.
namespace llmcost {

// How amount.value is written.
struct AmountText {
  std::string text;
  bool quoted = false;  // a JSON string, not a number
};

// Live replies mix Decimal128 texts of 34 digits ("0.04125000…", "0E-6176") as JSON strings with plain numbers. All
// forms are exact; `choice` picks one.
AmountText FormatAmount(Money amount, std::uint64_t choice);

// Drops the dimensions that are not grouped by and adds up what is then alike. Keeps the order of dimensions.
std::vector<OpenAiRow> GroupRows(std::vector<OpenAiRow> rows, const std::vector<Dimension>& group_by);

// The endpoints of usage and costs; null for any other path.
const BucketEndpoint* FindBucketEndpoint(std::string_view path);
const std::vector<BucketEndpoint>& BucketEndpoints();

// The rows that every filter of the query lets through. Rows without the dimension never pass.
std::vector<OpenAiRow> FilterRows(const OpenAiOrganization& organization, const BucketQuery& query,
                                  std::vector<OpenAiRow> rows);

// The parts that all buckets share: up to the opening of "results", and the fields a result is grouped by.
void WriteBucketStart(JsonText& json, const OpenAiOrganization& organization, const BucketQuery& query,
                      std::int64_t start);
void WriteDimensions(JsonText& json, const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                     const OpenAiRow& row);

// One bucket as JSON. In openai_costs.cc and openai_usage.cc.
std::string WriteCostBucket(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                            const BucketQuery& query, std::int64_t start, TimePoint now);
std::string WriteUsageBucket(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                             const BucketQuery& query, std::int64_t start, TimePoint now);

// Keeps the JSON of buckets that no longer change, until it is full: a client that asks the same again and again, as a
// benchmark does, then gets all of them or always the same part of them. Thread-safe.
class BucketCache {
 public:
  using Bucket = std::shared_ptr<const std::string>;

  Bucket Get(const std::string& key) const;
  void Put(const std::string& key, Bucket bucket);

 private:
  static constexpr std::size_t kMaxBytes = std::size_t{384} << 20U;

  mutable std::mutex mutex_;  // guards all below
  std::unordered_map<std::string, Bucket> buckets_;
  std::size_t bytes_ = 0;
};

// The whole reply: {"object":"page","data":[…],"has_more":…,"next_page":…}.
std::string WriteBucketPage(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                            const BucketQuery& query, TimePoint now, BucketCache& cache);

}  // namespace llmcost
