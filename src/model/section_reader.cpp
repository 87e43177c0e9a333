// Texts, their sections, and those that only a model has.
#include "model/section_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace cf::model {
namespace {

// The month of "2026-01" or "2026" or "2026-01-15" since the year 0, or -1.
int month_of(std::string_view text, bool& whole_year) {
  int year = 0, month = 1, day = 1;
  const char* end = text.data() + text.size();
  auto [p, e] = std::from_chars(text.data(), end, year);
  if (e != std::errc() || p - text.data() != 4) return -1;
  whole_year = p == end;
  if (p != end) {
    if (*p++ != '-') return -1;
    const char* from = p;
    auto m = std::from_chars(p, end, month);
    if (m.ec != std::errc() || m.ptr - from != 2 || month < 1 || month > 12) return -1;
    p = m.ptr;
  }
  if (p != end) {
    if (*p++ != '-') return -1;
    const char* from = p;
    auto d = std::from_chars(p, end, day);
    if (d.ec != std::errc() || d.ptr - from != 2 || day != 1 || d.ptr != end) return -1;
  }
  return year * 12 + month - 1;
}

constexpr int kLongestYears = 100;

}  // namespace

// ---- texts and sections --------------------------------------------------------------------------------------------

void SectionReader::read_model(std::int32_t text) {
  const std::string& name = texts_.name(text);
  const auto slash = name.rfind('/');
  folder_ = slash == std::string::npos ? "" : name.substr(0, slash + 1);
  open_includes_.push_back(slash == std::string::npos ? name : name.substr(slash + 1));
  read_text(text, false);
}

void SectionReader::read_library(std::int32_t text) { read_text(text, true); }

void SectionReader::read_text(std::int32_t text, bool library) {
  if (!library) out_.texts.push_back(text);
  syntax::Tree outer = std::move(tree_);
  tree_ = syntax::read(texts_, text, diagnostics_);
  // Where nothing could be read of the whole it has been said why.
  const bool is_unread = tree_.root && tree_[tree_.root].kind == syntax::NodeKind::empty && diagnostics_.has_errors();
  if (tree_.root && !is_unread) read_sections(library);
  tree_ = std::move(outer);
}

void SectionReader::read_sections(bool library) {
  if (tree_[tree_.root].kind != syntax::NodeKind::map) {
    diagnostics_.error("E0301", place_of(tree_.root), fmt::format("a model is a map of sections, found {}", kind_of(tree_.root)))
        .notes.push_back({fmt::format("sections: {}", fmt::join(section_names(false), ", ")), {}});
    return;
  }
  const syntax::NodeId version = tree_.find(tree_.root, "counterflow");
  if (!version) {
    if (!in_include_ && !library)
      diagnostics_.error("E0303", Place{place_of(tree_.root).text, place_of(tree_.root).begin, place_of(tree_.root).begin},
                         "the model does not say which version of the format it is written in", "begin with: counterflow: 1");
  } else if (tree_[version].kind != syntax::NodeKind::text || tree_[version].text != "1") {
    diagnostics_.error("E0304", place_of(version),
                       fmt::format("this program reads version 1 of the format, found {}", tree_[version].text));
  }
  const Members sections = tree_[tree_.root].members;  // a copy: includes replace the tree meanwhile
  for (const syntax::Member& m : sections) read_section(m, library);
}

void SectionReader::read_section(const syntax::Member& m, bool library) {
  const std::string& key = m.key;
  if (library && key != "counterflow" && key != "types") {
    diagnostics_.error("E0305", m.key_place, fmt::format("a library file holds types only, found '{}'", key));
    return;
  }
  if (key == "counterflow") return;
  if (key == "title") {
    out_.title_place = m.key_place;
    out_.title = text(m.value, "title", m.key_place);
    return;
  }
  if (key == "currency") {
    const Word w = word(m.value, "currency", m.key_place);
    const std::map<std::string, std::string> known = {{"USD", "$"}, {"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}};
    if (const auto it = known.find(w.text); it != known.end()) {
      out_.currency = it->first, out_.currency_sign = it->second;
    } else {
      diagnostics_.error("E0306", w.place, fmt::format("'{}' is not a currency this program knows", w.text), "one of USD, EUR, GBP, JPY");
    }
    return;
  }
  if (key == "time") return read_time(m.value);
  if (key == "include") return read_include(m.value);
  if (key == "units") return read_units(m.value);
  if (key == "sources") return read_sources(m.value);
  if (key == "correlations") return read_correlations(m.value);
  if (key == "parties") return read_parties(m.value);
  if (key == "types") return read_types(m.value, library);
  if (key == "contracts") return read_contracts(m.value);
  if (key == "structures") return read_terms(m.value, out_.structures, "structure");
  if (key == "scenarios") return read_terms(m.value, out_.scenarios, "scenario");
  if (key == "hedges") return read_hedges(m.value);
  if (key == "limits") return read_limits(m.value);
  if (key == "measures") {
    for (const syntax::Member& e : entries(m.value, "measures")) {
      const Word name{e.key, e.key_place};
      check_name(name, false, "measure");
      if (const ValueIndex v = value(e.value, fmt::format("measure {}", e.key), e.key_place); v != kNoValue)
        out_.measures.push_back({name, v});
    }
    return;
  }
  if (read_body_section(m, out_.body)) return;
  const std::string near = nearest(key, section_names(false));
  diagnostics_
      .error("E0307", m.key_place, fmt::format("there is no section '{}'", key),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("sections: {}", fmt::join(section_names(false), ", ")), {}});
}

void SectionReader::read_include(NodeId list) {
  for (const Word& w : words(list, "include", place_of(list))) {
    const auto refuse = [&](std::string why) {
      diagnostics_.error("E0308", w.place, fmt::format("cannot include '{}': {}", w.text, why), "a file in the model's folder or below it");
    };
    if (w.text.find("://") != std::string::npos) {
      refuse("an include is a file, not a web address");
      continue;
    }
    if (w.text.empty() || w.text.front() == '/' || w.text.find("..") != std::string::npos || w.text.find('\\') != std::string::npos) {
      refuse("it lies outside the folder of the model");
      continue;
    }
    if (std::find(open_includes_.begin(), open_includes_.end(), w.text) != open_includes_.end()) {
      refuse(fmt::format("the include goes in a circle: {} -> {}", fmt::join(open_includes_, " -> "), w.text));
      continue;
    }
    const auto content = load_ ? load_(w.text) : std::nullopt;
    if (!content) {
      refuse("there is no such file");
      continue;
    }
    const std::int32_t text = texts_.add(folder_ + w.text, *content);
    open_includes_.push_back(w.text);
    const bool outer = in_include_;
    in_include_ = true;
    read_text(text, false);
    in_include_ = outer;
    open_includes_.pop_back();
  }
}

// ---- model-only sections -------------------------------------------------------------------------------------------

void SectionReader::read_time(NodeId node) {
  const auto f = fields(node, "time", "time", place_of(node));
  const auto whole = [](const std::string& t, int& out) {
    const auto r = std::from_chars(t.data(), t.data() + t.size(), out);
    return r.ec == std::errc() && r.ptr == t.data() + t.size();
  };
  bool whole_year = false;
  if (const auto it = f.find("start"); it != f.end()) {
    const std::string t = text(it->second, "time.start", place_of(node));
    const int month = month_of(t, whole_year);
    if (month < 0) {
      diagnostics_.error("E0310", place_of(it->second), fmt::format("time.start: '{}' is not the first day of a month", t),
                         "write 2026-01");
      return;
    }
    out_.time.start_month = month;
  }
  if (const auto it = f.find("step"); it != f.end()) {
    const Word w = word(it->second, "time.step", place_of(node));
    if (w.text == "month")
      out_.time.step_months = 1;
    else if (w.text == "quarter")
      out_.time.step_months = 3;
    else if (w.text == "year")
      out_.time.step_months = 12;
    else
      diagnostics_.error("E0311", w.place, fmt::format("time.step is month, quarter or year, found '{}'", w.text));
  }
  if (const auto it = f.find("settle"); it != f.end()) {
    const Word w = word(it->second, "time.settle", place_of(node));
    if (w.text == "start")
      out_.time.settle = Settle::start;
    else if (w.text == "middle")
      out_.time.settle = Settle::middle;
    else if (w.text == "end")
      out_.time.settle = Settle::end;
    else
      diagnostics_.error("E0311", w.place, fmt::format("time.settle is start, middle or end, found '{}'", w.text));
  }
  const auto end = f.find("end"), steps = f.find("steps");
  if ((end == f.end()) == (steps == f.end())) {
    diagnostics_.error("E0312", place_of(node),
                       end == f.end() ? "time needs its end or its number of steps" : "time has both an end and steps",
                       "give one of end and steps");
    return;
  }
  if (steps != f.end()) {
    const std::string t = text(steps->second, "time.steps", place_of(node));
    int n = 0;
    if (!whole(t, n) || n < 1) {
      diagnostics_.error("E0313", place_of(steps->second),
                         fmt::format("time.steps: expected a whole number from 1 to {}, found {}", kLongestYears * 12, t),
                         t.front() == '-' || t == "0" ? "a run cannot end before it starts" : "");
      return;
    }
    out_.time.num_steps = n;
  } else {
    const std::string t = text(end->second, "time.end", place_of(node));
    const int month = month_of(t, whole_year);
    if (month < 0) {
      diagnostics_.error("E0310", place_of(end->second), fmt::format("time.end: '{}' is not the first day of a month", t), "write 2033-12");
      return;
    }
    const int after = month + (whole_year ? 12 : 1), months = after - out_.time.start_month;
    if (months <= 0) {
      diagnostics_.error("E0313", place_of(end->second), fmt::format("the end {} is before the start", t));
      return;
    }
    // Both ends count: the step in which `end` lies is the last one.
    out_.time.num_steps = (months + out_.time.step_months - 1) / out_.time.step_months;
  }
  if (static_cast<double>(out_.time.num_steps) * out_.time.step_months > kLongestYears * 12.0) {
    const NodeId which = steps != f.end() ? steps->second : end->second;
    diagnostics_.error("E0314", place_of(which), fmt::format("{:.0f} years are past the limit of {}", out_.time.years(), kLongestYears));
    out_.time.num_steps = 1;
  }
}

void SectionReader::read_units(NodeId node) {
  for (const syntax::Member& m : entries(node, "units")) {
    const Word name{m.key, m.key_place};
    out_.units.emplace_back(name, tree_[m.value].kind == syntax::NodeKind::empty ? "" : text(m.value, "units." + m.key, m.key_place));
  }
}

void SectionReader::read_sources(NodeId node) {
  for (const syntax::Member& m : entries(node, "sources")) {
    const std::string what = "source " + m.key;
    const auto f = fields(m.value, "source", what, m.key_place);
    Source s;
    s.key = m.key;
    s.title = text_in(f, "title", what), s.publisher = text_in(f, "publisher", what), s.author = text_in(f, "author", what);
    s.date = text_in(f, "date", what), s.url = text_in(f, "url", what), s.note = text_in(f, "note", what);
    if (!out_.source_places.emplace(s.key, m.key_place).second)
      diagnostics_.error("E0315", m.key_place, fmt::format("the source {} is given twice", s.key))
          .notes.push_back({"first given here", out_.source_places[s.key]});
    out_.sources.push_back(std::move(s));
  }
}

void SectionReader::read_correlations(NodeId node) {
  if (tree_[node].kind != syntax::NodeKind::list) {
    diagnostics_.error("E0301", place_of(node), fmt::format("correlations are a list of [a, b, number], found {}", kind_of(node)));
    return;
  }
  for (const NodeId item : tree_[node].items) {
    if (tree_[item].kind != syntax::NodeKind::list || tree_[item].items.size() != 3) {
      diagnostics_.error("E0316", place_of(item), "a correlation is two names and a number", "write - [demand, scarcity, 0.4]");
      continue;
    }
    const auto& x = tree_[item].items;
    CorrelationDecl c;
    c.place = place_of(item);
    c.a = word(x[0], "correlations", c.place), c.b = word(x[1], "correlations", c.place);
    c.rho = value(x[2], "correlation", c.place);
    if (c.rho != kNoValue) out_.correlations.push_back(c);
  }
}

void SectionReader::read_parties(NodeId node) {
  for (const syntax::Member& m : entries(node, "parties")) {
    PartyDecl p;
    p.name = {m.key, m.key_place};
    check_name(p.name, false, "party");
    p.title = m.key;
    const std::string what = "party " + m.key;
    if (tree_[m.value].kind != syntax::NodeKind::empty) {
      const auto f = fields(m.value, "party", what, m.key_place);
      if (f.count("name")) p.title = text_in(f, "name", what);
      for (const char* name : {"cash", "discount", "enterprise_value", "shares"})
        if (f.count(name)) p.fields[name] = value_in(f, name, what);
      if (const auto it = f.find("holders"); it != f.end())
        for (const syntax::Member& h : members(it->second, what + ".holders"))
          p.holders.push_back({{h.key, h.key_place}, value(h.value, what + ".holders." + h.key, h.key_place)});
      if (const auto it = f.find("recovery"); it != f.end())
        for (const syntax::Member& r : members(it->second, what + ".recovery")) {
          if (r.key != "cash" && r.key != "receipts") {
            diagnostics_.error("E0320", r.key_place, fmt::format("recovery has no field '{}'", r.key), "cash or receipts");
            continue;
          }
          p.fields["recovery." + r.key] = value(r.value, what + ".recovery." + r.key, r.key_place);
        }
    }
    out_.parties.push_back(std::move(p));
  }
}

void SectionReader::read_types(NodeId node, bool library) {
  for (const syntax::Member& m : entries(node, "types")) {
    TypeDecl t = read_type(m);
    t.library = library;
    t.text = m.key_place.text;
    const auto it = out_.types.find(m.key);
    if (it != out_.types.end() && it->second.library == library) {
      diagnostics_.error("E0315", m.key_place, fmt::format("the contract type {} is defined twice", m.key))
          .notes.push_back({"first defined here", it->second.name.place});
      continue;
    }
    if (it != out_.types.end() && library) continue;  // the model's own type goes before the library's
    out_.types[m.key] = std::move(t);
  }
}

TypeDecl SectionReader::read_type(const syntax::Member& m) {
  TypeDecl t;
  t.name = {m.key, m.key_place};
  check_name(t.name, false, "contract type");
  in_type_ = true;
  for (const syntax::Member& s : members(m.value, "type " + m.key)) {
    if (s.key == "about") {
      t.about = text(s.value, "about", s.key_place);
    } else if (s.key == "units") {
      for (const syntax::Member& u : entries(s.value, "units")) t.units.push_back({u.key, u.key_place});
    } else if (s.key == "parameters") {
      for (const syntax::Member& p : entries(s.value, "parameters")) t.parameters.push_back(read_parameter(p));
    } else if (s.key == "exclusive") {
      t.exclusive = words(s.value, "exclusive", s.key_place);
    } else if (!read_body_section(s, t.body)) {
      std::vector<std::string> known = {"about", "units", "parameters", "exclusive"};
      for (const std::string& n : section_names(true))
        if (n != "counterflow") known.push_back(n);
      const std::string near = nearest(s.key, known);
      diagnostics_
          .error("E0307", s.key_place, fmt::format("a contract type has no section '{}'", s.key),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("sections: {}", fmt::join(known, ", ")), {}});
    }
  }
  in_type_ = false;
  for (const Word& e : t.exclusive)
    if (!t.parameter(e.text)) diagnostics_.error("E0312", e.place, fmt::format("{} has no parameter '{}'", m.key, e.text));
  if (t.about.empty()) diagnostics_.error("E0317", m.key_place, fmt::format("the contract type {} has no `about`", m.key));
  return t;
}

ParameterDecl SectionReader::read_parameter(const syntax::Member& m) {
  ParameterDecl p;
  p.name = {m.key, m.key_place};
  check_name(p.name, false, "parameter");
  const std::string what = "parameter " + m.key;
  const auto f = fields(m.value, "parameter", what, m.key_place);
  p.about = text_in(f, "about", what);
  p.unit = text_in(f, "unit", what);
  if (const auto it = f.find("unit"); it != f.end()) p.unit_place = place_of(it->second);
  if (const auto it = f.find("kind"); it != f.end()) {
    const Word kind = word(it->second, what + ".kind", m.key_place);
    if (kind.text == "party")
      p.kind = ParameterKind::party;
    else if (kind.text == "flow")
      p.kind = ParameterKind::flow;
    else
      diagnostics_.error("E0318", kind.place, fmt::format("a parameter is of kind party or flow, found '{}'", kind.text));
  } else if (p.unit.empty()) {
    diagnostics_.error("E0318", m.key_place, fmt::format("the parameter {} has neither a unit nor a kind", m.key),
                       "for a plain number: unit: 1");
  }
  if (const auto it = f.find("default"); it != f.end()) {
    if (p.kind == ParameterKind::value)
      p.default_value = value(it->second, what + ".default", m.key_place);
    else
      p.default_name = word(it->second, what + ".default", m.key_place);
  }
  if (f.count("min")) p.min = value_in(f, "min", what);
  if (f.count("max")) p.max = value_in(f, "max", what);
  return p;
}

void SectionReader::read_contracts(NodeId node) {
  for (const syntax::Member& m : entries(node, "contracts")) {
    ContractDecl c;
    c.name = {m.key, m.key_place};
    c.place = m.key_place;
    check_name(c.name, false, "contract");
    for (const syntax::Member& a : members(m.value, "contract " + m.key)) {
      if (a.key == "type")
        c.type = word(a.value, "type", a.key_place);
      else if (a.key == "title")
        c.title = text(a.value, "title", a.key_place);
      else if (const ValueIndex v = value(a.value, fmt::format("{}.{}", m.key, a.key), a.key_place); v != kNoValue) {
        c.arguments[a.key] = v;
        c.order.push_back({a.key, a.key_place});
      }
    }
    if (c.type.text.empty())
      diagnostics_.error("E0319", m.key_place, fmt::format("the contract {} has no type", m.key),
                         "write type: take_or_pay, equity, credits, …");
    else
      out_.contracts.push_back(std::move(c));
  }
}

void SectionReader::read_terms(NodeId node, std::vector<TermsDecl>& out, const char* what) {
  for (const syntax::Member& m : entries(node, std::string(what) + "s")) {
    TermsDecl t;
    t.title = {m.key, m.key_place};
    const std::string name = fmt::format("{} {}", what, m.key);
    if (tree_[m.value].kind == syntax::NodeKind::empty) {
      diagnostics_.error("E0302", m.key_place, fmt::format("{} has no value", name), "for the model as written: {}");
      continue;
    }
    const auto f = fields(m.value, "terms", name, m.key_place);
    if (const auto it = f.find("set"); it != f.end())
      for (const syntax::Member& s : members(it->second, name + ".set")) {
        Terms::Setting setting;
        setting.name = s.key, setting.place = s.key_place;
        setting.value = value(s.value, s.key, s.key_place);
        if (setting.value != kNoValue) t.set.push_back(setting);
      }
    if (const auto it = f.find("with"); it != f.end()) t.with = words(it->second, name + ".with", m.key_place);
    if (const auto it = f.find("without"); it != f.end()) t.without = words(it->second, name + ".without", m.key_place);
    out.push_back(std::move(t));
  }
}

void SectionReader::read_hedges(NodeId node) {
  for (const syntax::Member& m : entries(node, "hedges")) {
    const std::string what = "hedge " + m.key;
    const auto f = fields(m.value, "hedge", what, m.key_place);
    HedgeDecl h;
    h.title = {m.key, m.key_place};
    h.party = word_in(f, "party", what), h.exposure = word_in(f, "exposure", what), h.gain = word_in(f, "gain", what);
    out_.hedges.push_back(std::move(h));
  }
}

void SectionReader::read_limits(NodeId node) {
  for (const Word& w : words(node, "limits", place_of(node))) out_.limits.push_back(w.text);
}

}  // namespace cf::model
