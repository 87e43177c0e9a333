// Sections that models and contract types share.
#include "model/section_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace cf::model {

bool SectionReader::read_body_section(const syntax::Member& m, Body& body) {
  if (m.key == "inputs") return read_inputs(m.value, body), true;
  if (m.key == "drivers") return read_drivers(m.value, body), true;
  if (m.key == "assets") return read_assets(m.value, body), true;
  if (m.key == "series") return read_series(m.value, body), true;
  if (m.key == "dispatch") return read_dispatches(m.value, body), true;
  if (m.key == "stocks") return read_stocks(m.value, body), true;
  if (m.key == "flows") return read_flows(m.value, body), true;
  if (m.key == "checks") return read_checks(m.value, body), true;
  return false;
}

void SectionReader::read_inputs(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "inputs")) {
    const Word name{m.key, m.key_place};
    check_name(name, false, "input");
    if (const ValueIndex v = value(m.value, m.key, m.key_place); v != kNoValue) body.inputs.push_back({name, v});
  }
}

void SectionReader::read_drivers(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "drivers")) {
    DriverDecl d;
    d.name = {m.key, m.key_place};
    check_name(d.name, false, "driver");
    const std::string what = "driver " + m.key;
    const auto f = fields(m.value, "driver", what, m.key_place);
    d.process = word_in(f, "process", what);
    d.label = text_in(f, "label", what), d.unit = text_in(f, "unit", what);
    if (const auto it = f.find("unit"); it != f.end()) d.unit_place = place_of(it->second);
    if (const auto it = f.find("log"); it != f.end()) {
      const std::string t = text(it->second, what + ".log", m.key_place);
      if (t != "true" && t != "false")
        diagnostics_.error("E0321", place_of(it->second), fmt::format("log: expected true or false, found {}", t));
      d.log = t == "true";
    }
    for (const char* name : {"start", "drift", "volatility", "mean", "speed", "rate", "size", "hazard"})
      if (const auto it = f.find(name); it != f.end())
        if (const ValueIndex v = value(it->second, fmt::format("{}.{}", m.key, name), m.key_place); v != kNoValue) {
          d.fields[name] = v;
          d.field_places[name] = place_of(it->second);
        }
    body.drivers.push_back(std::move(d));
  }
}

void SectionReader::read_assets(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "assets")) {
    const std::string what = "asset " + m.key;
    const auto f = fields(m.value, "asset", what, m.key_place);
    AssetDecl a;
    a.name = {m.key, m.key_place};
    check_name(a.name, false, "asset");
    a.issuer = word_in(f, "issuer", what), a.unit = word_in(f, "unit", what), a.worth = value_in(f, "worth", what);
    body.assets.push_back(std::move(a));
  }
}

void SectionReader::read_series(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "series")) {
    const Word name{m.key, m.key_place};
    check_name(name, true, "series");
    if (const ValueIndex v = value(m.value, m.key, m.key_place); v != kNoValue) body.series.push_back({name, v});
  }
}

void SectionReader::read_dispatches(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "dispatch")) {
    const std::string what = "dispatch " + m.key;
    const auto f = fields(m.value, "dispatch", what, m.key_place);
    DispatchDecl d;
    d.name = {m.key, m.key_place};
    check_name(d.name, false, "dispatch");
    d.buyer = word_in(f, "buyer", what), d.demand = value_in(f, "demand", what);
    if (const auto it = f.find("supplies"); it != f.end())
      for (const syntax::Member& s : members(it->second, what + ".supplies")) {
        const std::string whose = fmt::format("supply {}.{}", m.key, s.key);
        const auto g = fields(s.value, "supply", whose, s.key_place);
        SupplyDecl supply;
        supply.name = {s.key, s.key_place};
        check_name(supply.name, false, "supply");
        supply.seller = word_in(g, "seller", whose);
        supply.capacity = value_in(g, "capacity", whose), supply.price = value_in(g, "price", whose);
        if (const auto t = g.find("tags"); t != g.end())
          for (const Word& w : words(t->second, whose + ".tags", s.key_place)) supply.tags.push_back(w.text);
        d.supplies.push_back(std::move(supply));
      }
    body.dispatches.push_back(std::move(d));
  }
}

void SectionReader::read_stocks(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "stocks")) {
    const std::string what = "stock " + m.key;
    const auto f = fields(m.value, "stock", what, m.key_place);
    StockDecl s;
    s.name = {m.key, m.key_place};
    check_name(s.name, true, "stock");
    s.start = value_in(f, "start", what), s.next = value_in(f, "next", what);
    s.label = text_in(f, "label", what), s.unit = text_in(f, "unit", what);
    if (const auto it = f.find("unit"); it != f.end()) s.unit_place = place_of(it->second);
    body.stocks.push_back(std::move(s));
  }
}

void SectionReader::read_flows(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "flows")) {
    const std::string what = "flow " + m.key;
    const auto f = fields(m.value, "flow", what, m.key_place);
    FlowDecl d;
    d.name = {m.key, m.key_place};
    d.place = m.key_place;
    check_name(d.name, false, "flow");
    d.from = word_in(f, "from", what), d.to = word_in(f, "to", what), d.asset = word_in(f, "asset", what),
    d.settles = word_in(f, "settles", what);
    d.amount = value_in(f, "amount", what), d.when = value_in(f, "when", what), d.promised = value_in(f, "promised", what);
    d.kind = text_in(f, "kind", what), d.label = text_in(f, "label", what);
    if (const auto it = f.find("rank"); it != f.end()) {
      const std::string t = text(it->second, what + ".rank", m.key_place);
      const auto r = std::from_chars(t.data(), t.data() + t.size(), d.rank);
      if (r.ec != std::errc() || r.ptr != t.data() + t.size() || d.rank < 1 || d.rank > 99)
        diagnostics_.error("E0322", place_of(it->second), fmt::format("rank: expected a whole number from 1 to 99, found {}", t));
    }
    body.flows.push_back(std::move(d));
  }
}

void SectionReader::read_checks(NodeId node, Body& body) {
  for (const syntax::Member& m : entries(node, "checks")) {
    CheckDecl c;
    c.title = m.key;
    c.place = m.key_place;
    if (tree_[m.value].kind == syntax::NodeKind::map && tree_.find(m.value, "holds")) {
      const auto f = fields(m.value, "check", "check " + m.key, m.key_place);
      c.holds = value_in(f, "holds", "check " + m.key);
      if (const auto it = f.find("in"); it != f.end()) {
        c.some = tree_[it->second].kind == syntax::NodeKind::text && tree_[it->second].text == "some";
        if (!c.some) c.share = value_in(f, "in", "check " + m.key);
      }
      if (const auto it = f.find("otherwise"); it != f.end()) {
        const Word otherwise = word(it->second, "otherwise", m.key_place);
        c.warns = otherwise.text == "warning";
        if (!c.warns && otherwise.text != "error")
          diagnostics_.error("E0321", otherwise.place, fmt::format("otherwise: expected error or warning, found {}", otherwise.text));
      }
    } else {
      c.holds = value(m.value, "check " + m.key, m.key_place);
    }
    if (c.holds != kNoValue) body.checks.push_back(std::move(c));
  }
}

}  // namespace cf::model
