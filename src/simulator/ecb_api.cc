// SPDX-License-Identifier: MIT
#include "simulator/ecb_api.h"

#include <fmt/format.h>

#include <array>

#include "simulator/api_time.h"
#include "simulator/json_writer.h"

namespace llmcost {
namespace {

constexpr std::string_view kRoot = "/stats/eurofxref/";

struct File {
  std::string_view path;
  int days;    // of history; 0 = the latest day alone, -1 = all of it
  char quote;  // around the attributes of its rates: the live files differ in this
};
constexpr std::array<File, 3> kFiles = {{{"/stats/eurofxref/eurofxref-daily.xml", 0, '\''},
                                         {"/stats/eurofxref/eurofxref-hist-90d.xml", 90, '"'},
                                         {"/stats/eurofxref/eurofxref-hist.xml", -1, '"'}}};

const File* FindFile(std::string_view path) {
  for (const auto& file : kFiles) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

std::string WriteFile(const File& file, const EcbRates& rates, Date latest) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" "
      "xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n"
      "\t<gesmes:subject>Reference rates</gesmes:subject>\n"
      "\t<gesmes:Sender>\n\t\t<gesmes:name>European Central Bank</gesmes:name>\n\t</gesmes:Sender>\n\t<Cube>\n";
  const Date first = file.days < 0 ? EcbRates::kFirst : latest - file.days;
  for (Date day = latest; first <= day; day = day - 1) {
    if (!EcbRates::IsWorkingDay(day)) continue;
    fmt::format_to(std::back_inserter(xml), "\t\t<Cube time={0}{1}{0}>\n", file.quote, day.ToString());
    for (const auto& [currency, rate] : rates.Of(day)) {
      fmt::format_to(std::back_inserter(xml), "\t\t\t<Cube currency={0}{1}{0} rate={0}{2}{0}/>\n", file.quote, currency,
                     rate);
    }
    xml += "\t\t</Cube>\n";
  }
  xml += "\t</Cube>\n</gesmes:Envelope>\n";
  return xml;
}

}  // namespace

bool EcbApi::Handles(std::string_view path) const { return path.starts_with(kRoot); }

std::string_view EcbApi::RouteName(std::string_view path) const {
  const auto* file = FindFile(path);
  return file == nullptr ? "(unknown)" : file->path;
}

ServerResponse EcbApi::AnswerStatus(const SimulatedCall&, int status) const {
  ServerResponse response;
  response.status = status;
  response.headers.push_back({"Content-Type", "text/html; charset=utf-8"});
  response.body = std::make_shared<const std::string>(
      fmt::format("<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n", status));
  return response;
}

ServerResponse EcbApi::Answer(const SimulatedCall& call) {
  const auto* file = FindFile(call.path);
  const auto latest = EcbRates::LatestDay(Date::Of(call.now), call.now);
  if (file == nullptr || !latest) return AnswerStatus(call, 404);
  const TimePoint modified = EcbRates::PublishedAt(*latest);
  ServerResponse response;
  response.headers.push_back({"Last-Modified", FormatHttpDate(modified)});
  const auto since = ParseHttpDate(call.request.Header("If-Modified-Since"));
  if (since && modified <= *since) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Type", "text/xml"});
  response.body = std::make_shared<const std::string>(WriteFile(*file, rates_, *latest));
  return response;
}

std::string EcbApi::WriteTruth(const std::optional<std::string>&, const DateRange& range, TimePoint now) const {
  JsonText json;
  json.BeginObject();
  json.Field("base", "EUR");
  json.Field("currency", "USD");
  json.Name("rates");
  json.BeginArray();
  for (Date day = range.start; day <= range.end; ++day) {
    const auto latest = EcbRates::LatestDay(day, now);
    if (!latest) continue;
    json.BeginObject();
    json.Field("date", day.ToString());
    json.Field("rate_date", latest->ToString());
    json.Field("rate", rates_.Of(*latest).front().rate);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
