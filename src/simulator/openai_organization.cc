// SPDX-License-Identifier: MIT
// How a simulated organization is set up: projects, keys, people, workloads.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/api_parts.h"
#include "simulator/hash.h"
#include "simulator/openai_data.h"

namespace llmcost {
namespace {

struct Person {
  std::string_view name;
  std::string_view mail;
};
constexpr std::array<Person, 6> kPeople = {{{"Camille Roussel", "camille"},
                                            {"Idris Benali", "idris"},
                                            {"Maud Lefort", "maud"},
                                            {"Jonas Weber", "jonas"},
                                            {"Aïcha N'Diaye", "aicha"},
                                            {"Piotr Nowak", "piotr"}}};

// Of a workload in one more project beyond the known roles, in thousandths.
constexpr int kExtraProjectScale = 80;

std::string LineItem(const WorkloadTemplate& plan, std::string_view cost_name, std::string_view suffix) {
  return fmt::format("{}{}{}{}", plan.tier == "priority" ? "priority | " : "", cost_name, suffix,
                     plan.long_context ? ", long context" : "");
}

}  // namespace

OpenAiOrganization::OpenAiOrganization(std::size_t index, const OpenAiDataOptions& options)
    : template_(kOrganizations[index]),
      index_(index),
      seed_(Mix(options.seed, index)),
      dense_(options.line_items > 0),
      key_(fmt::format("sk-admin-demo-{}", kOrganizations[index].slug)) {
  id_ = MakeId("org-", 24, 1);
  MakeProjects(options);
  if (dense_) {
    MakeDenseWorkloads(options.line_items);
  } else {
    MakePlausibleWorkloads();
  }
}

std::string OpenAiOrganization::MakeId(std::string_view prefix, int length, std::uint64_t what) const {
  return fmt::format("{}{}", prefix, RandomText(Mix(Mix(seed_, HashText(prefix)), what), length));
}

void OpenAiOrganization::MakeProjects(const OpenAiDataOptions& options) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.projects); ++i) {
    const auto& role = kProjectRoles[i % kProjectRoleCount];
    const std::string_view base = role.names[index_ % role.names.size()];
    const std::size_t round = i / kProjectRoleCount + 1;
    OpenAiProject project;
    project.id = MakeId("proj_", 24, i);
    if (!base.empty()) project.name = round == 1 ? std::string(base) : fmt::format("{}-{}", base, round);
    project.created = role.created;
    if (!dense_ && role.archived != kOpenEnd) project.archived = role.archived;
    projects_.push_back(std::move(project));

    for (std::size_t k = 0; k < 2; ++k) {
      const std::uint64_t what = i * 2 + k;
      const auto& person = kPeople[Mix(seed_, i) % kPeople.size()];
      OpenAiApiKey key;
      key.id = MakeId("key_", 16, what);
      key.name = k == 0 ? "production" : "development";
      key.project = i;
      key.created = role.created + static_cast<int>(k);
      key.redacted_value = fmt::format("sk-proj-{}********{}", MakeId("", 4, what), MakeId("", 3, what + 1'000'000));
      if (k == 0) {
        key.owner_id = MakeId("user-", 24, 100 + i);
        key.owner_name = "production";
      } else {
        key.owner_id = MakeId("user-", 24, HashText(person.mail));
        key.owner_name = person.name;
        key.owner_email = fmt::format("{}@{}.example", person.mail, template_.slug);
      }
      api_keys_.push_back(std::move(key));
    }
  }
}

const OpenAiProject* OpenAiOrganization::FindProject(std::string_view id) const {
  const auto found = std::ranges::find(projects_, id, &OpenAiProject::id);
  return found == projects_.end() ? nullptr : &*found;
}

int OpenAiOrganization::Intern(std::string_view text) {
  if (text.empty()) return kNoName;
  const auto [entry, added] = name_indices_.try_emplace(std::string(text), static_cast<int>(names_.size()));
  if (added) names_.emplace_back(text);
  return entry->second;
}

int OpenAiOrganization::FindName(std::string_view text) const {
  const auto found = name_indices_.find(std::string(text));
  return found == name_indices_.end() ? kNoName : found->second;
}

std::string_view OpenAiOrganization::Unit(int line_item) const {
  const auto found = units_.find(line_item);
  return found == units_.end() ? std::string_view() : found->second;
}

void OpenAiOrganization::MakePlausibleWorkloads() {
  for (const auto& plan : WorkloadTemplates()) {
    if ((plan.organizations >> index_ & 1U) == 0) continue;
    const auto& model = FindCatalogModel(plan.model);
    if (plan.role < 0) {
      AddWorkload(plan, model, -1, template_.scale);
      continue;
    }
    // With fewer projects than roles, the first projects take over what is left.
    const auto role = static_cast<std::size_t>(plan.role);
    const std::size_t count = projects_.size();
    if (role >= count) {
      AddWorkload(plan, model, static_cast<int>(role % std::min<std::size_t>(count, 3)), template_.scale);
      continue;
    }
    for (std::size_t project = role; project < count; project += kProjectRoleCount) {
      const int scale = project == role ? template_.scale : template_.scale * kExtraProjectScale / 1000;
      AddWorkload(plan, model, static_cast<int>(project), scale);
    }
  }
}

void OpenAiOrganization::AddWorkload(const WorkloadTemplate& plan, const CatalogModel& model, int project, int scale) {
  Workload workload;
  workload.plan = plan;
  // Thousandths of a request are lost here, not of the volume: the smallest keep one request.
  if (plan.requests > 0) workload.plan.requests = std::max(1, plan.requests * scale / 1000);
  if (model.kind == UsageKind::kVectorStores) workload.plan.units = std::max(1000, plan.units * scale / 1000);
  workload.kind = model.kind;
  workload.salt = Mix(seed_, workloads_.size() + 1);

  auto& dimensions = workload.dimensions;
  if (project >= 0) {
    const auto index = static_cast<std::size_t>(project);
    workload.plan.from = std::max(plan.from, projects_[index].created);
    const auto& key = api_keys_[index * 2 + static_cast<std::size_t>(plan.key)];
    dimensions[kProjectId] = Intern(projects_[index].id);
    dimensions[kApiKeyId] = Intern(key.id);
    dimensions[kUserId] = Intern(key.owner_id);
  }
  dimensions[kModel] = Intern(model.usage_name);
  dimensions[kBatch] = Intern(plan.batch ? "true" : "false");
  dimensions[kServiceTier] = Intern(plan.batch ? "batch" : plan.tier);
  dimensions[kApiSource] = Intern(plan.role == 8 ? "agents_api" : "unlabeled");
  dimensions[kSize] = Intern(plan.size);
  dimensions[kSource] = Intern(plan.source);
  dimensions[kContextLevel] = Intern(plan.context);
  if (model.kind == UsageKind::kFileSearchCalls) {
    dimensions[kVectorStoreId] = Intern(MakeId("vs_", 24, static_cast<std::uint64_t>(project)));
  }

  for (const auto& line : model.lines) {
    std::int64_t price = line.price;
    if (plan.tier == "priority") price *= 2;
    if (plan.long_context) price *= 2;
    if (plan.batch) price /= 2;
    AddCharge(workload, LineItem(plan, model.cost_name, line.suffix), line, price);
  }
  workloads_.push_back(std::move(workload));
}

void OpenAiOrganization::AddCharge(Workload& workload, std::string_view line_item, const CatalogLine& line,
                                   std::int64_t price) {
  const int index = Intern(line_item);
  units_.try_emplace(index, line.unit);
  // A millionth of a USD for a million units is 10^-12 USD for one, 10^-15 for a thousandth.
  workload.charges.push_back({index, line.counter, price * 1000});
}

void OpenAiOrganization::MakeDenseWorkloads(int line_items) {
  const auto models = CatalogChatModels();
  for (std::size_t project = 0; project < projects_.size(); ++project) {
    int left = line_items;
    for (std::size_t round = 0; left > 0; ++round) {
      CatalogModel model = *models[round % models.size()];
      // Beyond the catalog, models get a number of their own.
      const std::string name =
          round < models.size() ? std::string(model.cost_name) : fmt::format("gpt-dense-{}", round - models.size() + 1);
      model.cost_name = name;
      model.usage_name = name;
      model.lines.resize(std::min(model.lines.size(), static_cast<std::size_t>(left)));
      left -= static_cast<int>(model.lines.size());
      const WorkloadTemplate plan{.role = 0,
                                  .model = {},
                                  .from = kFirstDay,
                                  .to = kOpenEnd,
                                  .requests = 100 + static_cast<int>(Mix(seed_, project * 1000 + round) % 400),
                                  .weekend = 1000,
                                  .uncached = 900,
                                  .cached = 400,
                                  .cache_write = 120,
                                  .output = 300};
      AddWorkload(plan, model, static_cast<int>(project), 1000);
    }
  }
}

}  // namespace llmcost
