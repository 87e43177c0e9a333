// A name leads to a part of the model (input, driver, series, …), a part to the expressions that make it, and those to the
// parts they read. Each part is taken in once, so circles over time (a stock that reads a flow that reads the stock) end.
#include "session/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/check.hpp"
#include "reference/evaluator.hpp"

namespace cf::session {
namespace {

using namespace model;

// A part of the model: what formulas can read, by quantity and index, or a measure (whose formula stands in place of its name
// wherever another measure reads it).
struct Key {
  Quantity first = Quantity::input;
  std::int32_t second = -1;
  bool measure = false;
  friend auto operator<=>(const Key&, const Key&) = default;
};

std::string_view process_word(Process process) {
  switch (process) {
    case Process::geometric_brownian: return "geometric_brownian";
    case Process::mean_reverting: return "mean_reverting";
    case Process::jump: return "jump";
    case Process::event: return "event";
  }
  return {};
}

class Explainer {
 public:
  Explainer(const Reading& reading, const Model& model) : reading_(reading), model_(model), middle_(model) { list_names(); }

  const std::vector<std::pair<std::string, Key>>& names() const { return names_; }

  Explanation explain(Key root) {
    visit(root);
    if (const auto& stop = middle_.stop()) result_.stopped = fmt::format("{} {}", stop->name, stop->what);
    return std::move(result_);
  }

 private:
  // Every name that can be asked for. Of a flow its bare name means what it pays.
  void list_names() {
    const auto add = [&](std::string name, Quantity quantity, std::size_t index) {
      names_.emplace_back(std::move(name), Key{quantity, static_cast<std::int32_t>(index)});
    };
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) add(model_.inputs[i].named.name, Quantity::input, i);
    for (std::size_t i = 0; i < model_.drivers.size(); ++i) add(model_.drivers[i].named.name, Quantity::driver, i);
    for (std::size_t i = 0; i < model_.series.size(); ++i) add(model_.series[i].named.name, Quantity::series, i);
    for (std::size_t i = 0; i < model_.stocks.size(); ++i) add(model_.stocks[i].named.name, Quantity::stock, i);
    for (std::size_t i = 0; i < model_.supplies.size(); ++i) add(model_.supplies[i].named.name, Quantity::supply, i);
    for (std::size_t i = 0; i < model_.dispatches.size(); ++i) {
      const auto& name = model_.dispatches[i].name;
      add(name + ".served", Quantity::served, i);
      add(name + ".unserved", Quantity::unserved, i);
      add(name + ".cost", Quantity::dispatch_cost, i);
      add(name + ".price", Quantity::dispatch_price, i);
    }
    for (std::size_t i = 0; i < model_.flows.size(); ++i) {
      add(model_.flows[i].name, Quantity::paid, i);
      add(model_.flows[i].name + ".paid", Quantity::paid, i);
      add(model_.flows[i].name + ".due", Quantity::due, i);
    }
    for (std::size_t i = 0; i < model_.parties.size(); ++i) {
      if (!model_.parties[i].has_cash) continue;
      add(model_.parties[i].name + ".cash", Quantity::cash, i);
      add(model_.parties[i].name + ".defaulted", Quantity::defaulted, i);
    }
    for (std::size_t i = 0; i < model_.measures.size(); ++i) {
      const Key key{Quantity::input, static_cast<std::int32_t>(i), true};
      names_.emplace_back(model_.measures[i].named.name, key);
      // A constant, or a name read as it stands, belongs to everybody who writes it.
      const ExprKind kind = model_[model_.measures[i].value].kind;
      if (kind != ExprKind::constant && kind != ExprKind::read) measure_of_.emplace(model_.measures[i].value.value, key);
    }
    for (const auto& [name, key] : names_) name_of_.emplace(key, name);
  }

  int visit(Key key) {
    if (const auto known = position_.find(key); known != position_.end()) return known->second;
    const int position = static_cast<int>(result_.nodes.size());
    position_.emplace(key, position);
    result_.nodes.push_back(describe(key));
    std::vector<int> reads;
    for (const Key& child : reads_of(key)) reads.push_back(visit(child));
    result_.nodes[static_cast<std::size_t>(position)].reads = std::move(reads);
    return position;
  }

  Explained describe(Key key) {
    const auto index = static_cast<std::size_t>(key.second);
    Explained node;
    const auto name = name_of_.find(key);
    if (name != name_of_.end()) node.name = name->second;
    const auto take = [&](const Named& named) {
      node.display = named.display;
      const auto& provenance = named.provenance;
      node.standing = provenance.standing;
      node.as_of = provenance.as_of;
      node.reason = provenance.reason;
      node.note = provenance.note;
      node.label = provenance.label;
      for (const auto& source : model_.sources) {
        if (source.key == provenance.source) node.source = source;
      }
    };
    const auto formula = [&](const char* part, ExprId id) {
      if (!id) return;
      const auto place = model_[id].place;
      if (place.text >= 0) node.formulas.push_back({part, std::string(reading_.texts.at(place))});
    };
    const auto written = [&](const Named& named, ExprId id) {
      if (!named.provenance.written.empty()) {
        node.formulas.push_back({"", named.provenance.written});
      } else {
        formula("", id);
      }
    };
    if (key.measure) {
      const auto& measure = model_.measures[index];
      node.what = "measure";
      take(measure.named);
      written(measure.named, measure.value);
      set_values(node, measure.value);
      return node;
    }
    switch (key.first) {
      case Quantity::input: {
        const auto& input = model_.inputs[index];
        node.what = "input";
        take(input.named);
        written(input.named, {});
        set_values(node, input.read);
        break;
      }
      case Quantity::driver: {
        const auto& driver = model_.drivers[index];
        node.what = fmt::format("driver, {}", process_word(driver.process));
        take(driver.named);
        formula("start", driver.start);
        formula("drift", driver.drift);
        formula("volatility", driver.volatility);
        formula("mean", driver.mean);
        formula("speed", driver.speed);
        formula("rate", driver.rate);
        formula("size", driver.jump_mean);
        formula("hazard", driver.hazard);
        set_values(node, driver.read);
        break;
      }
      case Quantity::series: {
        const auto& series = model_.series[index];
        node.what = series.parameter ? "term of the contract" : "series";
        take(series.named);
        written(series.named, series.value);
        set_values(node, series.value);
        break;
      }
      case Quantity::stock: {
        const auto& stock = model_.stocks[index];
        node.what = "stock";
        take(stock.named);
        formula("start", stock.start);
        formula("next", stock.next);
        set_values(node, stock.read);
        break;
      }
      case Quantity::supply: {
        const auto& supply = model_.supplies[index];
        const auto& dispatch = model_.dispatches[static_cast<std::size_t>(supply.dispatch.value)];
        node.what = fmt::format("what it serves of {}", dispatch.name);
        take(supply.named);
        formula("capacity", supply.capacity);
        formula("price", supply.price);
        set_values(node, supply.served_read);
        break;
      }
      case Quantity::served:
      case Quantity::unserved:
      case Quantity::dispatch_cost:
      case Quantity::dispatch_price:
        node.what = "of a dispatch, cheapest supply first";
        formula("demand", model_.dispatches[index].demand);
        set_values(node, find_read(key));
        break;
      case Quantity::cash:
        node.what = "cash at the start of the step";
        formula("start", model_.parties[index].cash_start);
        node.display = {model_.currency_sign, 1, model_.currency_sign, 1};
        set_values(node, model_.parties[index].cash_read);
        break;
      case Quantity::defaulted:
        node.what = "whether it could not pay in an earlier step";
        set_values(node, model_.parties[index].defaulted_read);
        break;
      case Quantity::balance: {
        const auto& balance = model_.balances[index];
        const auto& asset = model_.assets[static_cast<std::size_t>(balance.asset.value)];
        node.name = fmt::format("balance({}, {})", model_.parties[static_cast<std::size_t>(balance.party.value)].name, asset.name);
        node.what = "holding at the start of the step";
        set_values(node, find_read(key));
        break;
      }
      case Quantity::due:
      case Quantity::paid: {
        const auto& flow = model_.flows[index];
        node.what = fmt::format("flow from {} to {}{}", model_.parties[static_cast<std::size_t>(flow.from.value)].name,
                                model_.parties[static_cast<std::size_t>(flow.to.value)].name,
                                key.first == Quantity::due ? ", what is asked in a step" : ", what is paid in a step");
        if (flow.amount_place.text >= 0) node.formulas.push_back({"", std::string(reading_.texts.at(flow.amount_place))});
        if (!flow.asset) node.display = {model_.currency_sign, 1, model_.currency_sign, 1};
        set_values(node, key.first == Quantity::due ? flow.due_read : flow.paid_read);
        break;
      }
      case Quantity::year:
      case Quantity::date: break;
    }
    return node;
  }

  void set_values(Explained& node, ExprId id) {
    if (!id) return;
    node.first = middle_.value(id, 0);
    node.last = middle_.value(id, std::max(0, model_.time.num_steps - 1));
  }

  ExprId find_read(Key key) const {
    for (std::size_t i = 0; i < model_.exprs.size(); ++i) {
      const auto& expr = model_.exprs[i];
      if (expr.kind == ExprKind::read && expr.quantity == key.first && expr.index == key.second)
        return ExprId{static_cast<std::int32_t>(i)};
    }
    return {};
  }

  // What the part's own formulas read, each once, in the order in which they stand.
  std::vector<Key> reads_of(Key key) const {
    const auto index = static_cast<std::size_t>(key.second);
    std::vector<Key> out;
    std::set<Key> seen{key};
    std::set<std::int32_t> walked;
    const auto add = [&](Quantity quantity, std::int32_t i) {
      if (seen.insert({quantity, i}).second) out.push_back({quantity, i});
    };
    const std::function<void(ExprId)> walk = [&](ExprId id) {
      if (!id || !walked.insert(id.value).second) return;
      if (const auto measure = measure_of_.find(id.value); measure != measure_of_.end() && measure->second != key) {
        if (seen.insert(measure->second).second) out.push_back(measure->second);
        return;
      }
      const auto& expr = model_[id];
      if (expr.kind == ExprKind::read && expr.quantity != Quantity::year && expr.quantity != Quantity::date) add(expr.quantity, expr.index);
      if (expr.kind == ExprKind::cross_held) {
        const auto& group = model_.equity_groups[static_cast<std::size_t>(expr.index)];
        for (const auto base : group.base) walk(base);
        for (const auto& row : group.fraction) std::for_each(row.begin(), row.end(), walk);
      }
      for (const auto operand : expr.operands) walk(operand);
    };
    if (key.measure) {
      walk(model_.measures[index].value);
      return out;
    }
    switch (key.first) {
      case Quantity::input:
        for (const auto parameter : model_.inputs[index].parameters) walk(parameter);
        break;
      case Quantity::driver: {
        const auto& d = model_.drivers[index];
        for (const auto id : {d.start, d.drift, d.volatility, d.mean, d.speed, d.rate, d.jump_mean, d.jump_sd, d.hazard}) walk(id);
        break;
      }
      case Quantity::series: walk(model_.series[index].value); break;
      case Quantity::stock:
        walk(model_.stocks[index].start);
        walk(model_.stocks[index].next);
        break;
      case Quantity::supply:
        walk(model_.supplies[index].capacity);
        walk(model_.supplies[index].price);
        walk_dispatch(static_cast<std::size_t>(model_.supplies[index].dispatch.value), walk);
        break;
      case Quantity::served:
      case Quantity::unserved:
      case Quantity::dispatch_cost:
      case Quantity::dispatch_price: walk_dispatch(index, walk); break;
      case Quantity::cash:
      case Quantity::defaulted:
        walk(model_.parties[index].cash_start);
        for (std::size_t i = 0; i < model_.flows.size(); ++i) {
          const auto& flow = model_.flows[i];
          const bool touches = flow.from.value == key.second || flow.to.value == key.second;
          if (touches && !flow.asset) add(Quantity::paid, static_cast<std::int32_t>(i));
        }
        break;
      case Quantity::balance: {
        const auto& balance = model_.balances[index];
        walk(balance.start);
        for (std::size_t i = 0; i < model_.flows.size(); ++i) {
          const auto& flow = model_.flows[i];
          if (flow.asset == balance.asset && (flow.from == balance.party || flow.to == balance.party))
            add(Quantity::paid, static_cast<std::int32_t>(i));
        }
        break;
      }
      case Quantity::due:
      case Quantity::paid: walk(model_.flows[index].asked); break;
      case Quantity::year:
      case Quantity::date: break;
    }
    return out;
  }

  void walk_dispatch(std::size_t index, const std::function<void(ExprId)>& walk) const {
    const auto& dispatch = model_.dispatches[index];
    walk(dispatch.demand);
    for (const auto id : dispatch.supplies) {
      const auto& supply = model_.supplies[static_cast<std::size_t>(id.value)];
      walk(supply.capacity);
      walk(supply.price);
    }
  }

  const Reading& reading_;
  const Model& model_;
  reference::Middle middle_;
  std::vector<std::pair<std::string, Key>> names_;
  std::map<Key, std::string> name_of_;
  std::map<std::int32_t, Key> measure_of_;   // by the expression of its value
  std::map<Key, int> position_;
  Explanation result_;
};

}  // namespace

std::optional<Explanation> explain(const Reading& reading, int structure, const std::string& name, Unknown& unknown) {
  CF_CHECK(reading.deal, "only a deal that was read can be explained");
  Diagnostics ignored;  // the deal has been checked
  const auto titles = reading.deal->structures();
  const auto model_of = [&](std::size_t s) { return reading.deal->bind(reading.deal->terms(static_cast<int>(s)), ignored); };

  const auto model = model_of(static_cast<std::size_t>(structure));
  Explainer explainer(reading, model);
  for (const auto& [candidate, key] : explainer.names()) {
    if (candidate != name) continue;
    auto explanation = explainer.explain(key);
    explanation.currency_sign = model.currency_sign;
    explanation.structure = titles[static_cast<std::size_t>(structure)];
    return explanation;
  }

  std::set<std::string> known;
  for (std::size_t s = 0; s < titles.size(); ++s) {
    const auto other = model_of(s);
    const Explainer of_other(reading, other);
    for (const auto& [candidate, key] : of_other.names()) {
      if (candidate == name) unknown.elsewhere.push_back(static_cast<int>(s));
      if (candidate.find(' ') == std::string::npos) known.insert(candidate);  // else it is one of our own making
    }
  }
  for (const auto& candidate : known)
    if (candidate.starts_with(name + ".")) unknown.members.push_back(candidate);
  unknown.near = nearest(name, {known.begin(), known.end()});
  return std::nullopt;
}

}  // namespace cf::session
