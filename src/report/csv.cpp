#include "report/csv.hpp"

#include <cmath>
#include <optional>

#include "report/fields.hpp"
#include "report/fields_of_model.hpp"
#include "report/json.hpp"
#include "report/verdict_word.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::StructureAnswer;

using Cells = std::vector<std::string>;    // ready to be written: quoted and guarded

std::string cell(double x) { return std::isfinite(x) ? json_number(x) : std::string(); }
std::string cell(int x) { return std::to_string(x); }
std::string cell(bool x) { return x ? "true" : "false"; }
std::string cell(const std::string& x) { return csv_text(x); }
std::string cell(study::Verdict x) { return csv_text(verdict_word(x)); }
std::string cell(const std::vector<std::string>& items) {
  std::string all;
  for (const std::string& item : items) all += (all.empty() ? "" : "; ") + item;
  return csv_text(all);
}

// The columns of T: what describe() says of single values. Lists of things have tables of their own.
template <class T>
class Columns {
 public:
  Columns(Cells& cells, const T* object) : cells_(cells), object_(object) {}

  template <class M>
  void field(std::string_view key, M T::* member, std::string_view) {
    if constexpr (std::is_same_v<M, Estimate>)
      estimate(key, std::string(key) + "_se", member, {});
    else if constexpr (requires(const M& m) { cell(m); })
      cells_.push_back(object_ ? cell(object_->*member) : std::string(key));
  }
  void estimate(std::string_view key, std::string_view se, Estimate T::* member, std::string_view) {
    cells_.push_back(object_ ? cell((object_->*member).value) : std::string(key));
    cells_.push_back(object_ ? cell((object_->*member).se) : std::string(se));
  }
  template <class M>
  void spread(M T::* member) {
    Columns<M> inner(cells_, object_ ? &(object_->*member) : nullptr);
    describe(inner, Of<M>{});
  }
  template <class M, class Owner>
  void keyed(std::string_view, std::vector<M> T::*, std::string Owner::*, std::string_view) {}

 private:
  Cells& cells_;
  const T* object_;   // none: the head
};

class Sheet {
 public:
  explicit Sheet(std::string name) { file_.name = std::move(name); }

  void row(const Cells& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) file_.text += (i == 0 ? "" : ",") + cells[i];
    file_.text += "\r\n";
  }
  template <class T>
  void head(Cells first) {
    Columns<T> columns(first, nullptr);
    describe(columns, Of<T>{});
    row(first);
  }
  template <class T>
  void row_of(const Cells& texts, const T& object) {
    Cells cells = guarded(texts);
    Columns<T> columns(cells, &object);
    describe(columns, Of<T>{});
    row(cells);
  }
  static Cells guarded(const Cells& texts) {
    Cells cells;
    for (const std::string& text : texts) cells.push_back(csv_text(text));
    return cells;
  }
  CsvFile take() { return std::move(file_); }

 private:
  CsvFile file_;
};

void add_series(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet sheet("series.csv");
  sheet.row({"structure", "series", "label", "role", "unit", "date", "mean", "se", "q05", "q25", "q50", "q75", "q95"});
  for (const auto& structure : answer.structures)
    for (const auto& s : structure.series)
      for (std::size_t i = 0; i < s.mean.size() && i < answer.model.dates.size(); ++i) {
        Cells cells = Sheet::guarded({structure.name, s.name, s.label, s.role, s.unit, answer.model.dates[i]});
        for (const auto* points : {&s.mean, &s.se, &s.q05, &s.q25, &s.q50, &s.q75, &s.q95})
          cells.push_back(i < points->size() ? cell((*points)[i]) : std::string());
        sheet.row(cells);
      }
  files.push_back(sheet.take());
}

// One row a year, with a pair of columns for each list of estimates.
void add_years(Sheet& sheet, const study::Answer& answer, const Cells& first, const std::vector<const std::vector<Estimate>*>& lists) {
  for (std::size_t y = 0; y < answer.model.years.size(); ++y) {
    Cells cells = Sheet::guarded(first);
    cells.push_back(cell(answer.model.years[y]));
    for (const auto* list : lists) {
      cells.push_back(y < list->size() ? cell((*list)[y].value) : std::string());
      cells.push_back(y < list->size() ? cell((*list)[y].se) : std::string());
    }
    sheet.row(cells);
  }
}

void add_flows(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet totals("flows.csv"), years("flows_by_year.csv");
  totals.head<study::FlowSummary>({"structure"});
  years.row({"structure", "flow", "contract", "kind", "from", "to", "asset", "year", "paid", "paid_se"});
  for (const auto& s : answer.structures)
    for (const auto& f : s.flows) {
      totals.row_of({s.name}, f);
      add_years(years, answer, {s.name, f.name, f.contract, f.kind, f.from, f.to, f.asset}, {&f.by_year});
    }
  files.push_back(totals.take());
  files.push_back(years.take());
}

void add_hedges(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet hedges("hedges.csv"), by_value("hedges_by_value.csv"), pieces("pieces.csv"), tenth("bad_tenth.csv");
  hedges.head<study::HedgeAnswer>({"structure", "hedge"});
  by_value.head<study::HedgeNumbers>({"structure", "hedge", "party", "unit"});
  pieces.head<study::Piece>({"structure", "hedge", "party", "unit", "piece"});
  tenth.head<study::Contrast>({"structure", "hedge", "party"});
  for (const auto& s : answer.structures)
    for (const auto& h : s.hedges) {
      hedges.row_of({s.name, h.title}, h);
      if (h.by_value) by_value.row_of({s.name, h.title, h.party, h.unit}, *h.by_value);
      for (const auto& piece : h.pieces) pieces.row_of({s.name, h.title, h.party, h.unit, piece.name}, piece);
      for (const auto& contrast : h.bad_tenth) tenth.row_of({s.name, h.title, h.party}, contrast);
    }
  for (Sheet* sheet : {&hedges, &by_value, &pieces, &tenth}) files.push_back(sheet->take());
}

void add_round_trips(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet trips("round_trips.csv"), years("round_trips_by_year.csv"), origins("revenue_sources.csv");
  trips.head<study::RoundTrip>({"structure"});
  years.row({"structure", "from", "to", "year", "put_in", "put_in_se", "came_back", "came_back_se", "traced", "traced_se", "caused",
             "caused_se"});
  origins.head<study::RevenueSource::Part>({"structure", "party"});
  for (const auto& s : answer.structures) {
    for (const auto& t : s.round_trips) {
      trips.row_of({s.name}, t);
      add_years(years, answer, {s.name, t.from, t.to}, {&t.put_in_by_year, &t.came_back_by_year, &t.traced_by_year, &t.caused_by_year});
    }
    for (const auto& source : s.revenue_sources)
      for (const auto& part : source.parts) origins.row_of({s.name, source.party}, part);
  }
  for (Sheet* sheet : {&trips, &years, &origins}) files.push_back(sheet->take());
}

void add_defaults(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet defaults("defaults.csv"), years("defaults_by_year.csv"), losses("default_losses.csv");
  defaults.head<study::DefaultAnswer>({"structure", "party"});
  years.row({"structure", "party", "year", "chance", "chance_se"});
  losses.head<study::DefaultAnswer::Loss>({"structure", "party"});
  for (const auto& s : answer.structures)
    for (const auto& d : s.defaults) {
      defaults.row_of({s.name, d.party}, d);
      add_years(years, answer, {s.name, d.party}, {&d.by_year});
      for (const auto& loss : d.losses) losses.row_of({s.name, d.party}, loss);
    }
  for (Sheet* sheet : {&defaults, &years, &losses}) files.push_back(sheet->take());
}

void add_dependence(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet sheet("dependence.csv");
  sheet.row({"structure", "what", "party", "dispatch", "kind", "of", "year", "share", "herfindahl"});
  for (const auto& s : answer.structures)
    for (const auto& d : s.dependence)
      for (const auto& share : d.shares)
        for (std::size_t y = 0; y < answer.model.years.size() && y < share.by_year.size(); ++y) {
          Cells cells = Sheet::guarded({s.name, d.what, d.party, d.dispatch, d.kind, share.of});
          cells.push_back(cell(answer.model.years[y]));
          cells.push_back(cell(share.by_year[y]));
          cells.push_back(y < d.herfindahl.size() ? cell(d.herfindahl[y]) : std::string());
          sheet.row(cells);
        }
  files.push_back(sheet.take());
}

// What has a name and single values only: one table, one row each.
template <class T, class List, class Name>
void add_named(const study::Answer& answer, std::vector<CsvFile>& files, const char* file, const char* what, List StructureAnswer::* list,
               Name T::* name) {
  Sheet sheet(file);
  sheet.head<T>({"structure", what});
  for (const auto& s : answer.structures)
    for (const auto& item : s.*list) sheet.row_of({s.name, item.*name}, item);
  files.push_back(sheet.take());
}

void add_the_rest(const study::Answer& answer, std::vector<CsvFile>& files) {
  Sheet parts("value_parts.csv"), scenarios("scenarios.csv"), checks("checks.csv"), matters("what_matters.csv"), facts("facts.csv"),
      sources("sources.csv"), run("run.csv");
  parts.head<study::ValuePart>({"structure", "party", "unit"});
  scenarios.head<study::ScenarioCost>({"structure", "scenario", "party", "unit"});
  checks.head<study::CheckAnswer>({"structure"});
  matters.head<study::Influence>({"structure", "measure"});
  for (const auto& s : answer.structures) {
    for (const auto& v : s.values)
      for (const auto& part : v.parts) parts.row_of({s.name, v.party, v.value.unit}, part);
    for (const auto& scenario : s.scenarios)
      for (const auto& cost : scenario.parties) scenarios.row_of({s.name, scenario.scenario, cost.party, answer.model.currency_sign}, cost);
    for (const auto& check : s.checks) checks.row_of({s.name}, check);
    for (const auto& w : s.what_matters)
      for (const auto& input : w.inputs) matters.row_of({s.name, w.measure}, input);
  }
  facts.head<study::ModelFacts::Value>({});
  for (const auto& value : answer.model.values) facts.row_of({}, value);
  sources.head<study::ModelFacts::Source>({});
  for (const auto& source : answer.model.sources) sources.row_of({}, source);
  run.row({"key", "value"});
  run.row({"title", csv_text(answer.model.title)});
  run.row({"file", csv_text(answer.model.file)});
  run.row({"counterflow", csv_text(answer.version)});
  run.row({"currency", csv_text(answer.model.currency)});
  run.row({"paths", std::to_string(answer.paths)});
  run.row({"seed", std::to_string(answer.seed)});
  run.row({"random", answer.random});
  for (Sheet* sheet : {&parts, &scenarios, &checks, &matters, &facts, &sources, &run}) files.push_back(sheet->take());
}

}  // namespace

std::string csv_text(std::string_view text) {
  std::string out(text);
  // A spreadsheet takes these for the start of a formula.
  if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos) out.insert(out.begin(), '\'');
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::vector<CsvFile> to_csv(const study::Answer& answer) {
  std::vector<CsvFile> files;
  add_named(answer, files, "values.csv", "party", &StructureAnswer::values, &study::PartyValue::party);
  add_named(answer, files, "measures.csv", "measure", &StructureAnswer::measures, &study::NamedSummary::name);
  add_series(answer, files);
  add_flows(answer, files);
  add_hedges(answer, files);
  add_round_trips(answer, files);
  add_defaults(answer, files);
  add_dependence(answer, files);
  add_the_rest(answer, files);
  return files;
}

}  // namespace cf::report
