// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "simulator/volume.h"

// What the simulated organizations buy from OpenAI: models, prices, and who uses them how much. Prices and volumes are
// made up near real ones; the names and their forms are OpenAI's.
namespace llmcost {

// The usage endpoint that counts a workload.
enum class UsageKind {
  kNone,
  kCompletions,
  kEmbeddings,
  kModerations,
  kImages,
  kAudioSpeeches,
  kAudioTranscriptions,
  kDecisions,
  kWebSearchCalls,
  kFileSearchCalls,
  kCodeInterpreterSessions,
  kVectorStores,
};

// What is counted of a workload on a day. For images, kUncached and kCached are text, kCacheWrite is image input.
enum Counter : std::size_t { kRequests, kUncached, kCached, kCacheWrite, kOutput, kUnits, kCounterCount };
using Counters = std::array<std::int64_t, kCounterCount>;

// One thing that is charged of a model or a service.
struct CatalogLine {
  std::string_view suffix;  // after the cost name: ", input", " image, output", ""
  Counter counter;
  std::int64_t price;     // millionths of a USD for a million units
  std::string_view unit;  // quantity_unit; empty = null
};

struct CatalogModel {
  std::string_view cost_name;   // how line items call it
  std::string_view usage_name;  // how usage calls it; empty = usage does not name it
  UsageKind kind;
  std::vector<CatalogLine> lines;  // none = free of charge, and absent from the costs
};

// REQUIRES: a name of the catalog.
const CatalogModel& FindCatalogModel(std::string_view cost_name);
// The chat models, dearest last; for dense data.
std::vector<const CatalogModel*> CatalogChatModels();

// One use of one model by one project.
struct WorkloadTemplate {
  int role;  // of the project, an index into kProjectRoles; -1 = no project
  std::string_view model;
  Date from;
  Date to;           // the last day
  int requests;      // on a weekday, at a scale and a trend of 1000
  int weekend;       // thousandths of a weekday
  int uncached = 0;  // these five: mean for each request
  int cached = 0;
  int cache_write = 0;
  int output = 0;
  int units = 0;                      // images, characters, seconds, calls, sessions
  int key = 0;                        // 0 = the project's production key, 1 = its development key
  std::string_view tier = "default";  // "priority" doubles the price and leads the line item
  bool batch = false;                 // half the price; costs do not tell it apart
  bool long_context = false;          // twice the price; ends the line item
  std::string_view size = {};         // images
  std::string_view source = {};       // images
  std::string_view context = {};      // web search
  unsigned organizations = 0xFF;      // one bit for each
};

std::span<const WorkloadTemplate> WorkloadTemplates();

struct ProjectRole {
  std::array<std::string_view, 3> names;  // in each of the three organizations; empty = null
  Date created;
  Date archived = kOpenEnd;
};
inline constexpr std::size_t kProjectRoleCount = 12;
extern const std::array<ProjectRole, kProjectRoleCount> kProjectRoles;

struct OrganizationTemplate {
  std::string_view name;
  std::string_view slug;  // of the key and the mail addresses
  int scale;              // thousandths of the volumes of the workloads
  Date launch;            // a day of much press; the volume falls back within three weeks
  bool extra_fields;      // whether replies have the undocumented fields seen live
  bool last_id;           // whether lists set last_id; live lists were seen without
};
inline constexpr std::size_t kMaxOrganizations = 8;
extern const std::array<OrganizationTemplate, kMaxOrganizations> kOrganizations;

}  // namespace llmcost
