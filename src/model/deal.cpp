#include "model/deal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "model/binder.hpp"
#include "model/section_reader.hpp"

namespace cf::model {
namespace {

constexpr const char* kAsWritten = "as written";
constexpr const char* kOtherTerms = "other terms";
constexpr int kEnoughErrors = 100;

// Contracts that are there unless a structure or scenario takes them out: all but those that one of them adds.
std::vector<std::string> default_contracts(const Declarations& d) {
  std::set<std::string> added;
  for (const auto* list : {&d.structures, &d.scenarios})
    for (const TermsDecl& t : *list)
      for (const Word& w : t.with) added.insert(w.text);
  std::vector<std::string> out;
  for (const ContractDecl& c : d.contracts)
    if (!added.count(c.name.text)) out.push_back(c.name.text);
  return out;
}

void lay_over(Terms& terms, const TermsDecl& over, const Declarations& d) {
  std::set<std::string> present(terms.contracts.begin(), terms.contracts.end());
  for (const Word& w : over.with) present.insert(w.text);
  for (const Word& w : over.without) present.erase(w.text);
  terms.contracts.clear();
  for (const ContractDecl& c : d.contracts)
    if (present.count(c.name.text)) terms.contracts.push_back(c.name.text);
  for (const Terms::Setting& s : over.set) {
    terms.settings.push_back(s);
    terms.settings.back().written = d.values[static_cast<std::size_t>(s.value)].written;
  }
}

bool belongs_to(const std::string& name, const std::string& contract) {
  return name.size() > contract.size() && name.compare(0, contract.size(), contract) == 0 && name[contract.size()] == '.';
}

void check_terms(const Declarations& d, const std::set<std::string>& settable, Diagnostics& diagnostics) {
  std::vector<std::string> contracts;
  for (const ContractDecl& c : d.contracts) contracts.push_back(c.name.text);
  const std::vector<std::string> names(settable.begin(), settable.end());
  for (const auto* list : {&d.structures, &d.scenarios}) {
    std::set<std::string> titles;
    for (const TermsDecl& t : *list) {
      for (const auto* words : {&t.with, &t.without})
        for (const Word& w : *words)
          if (!d.contract(w.text)) {
            const std::string near = nearest(w.text, contracts);
            diagnostics
                .error("E0333", w.place, fmt::format("{}: '{}' is not a contract", t.title.text, w.text),
                       near.empty() ? "" : fmt::format("did you mean '{}'?", near))
                .notes.push_back({fmt::format("contracts: {}", fmt::join(contracts, ", ")), {}});
          }
      for (const Terms::Setting& s : t.set)
        if (!settable.count(s.name)) {
          const std::string near = nearest(s.name, names);
          diagnostics
              .error("E0333", s.place, fmt::format("{}: there is no '{}' to set", t.title.text, s.name),
                     near.empty() ? "" : fmt::format("did you mean '{}'?", near))
              .notes.push_back({"what can be set: an input, a series, a field of a driver or party, a contract's parameter, a supply's "
                                "price or capacity",
                                {}});
        }
    }
  }
}

void check_sources(const Declarations& d, Diagnostics& diagnostics) {
  std::vector<std::string> keys;
  for (const Source& s : d.sources) keys.push_back(s.key);
  const auto check = [&](const std::string& key, Place place) {
    if (key.empty() || d.source_places.count(key)) return;
    const std::string near = nearest(key, keys);
    diagnostics.error("E0333", place, fmt::format("there is no source '{}'", key),
                      near.empty() ? "declare it under `sources:`" : fmt::format("did you mean '{}'?", near));
  };
  for (const ValueDecl& v : d.values) {
    check(v.source, v.source_place);
    for (std::size_t i = 0; i < v.also.size(); ++i) check(v.also[i], v.also_places[i]);
  }
}

// Whether terms set numbers and leave contracts out, no more. What they say is right or wrong by itself, over any structure: a
// number brings no new dependence, so it closes no circle.
bool only_takes_away(const TermsDecl& t, const Declarations& d) {
  const auto reads = [&](const Terms::Setting& s) {
    const auto& nodes = d[s.value].formula.nodes;
    return std::any_of(nodes.begin(), nodes.end(), [](const syntax::FormulaNode& n) { return n.kind == syntax::FormulaKind::name; });
  };
  return t.with.empty() && std::none_of(t.set.begin(), t.set.end(), reads);
}

}  // namespace

Deal::Deal(std::unique_ptr<Declarations> declarations) : declarations_(std::move(declarations)) {}
Deal::Deal(Deal&&) noexcept = default;
Deal& Deal::operator=(Deal&&) noexcept = default;
Deal::~Deal() = default;

std::optional<Deal> Deal::read(SourceTexts& texts, std::int32_t text, const std::vector<std::int32_t>& library, const Load& load,
                               Diagnostics& diagnostics) {
  auto declarations = std::make_unique<Declarations>();
  const int errors = diagnostics.num_errors();
  SectionReader reader(texts, *declarations, load, diagnostics);
  reader.read_model(text);
  const int num_steps = declarations->time.num_steps;
  if (diagnostics.num_errors() == errors && num_steps == 0) {
    Place end{text, 0, 0};
    diagnostics.error("E0323", end, "the model has no `time`", "add time: {start: 2026-01, end: 2033-12, step: month}");
  }
  if (num_steps == 0) declarations->time.num_steps = 1;  // so that the rest can be judged
  for (const std::int32_t t : library) {
    SectionReader library_reader(texts, *declarations, load, diagnostics);
    library_reader.read_library(t);
  }
  return Deal(std::move(declarations));
}

std::vector<std::string> Deal::structures() const {
  std::vector<std::string> out;
  for (const TermsDecl& t : declarations_->structures) out.push_back(t.title.text);
  if (out.empty()) out.emplace_back(kAsWritten);
  return out;
}

std::vector<std::string> Deal::scenarios() const {
  std::vector<std::string> out;
  for (const TermsDecl& t : declarations_->scenarios) out.push_back(t.title.text);
  return out;
}

Terms Deal::terms(int structure, int scenario) const {
  const Declarations& d = *declarations_;
  Terms out;
  out.contracts = default_contracts(d);
  out.title = kAsWritten;
  if (!d.structures.empty()) {
    const TermsDecl& t = d.structures[static_cast<std::size_t>(structure)];
    lay_over(out, t, d);
    out.title = t.title.text;
  }
  if (scenario >= 0) {
    const TermsDecl& t = d.scenarios[static_cast<std::size_t>(scenario)];
    lay_over(out, t, d);
    out.title += ", " + t.title.text;
  }
  return out;
}

std::vector<Terms> Deal::pieces(int structure) const {
  const Declarations& d = *declarations_;
  if (structure == 0 || d.structures.empty()) return {};
  const Terms base = terms(0), whole = terms(structure);
  const auto has = [](const Terms& t, const std::string& c) {
    return std::find(t.contracts.begin(), t.contracts.end(), c) != t.contracts.end();
  };
  std::vector<std::string> added;
  for (const std::string& c : whole.contracts)
    if (!has(base, c)) added.push_back(c);
  const auto ordered = [&](const std::set<std::string>& present) {
    std::vector<std::string> out;
    for (const ContractDecl& c : d.contracts)
      if (present.count(c.name.text)) out.push_back(c.name.text);
    return out;
  };
  std::vector<Terms> out;
  for (const std::string& c : added) {
    Terms t = base;
    t.title = c;
    std::set<std::string> present(base.contracts.begin(), base.contracts.end());
    present.insert(c);
    t.contracts = ordered(present);
    for (const Terms::Setting& s : whole.settings)
      if (belongs_to(s.name, c)) t.settings.push_back(s);
    out.push_back(std::move(t));
  }
  Terms rest;
  rest.title = kOtherTerms;
  std::set<std::string> present(base.contracts.begin(), base.contracts.end());
  for (const std::string& c : base.contracts)
    if (!has(whole, c)) present.erase(c);
  rest.contracts = ordered(present);
  for (const Terms::Setting& s : whole.settings)
    if (std::none_of(added.begin(), added.end(), [&](const std::string& c) { return belongs_to(s.name, c); })) rest.settings.push_back(s);
  const auto same_settings = [](const Terms& a, const Terms& b) {
    return a.settings.size() == b.settings.size() &&
           std::equal(a.settings.begin(), a.settings.end(), b.settings.begin(),
                      [](const auto& x, const auto& y) { return x.name == y.name && x.value == y.value; });
  };
  if (rest.contracts != base.contracts || !same_settings(rest, base)) out.push_back(std::move(rest));
  return out;
}

Model Deal::bind(const Terms& terms, Diagnostics& diagnostics) const { return Binder(*declarations_, diagnostics, terms, true).bind(); }

void Deal::check(Diagnostics& diagnostics) const {
  const Declarations& d = *declarations_;
  check_sources(d, diagnostics);
  Terms everything;
  everything.title = kAsWritten;
  for (const ContractDecl& c : d.contracts) everything.contracts.push_back(c.name.text);
  Binder as_written(d, diagnostics, everything, false);
  as_written.bind();
  check_terms(d, as_written.settable(), diagnostics);
  for (std::size_t s = 0; s < structures().size(); ++s)
    for (int scenario = -1; scenario < static_cast<int>(d.scenarios.size()); ++scenario) {
      if (diagnostics.num_errors() > kEnoughErrors) return;
      if (s > 0 && scenario >= 0 && only_takes_away(d.scenarios[static_cast<std::size_t>(scenario)], d)) continue;
      bind(terms(static_cast<int>(s), scenario), diagnostics);
    }
}

// Everything that a formula could have read and none did, in the model with all its contracts.
void Binder::warn_unused() {
  if (check_circles_) return;
  const auto warn = [&](const char* what, const Word& name) {
    if (!used_.count(name.text))
      diagnostics_.warning("W0302", name.place, fmt::format("the {} {} is unused: nothing reads it", what, name.text));
  };
  // What the terms set by name is read there.
  for (const auto* list : {&in_.structures, &in_.scenarios})
    for (const TermsDecl& t : *list)
      for (const Terms::Setting& s : t.set) {
        const syntax::Formula& f = in_[s.value].formula;
        for (const syntax::FormulaNode& n : f.nodes)
          if (n.kind == syntax::FormulaKind::name) used_[n.text] = true;
      }
  for (const CorrelationDecl& c : in_.correlations) used_[c.a.text] = used_[c.b.text] = true;
  for (const InputDecl& d : in_.body.inputs) warn("input", d.name);
  for (const DriverDecl& d : in_.body.drivers) warn("driver", d.name);
  for (const HedgeDecl& h : in_.hedges) used_[h.party.text] = true;
  for (const PartyDecl& p : in_.parties) warn("party", p.name);
  for (const auto& scope : scopes_) {
    const auto start = scope->parameters.find("start");
    if (start == scope->parameters.end()) continue;
    const Series& s = out_.series[static_cast<std::size_t>(start->second)];
    const auto day = constant_value(s.value);
    if (s.named.unit.kind != UnitKind::date || !day || *day < out_.time.date(out_.time.num_steps)) continue;
    const int month = static_cast<int>(*day), last = static_cast<int>(out_.time.date(out_.time.num_steps)) - 1;
    diagnostics_.warning(
        "W0303", scope->contract->place,
        fmt::format("contract {} starts in {}-{:02}, outside the run ({}-{:02} to {}-{:02})", scope->contract->name.text, month / 12,
                    month % 12 + 1, out_.time.start_month / 12, out_.time.start_month % 12 + 1, last / 12, last % 12 + 1));
  }
}

MeasureId Model::measure(const std::string& name) const {
  for (std::size_t i = 0; i < measures.size(); ++i)
    if (measures[i].named.name == name) return MeasureId{static_cast<std::int32_t>(i)};
  return {};
}

SeriesId Model::find_series(const std::string& name) const {
  for (std::size_t i = 0; i < series.size(); ++i)
    if (series[i].named.name == name) return SeriesId{static_cast<std::int32_t>(i)};
  return {};
}

}  // namespace cf::model
