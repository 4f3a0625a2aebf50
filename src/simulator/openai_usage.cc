// SPDX-License-Identifier: MIT
// GET /organization/usage/*. Source: https://developers.openai.com/api/reference (Usage); `decisions` is in the
// reference since October 2026.
#include <numeric>
#include <span>

#include "simulator/openai_buckets.h"

namespace llmcost {
namespace {

// A field and the counters that add up to it; none = always 0.
struct UsageField {
  std::string_view name;
  std::vector<Counter> counters;
};

std::span<const UsageField> UsageFields(UsageKind kind) {
  // Input tokens are all of them; uncached, cached and cache-write tokens are its parts. These organizations send text
  // only, so that the audio and image parts are 0.
  static const std::vector<UsageField> kTokensFields = {{"input_tokens", {kUncached, kCached, kCacheWrite}},
                                                        {"input_cached_tokens", {kCached}},
                                                        {"input_cache_write_tokens", {kCacheWrite}},
                                                        {"input_uncached_tokens", {kUncached}},
                                                        {"output_tokens", {kOutput}},
                                                        {"input_text_tokens", {kUncached}},
                                                        {"output_text_tokens", {kOutput}},
                                                        {"input_cached_text_tokens", {kCached}},
                                                        {"input_audio_tokens", {}},
                                                        {"input_cached_audio_tokens", {}},
                                                        {"output_audio_tokens", {}},
                                                        {"input_image_tokens", {}},
                                                        {"input_cached_image_tokens", {}},
                                                        {"output_image_tokens", {}},
                                                        {"num_model_requests", {kRequests}}};
  static const std::vector<UsageField> kInputFields = {{"input_tokens", {kUncached}},
                                                       {"num_model_requests", {kRequests}}};
  static const std::vector<UsageField> kImagesFields = {{"images", {kUnits}}, {"num_model_requests", {kRequests}}};
  static const std::vector<UsageField> kSpeechesFields = {{"characters", {kUnits}},
                                                          {"num_model_requests", {kRequests}}};
  static const std::vector<UsageField> kTranscriptionsFields = {{"seconds", {kUnits}},
                                                                {"num_model_requests", {kRequests}}};
  static const std::vector<UsageField> kWebSearchesFields = {{"num_model_requests", {kRequests}},
                                                             {"num_requests", {kUnits}}};
  static const std::vector<UsageField> kFileSearchesFields = {{"num_requests", {kUnits}}};
  static const std::vector<UsageField> kSessionsFields = {{"num_sessions", {kUnits}}};
  static const std::vector<UsageField> kVectorStoresFields = {{"usage_bytes", {kUnits}}};
  switch (kind) {
    case UsageKind::kCompletions:
    case UsageKind::kDecisions:
      return kTokensFields;
    case UsageKind::kEmbeddings:
    case UsageKind::kModerations:
      return kInputFields;
    case UsageKind::kImages:
      return kImagesFields;
    case UsageKind::kAudioSpeeches:
      return kSpeechesFields;
    case UsageKind::kAudioTranscriptions:
      return kTranscriptionsFields;
    case UsageKind::kWebSearchCalls:
      return kWebSearchesFields;
    case UsageKind::kFileSearchCalls:
      return kFileSearchesFields;
    case UsageKind::kCodeInterpreterSessions:
      return kSessionsFields;
    case UsageKind::kVectorStores:
      return kVectorStoresFields;
    case UsageKind::kNone:
      break;
  }
  return {};
}

}  // namespace

std::string WriteUsageBucket(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                             const BucketQuery& query, std::int64_t start, TimePoint now) {
  const Date day = Date::Of(TimePoint(std::chrono::seconds(start)));
  const auto from_minute = static_cast<int>((start - day.UnixSeconds()) / 60);
  const int to_minute = from_minute + query.width / 60;
  const auto rows =
      GroupRows(FilterRows(organization, query, organization.Usage(endpoint.kind, day, from_minute, to_minute, now)),
                query.group_by);
  JsonText json;
  WriteBucketStart(json, organization, query, start);
  for (const auto& row : rows) {
    json.BeginObject();
    json.Field("object", endpoint.result_object);
    for (const auto& field : UsageFields(endpoint.kind)) {
      const auto add = [&](std::int64_t sum, Counter counter) { return sum + row.counters[counter]; };
      json.Field(field.name, std::accumulate(field.counters.begin(), field.counters.end(), std::int64_t{0}, add));
    }
    WriteDimensions(json, organization, endpoint, row);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
