// First the Answer is thinned (whole series, points, inputs), then what is left is written as JSON and pruned key by key: so names and
// shapes are those of the results, whatever becomes of them.
#include "report/page_data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/findings.hpp"
#include "report/json.hpp"

namespace cf::report {
namespace {

using Json = nlohmann::ordered_json;
using study::SeriesSummary;
using study::StructureAnswer;

constexpr std::size_t kMostPoints = 33;          // of a series
constexpr std::size_t kSeriesBytes = 60'000;     // for the series of all structures together, about
constexpr std::size_t kBytesOfPoint = 30;        // five quantiles
constexpr std::size_t kMostMatters = 4;          // measures with their inputs
constexpr std::size_t kMostInputs = 8;           // of each
constexpr int kDigits = 5, kErrorDigits = 4, kPointDigits = 4;

// Which points of a series are kept: evenly, and the last one.
std::vector<int> kept_points(std::size_t num_dates) {
  std::vector<int> at;
  if (num_dates == 0) return at;
  const std::size_t last = num_dates - 1;
  const std::size_t stride = std::max<std::size_t>(1, (last + kMostPoints - 2) / (kMostPoints - 1));
  for (std::size_t i = 0; i < last; i += stride) at.push_back(static_cast<int>(i));
  at.push_back(static_cast<int>(last));
  return at;
}

bool same(const SeriesSummary& a, const SeriesSummary& b) {
  return a.q05 == b.q05 && a.q25 == b.q25 && a.q50 == b.q50 && a.q75 == b.q75 && a.q95 == b.q95 && a.unit == b.unit;
}

const SeriesSummary* find_series(const StructureAnswer& structure, const std::string& name) {
  const auto it = std::find_if(structure.series.begin(), structure.series.end(), [&](const SeriesSummary& s) { return s.name == name; });
  return it == structure.series.end() ? nullptr : &*it;
}

// What a reader asks for first: who may run out of cash, what the model gives a title to, what moves everything, who serves whom.
int importance(const SeriesSummary& series) {
  if (series.role == "cash") return 0;
  if (!series.label.empty()) return 1;
  if (series.role == "driver") return 2;
  if (series.role == "supply") return 3;
  return 4;
}

// Names of the series that a page carries, as many as the budget allows.
std::vector<std::string> chosen_series(const study::Answer& answer, std::size_t num_points) {
  std::vector<const SeriesSummary*> all;
  for (const auto& structure : answer.structures)
    for (const auto& series : structure.series)
      if (std::none_of(all.begin(), all.end(), [&](const SeriesSummary* s) { return s->name == series.name; })) all.push_back(&series);
  std::stable_sort(all.begin(), all.end(),
                   [](const SeriesSummary* a, const SeriesSummary* b) { return importance(*a) < importance(*b); });
  std::vector<std::string> names;
  std::size_t left = kSeriesBytes;
  for (const SeriesSummary* series : all) {
    const SeriesSummary* baseline = find_series(answer.structures[0], series->name);
    std::size_t copies = 0;
    for (std::size_t i = 0; i < answer.structures.size(); ++i) {
      const SeriesSummary* here = find_series(answer.structures[i], series->name);
      copies += here && (i == 0 || !baseline || !same(*here, *baseline)) ? 1 : 0;
    }
    const std::size_t cost = copies * num_points * kBytesOfPoint;
    if (cost > left) break;
    left -= cost;
    names.push_back(series->name);
  }
  return names;
}

void thin_series(const study::Answer& answer, const std::vector<int>& at, study::Answer& thin) {
  const auto names = chosen_series(answer, at.size());
  for (std::size_t i = 0; i < answer.structures.size(); ++i) {
    auto& kept = thin.structures[i].series;
    for (const auto& name : names) {
      const SeriesSummary* series = find_series(answer.structures[i], name);
      if (!series) continue;
      const SeriesSummary* baseline = i > 0 ? find_series(answer.structures[0], name) : nullptr;
      if (baseline && same(*series, *baseline)) continue;
      kept.push_back({series->name, series->label, series->display, series->unit, series->role, {}, {}, {}, {}, {}, {}, {}});
      for (const auto quantile : {&SeriesSummary::q05, &SeriesSummary::q25, &SeriesSummary::q50, &SeriesSummary::q75, &SeriesSummary::q95})
        for (const int point : at)
          if (static_cast<std::size_t>(point) < (series->*quantile).size())
            (kept.back().*quantile).push_back((series->*quantile)[static_cast<std::size_t>(point)]);
    }
  }
}

// Of the measures with their inputs: gains (in the baseline values) of those with a hedge, then of the others.
void thin_what_matters(const StructureAnswer& structure, bool baseline, std::vector<study::WhatMatters>& kept) {
  const std::string ending = baseline ? ".value" : ".gain";
  std::vector<const study::WhatMatters*> wanted;
  for (const auto& matters : structure.what_matters)
    if (matters.measure.ends_with(ending)) wanted.push_back(&matters);
  const auto hedges = [&](const study::WhatMatters* matters) {
    return std::any_of(structure.hedges.begin(), structure.hedges.end(),
                       [&](const study::HedgeAnswer& hedge) { return matters->measure == hedge.party + ending; });
  };
  std::stable_partition(wanted.begin(), wanted.end(), hedges);
  if (wanted.size() > kMostMatters) wanted.resize(kMostMatters);
  for (const auto* matters : wanted) {
    kept.push_back({matters->measure, matters->inputs});
    if (kept.back().inputs.size() > kMostInputs) kept.back().inputs.resize(kMostInputs);
  }
}

study::Answer thinned(const study::Answer& answer, const std::vector<int>& at) {
  study::Answer thin;
  thin.model = answer.model;
  thin.paths = answer.paths;
  thin.paths_asked = answer.paths_asked;
  thin.series_paths = answer.series_paths;
  thin.seed = answer.seed;
  thin.version = answer.version;
  thin.warnings = answer.warnings;
  for (std::size_t i = 0; i < answer.structures.size(); ++i) {
    const StructureAnswer& from = answer.structures[i];
    StructureAnswer& to = thin.structures.emplace_back();
    to.name = from.name;
    to.contracts = from.contracts;
    to.values = from.values;
    to.measures = from.measures;
    to.flows = from.flows;
    to.hedges = from.hedges;
    to.mutual = from.mutual;
    to.scenarios = from.scenarios;
    to.round_trips = from.round_trips;
    to.revenue_sources = from.revenue_sources;
    to.finn_cycling_index = from.finn_cycling_index;
    to.defaults = from.defaults;
    to.dependence = from.dependence;
    to.checks = from.checks;
    thin_what_matters(from, i == 0, to.what_matters);
  }
  thin_series(answer, at, thin);
  return thin;
}

void drop(Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) object.erase(key);
}

void drop_hedge_detail(Json& numbers) {
  drop(numbers, {"correlation", "correlation_se", "effectiveness", "effectiveness_se", "exposure_se", "exposure_in_bad_tenth_se"});
}

// The keys that no page reads. What stays is listed in page/src/results.ts.
void prune(Json& structure) {
  for (auto& value : structure["values"])
    drop(value, {"sd", "q25_se", "q75_se", "es05", "es05_se", "promised_beyond_end_se", "paper_gain_se"});
  for (auto& measure : structure["measures"]) drop(measure, {"sd", "q25", "q25_se", "q75", "q75_se", "es05", "es05_se"});
  for (auto& series : structure["series"]) drop(series, {"mean", "se"});
  for (auto& flow : structure["flows"]) drop(flow, {"rank", "unpaid_se", "by_year_se"});
  for (auto& hedge : structure["hedges"])
    for (auto& piece : hedge["pieces"]) drop_hedge_detail(piece);
  for (auto& trip : structure["round_trips"])
    drop(trip, {"put_in_by_year_se", "came_back_by_year_se", "traced_by_year_se", "caused_by_year_se"});
  for (auto& party : structure["defaults"]) drop(party, {"by_year_se"});
}

// JSON text without blanks, and with as many digits as the page needs.
class Writer {
 public:
  enum class Digits { all, value, error, point };

  void write(const Json& json, Digits digits) {
    if (json.is_object()) {
      out_ += '{';
      for (auto member = json.begin(); member != json.end(); ++member) {
        if (member != json.begin()) out_ += ',';
        out_ += json_text(member.key());
        out_ += ':';
        const bool is_error = digits != Digits::all && (member.key() == "se" || member.key().ends_with("_se"));
        write(*member, is_error ? Digits::error : digits);
      }
      out_ += '}';
    } else if (json.is_array()) {
      out_ += '[';
      for (std::size_t i = 0; i < json.size(); ++i) {
        if (i > 0) out_ += ',';
        write(json[i], digits == Digits::value && json[i].is_number() ? Digits::point : digits);
      }
      out_ += ']';
    } else if (json.is_number_float() && digits != Digits::all) {
      out_ += round_for_showing(json.get<double>(), digits == Digits::error ? kErrorDigits : digits == Digits::point ? kPointDigits : kDigits);
    } else if (json.is_string()) {
      out_ += json_text(json.get_ref<const std::string&>());
    } else {
      out_ += json.dump();
    }
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string written(const Json& results) {
  Writer writer;
  writer.raw("{");
  for (auto member = results.begin(); member != results.end(); ++member) {
    if (member != results.begin()) writer.raw(",");
    writer.raw(json_text(member.key()) + ":");
    writer.write(*member, member.key() == "structures" ? Writer::Digits::value : Writer::Digits::all);
  }
  writer.raw("}");
  return writer.take();
}

}  // namespace

std::string round_for_showing(double value, int digits) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  CF_CHECK(end.ec == std::errc(), "a double fits in 40 characters");
  const std::string_view shortest(buffer, static_cast<std::size_t>(end.ptr - buffer));   // 1.2345e+10
  const std::size_t e = shortest.find('e');
  int exponent = std::atoi(shortest.data() + e + 1);
  std::string kept;
  for (const char c : shortest.substr(0, e))
    if (c != '.') kept += c;
  if (kept.size() > static_cast<std::size_t>(digits)) {
    const bool rest = kept.find_first_not_of('0', static_cast<std::size_t>(digits)) != std::string::npos;
    kept.resize(static_cast<std::size_t>(digits));
    if (rest && (kept.back() == '0' || kept.back() == '5')) ++kept.back();
  }
  while (kept.size() > 1 && kept.back() == '0') kept.pop_back();
  // kept[0].kept[1…] · 10^exponent, as 12345e6 or plainly, whichever is shorter.
  const int num_digits = static_cast<int>(kept.size());
  const int shift = exponent - num_digits + 1;
  const std::string scientific = kept + (shift == 0 ? "" : "e" + std::to_string(shift));
  std::string plain = scientific;
  if (shift >= 0 && shift < 4) plain = kept + std::string(static_cast<std::size_t>(shift), '0');
  if (exponent >= 0 && shift < 0) plain = kept.substr(0, static_cast<std::size_t>(exponent) + 1) + "." + kept.substr(static_cast<std::size_t>(exponent) + 1);
  if (exponent < 0 && exponent > -6) plain = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + kept;
  return (value < 0 ? "-" : "") + (plain.size() <= scientific.size() ? plain : scientific);
}

std::string safe_in_script(std::string json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '<') {
      out += "\\u003c";
    } else if (json.compare(i, 3, "\xE2\x80\xA8") == 0 || json.compare(i, 3, "\xE2\x80\xA9") == 0) {
      out += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

PageData page_data(const study::Answer& answer) {
  CF_CHECK(!answer.structures.empty(), "an answer has structures");
  const auto at = kept_points(answer.model.dates.size());
  Json whole = Json::parse(to_json(thinned(answer, at), find(answer)));
  Json page;
  for (auto member = whole.begin(); member != whole.end(); ++member) {
    if (member.key() == "findings") page["series_points"] = at;
    page[member.key()] = std::move(*member);
  }
  for (auto& structure : page["structures"]) prune(structure);
  PageData data;
  data.for_rendering = written(page);
  page["model"]["texts"] = Json::array();
  data.for_browser = safe_in_script(written(page));
  return data;
}

}  // namespace cf::report
