// First the Answer is thinned, then what is left is written as the results are, and written again with fewer digits: so names and shapes are
// those of the results, whatever becomes of them.
#include "report/page_data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/findings.hpp"
#include "report/json.hpp"
#include "report/number_text.hpp"

namespace cf::report {
namespace {

using Json = nlohmann::ordered_json;
using study::SeriesSummary;
using study::StructureAnswer;

constexpr std::size_t kMostSeries = 16;
constexpr std::size_t kMostPoints = 33;  // of a series
constexpr std::size_t kMostMatters = 4;  // measures with their inputs
constexpr std::size_t kMostInputs = 8;  // of each
// At most three digits are shown of a number, and two of an error: page_data.hpp says why one more of each is enough.
constexpr int kDigits = 4, kErrorDigits = 3;

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

// What a reader asks for first: who may run out of cash, what the model gives a title to, what moves everything, who serves whom.
int importance(const SeriesSummary& series) {
  if (series.role == "cash") return 0;
  if (!series.label.empty()) return 1;
  if (series.role == "driver") return 2;
  if (series.role == "supply") return 3;
  return 4;
}

// Names of the series that a page carries, in the order of the model.
std::vector<std::string> chosen_series(const study::Answer& answer) {
  std::vector<const SeriesSummary*> all;
  for (const auto& structure : answer.structures)
    for (const auto& series : structure.series)
      if (std::none_of(all.begin(), all.end(), [&](const SeriesSummary* s) { return s->name == series.name; })) all.push_back(&series);
  auto chosen = all;
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const SeriesSummary* a, const SeriesSummary* b) { return importance(*a) < importance(*b); });
  if (chosen.size() > kMostSeries) chosen.resize(kMostSeries);
  std::vector<std::string> names;
  for (const SeriesSummary* series : all)
    if (std::find(chosen.begin(), chosen.end(), series) != chosen.end()) names.push_back(series->name);
  return names;
}

SeriesSummary at_points(const SeriesSummary& series, const std::vector<int>& at) {
  SeriesSummary kept;
  kept.name = series.name;
  kept.label = series.label;
  kept.display = series.display;
  kept.unit = series.unit;
  kept.role = series.role;
  using S = SeriesSummary;
  for (const auto column : {&S::mean, &S::se, &S::q05, &S::q25, &S::q50, &S::q75, &S::q95})
    for (const int point : at)
      if (static_cast<std::size_t>(point) < (series.*column).size())
        (kept.*column).push_back((series.*column)[static_cast<std::size_t>(point)]);
  return kept;
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
  const auto names = chosen_series(answer);
  study::Answer thin = answer;
  for (std::size_t i = 0; i < answer.structures.size(); ++i) {
    auto& structure = thin.structures[i];
    structure.series.clear();
    for (const auto& series : answer.structures[i].series)
      if (std::find(names.begin(), names.end(), series.name) != names.end()) structure.series.push_back(at_points(series, at));
    structure.what_matters.clear();
    thin_what_matters(answer.structures[i], i == 0, structure.what_matters);
  }
  return thin;
}

// JSON text without blanks, and with as many digits as the page needs.
class Writer {
 public:
  enum class Digits { all, value, error };

  void write(const Json& json, Digits digits) {
    if (json.is_object()) {
      out_ += '{';
      for (auto member = json.begin(); member != json.end(); ++member) {
        if (member != json.begin()) out_ += ',';
        text(json_text(member.key()));
        out_ += ':';
        write(*member, digits_of(json, member.key(), digits));
      }
      out_ += '}';
    } else if (json.is_array()) {
      out_ += '[';
      for (std::size_t i = 0; i < json.size(); ++i) {
        if (i > 0) out_ += ',';
        write(json[i], digits);
      }
      out_ += ']';
    } else if (json.is_number_float()) {
      constexpr int kAll = 17;
      out_ += round_for_showing(json.get<double>(), digits == Digits::all ? kAll : digits == Digits::error ? kErrorDigits : kDigits);
    } else if (json.is_string()) {
      text(json_text(json.get_ref<const std::string&>()));
    } else {
      out_ += json.dump();
    }
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  // Of a member of `object`. A number that is about as large as its ± is shown as 0 or not: then it keeps all its digits, and its error too.
  static Digits digits_of(const Json& object, const std::string& key, Digits digits) {
    if (digits == Digits::all) return digits;
    const bool is_error = key == "se" || key.ends_with("_se");
    const std::string of = key == "se" ? "mean" : is_error ? key.substr(0, key.size() - 3) : key;
    const auto x = object.find(of), se = object.find(of == "mean" ? "se" : of + "_se");
    if (x != object.end() && se != object.end() && x->is_number_float() && se->is_number_float()) {
      const double ratio = kErrorsShown * se->get<double>() / std::abs(x->get<double>());
      if (ratio > 0.98 && ratio < 1.02) return Digits::all;
    }
    return is_error ? Digits::error : digits;
  }

  // The interpreter's reader of JSON takes the line separators of Unicode for line ends, which a text must not hold.
  void text(std::string_view json) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      const bool separator = json.compare(i, 3, "\xE2\x80\xA8") == 0 || json.compare(i, 3, "\xE2\x80\xA9") == 0;
      if (separator) {
        out_ += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
        i += 2;
      } else {
        out_ += json[i];
      }
    }
  }

  std::string out_;
};

// The names of measures and series in the order of the model, which objects lose in some engines.
Json order_of(const Json& results) {
  Json order;
  for (const char* what : {"measures", "series"}) {
    order[what] = Json::array();
    for (const auto& structure : results["structures"])
      for (const auto& [name, ignored] : structure[what].items())
        if (std::find(order[what].begin(), order[what].end(), name) == order[what].end()) order[what].push_back(name);
  }
  return order;
}

}  // namespace

std::string round_for_showing(double value, int digits) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  CF_CHECK(end.ec == std::errc(), "a double fits in 40 characters");
  const std::string_view shortest(buffer, static_cast<std::size_t>(end.ptr - buffer));  // 1.2345e+10
  const std::size_t e = shortest.find('e');
  int exponent = 0;
  const char* sign = shortest.data() + e + 1;
  std::from_chars(*sign == '+' ? sign + 1 : sign, end.ptr, exponent);
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
  if (exponent >= 0 && shift < 0)
    plain = kept.substr(0, static_cast<std::size_t>(exponent) + 1) + "." + kept.substr(static_cast<std::size_t>(exponent) + 1);
  if (exponent < 0 && exponent > -6) plain = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + kept;
  return (value < 0 ? "-" : "") + (plain.size() <= scientific.size() ? plain : scientific);
}

std::string page_data(const study::Answer& answer) {
  CF_CHECK(!answer.structures.empty(), "an answer has structures");
  const auto at = kept_points(answer.model.dates.size());
  const Json whole = Json::parse(to_json(thinned(answer, at), find(answer)));
  Writer writer;
  for (auto member = whole.begin(); member != whole.end(); ++member) {
    writer.raw(member == whole.begin() ? "{" : ",");
    if (member.key() == "findings") {
      const Json more = {{"series_points", at}, {"order", order_of(whole)}};
      for (const auto& [key, value] : more.items()) {
        writer.raw(json_text(key) + ":");
        writer.write(value, Writer::Digits::all);
        writer.raw(",");
      }
    }
    writer.raw(json_text(member.key()) + ":");
    writer.write(*member, member.key() == "structures" ? Writer::Digits::value : Writer::Digits::all);
  }
  writer.raw("}");
  return writer.take();
}

}  // namespace cf::report
