// What a party is worth, written as expressions of the model, so that every evaluator computes it like anything else.
//
// Equity is the bridge of the trade: enterprise value, plus cash, plus holdings, less what was issued and not taken back (not
// the party's own shares), all at worth; never below zero for a party with cash, and zero once it has defaulted. Parties that
// hold each other's shares in a circle are valued together (Elliott, Golub and Jackson 2014, equation 2, with limited liability).
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "model/binder.hpp"

namespace cf::model {
namespace {

constexpr std::size_t kMostInCircle = 30;

// Strongly connected components (Tarjan 1972) of a small graph: component number of each node, in the order they are finished.
std::vector<int> components(const std::vector<std::vector<int>>& edges) {
  const int n = static_cast<int>(edges.size());
  std::vector<int> index(edges.size(), -1), low(edges.size(), 0), component(edges.size(), -1), stack;
  int counter = 0, found = 0;
  const std::function<void(int)> visit = [&](int v) {
    index[static_cast<std::size_t>(v)] = low[static_cast<std::size_t>(v)] = counter++;
    stack.push_back(v);
    for (const int w : edges[static_cast<std::size_t>(v)]) {
      if (index[static_cast<std::size_t>(w)] < 0) visit(w);
      if (component[static_cast<std::size_t>(w)] < 0)
        low[static_cast<std::size_t>(v)] = std::min(low[static_cast<std::size_t>(v)], low[static_cast<std::size_t>(w)]);
    }
    if (low[static_cast<std::size_t>(v)] != index[static_cast<std::size_t>(v)]) return;
    for (int w = -1; w != v;) {
      w = stack.back();
      stack.pop_back();
      component[static_cast<std::size_t>(w)] = found;
    }
    ++found;
  };
  for (int v = 0; v < n; ++v)
    if (index[static_cast<std::size_t>(v)] < 0) visit(v);
  return component;
}

}  // namespace

void Binder::add_equities() {
  const std::size_t n = out_.parties.size() - 1;
  const auto party_at = [&](std::size_t i) -> Party& { return out_.parties[i]; };
  const auto shares_of = [&](std::size_t j) {
    return make(Operation::negate, {read(Quantity::balance, balance_of(PartyId{static_cast<int>(j)}, party_at(j).shares).value)});
  };
  // Who holds whose shares.
  std::vector<std::vector<int>> holds(n);
  for (const Balance& b : out_.balances) {
    const Asset& asset = out_.assets[static_cast<std::size_t>(b.asset.value)];
    if (asset.is_shares && b.party != asset.issuer && b.party != out_.world())
      holds[static_cast<std::size_t>(b.party.value)].push_back(asset.issuer.value);
  }
  const std::vector<int> component = components(holds);
  std::vector<ExprId> base(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Party& p = party_at(i);
    ExprId sum = p.enterprise_value ? p.enterprise_value : constant(0);
    if (p.has_cash) sum = make(Operation::add, {sum, read(Quantity::cash, static_cast<int>(i))});
    const std::size_t num_balances = out_.balances.size();
    for (std::size_t k = 0; k < num_balances; ++k) {
      const Balance b = out_.balances[k];
      if (b.party.value != static_cast<int>(i)) continue;
      const Asset& asset = out_.assets[static_cast<std::size_t>(b.asset.value)];
      if (asset.is_shares && (asset.issuer == b.party || component[static_cast<std::size_t>(asset.issuer.value)] == component[i])) continue;
      sum = make(Operation::add, {sum, make(Operation::multiply, {read(Quantity::balance, static_cast<int>(k)), asset.worth})});
    }
    base[i] = sum;
  }
  const int num_components = n == 0 ? 0 : 1 + *std::max_element(component.begin(), component.end());
  for (int c = 0; c < num_components; ++c) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < n; ++i)
      if (component[i] == c) members.push_back(i);
    const auto defaulted = [&](std::size_t i) { return read(Quantity::defaulted, static_cast<int>(i)); };
    std::vector<ExprId> equity;
    if (members.size() == 1) {
      const std::size_t i = members[0];
      ExprId e = base[i];
      if (party_at(i).has_cash) e = make(Operation::select, {defaulted(i), constant(0), make(Operation::maximum, {e, constant(0)})});
      equity.push_back(e);
    } else {
      if (members.size() > kMostInCircle)
        diagnostics_.error("E0364", in_.parties[members[0]].name.place,
                           fmt::format("{} parties hold each other's shares in a circle, at most {} can be valued together", members.size(),
                                       kMostInCircle));
      EquityGroup group;
      double held_inside = 1;
      for (const std::size_t i : members) {
        const ExprId alive = party_at(i).has_cash ? make(Operation::logical_not, {defaulted(i)}) : constant(1);
        group.members.push_back(PartyId{static_cast<int>(i)});
        group.base.push_back(party_at(i).has_cash ? make(Operation::select, {defaulted(i), constant(0), base[i]}) : base[i]);
        group.limited.push_back(party_at(i).has_cash);
        std::vector<ExprId> row;
        for (const std::size_t j : members) {
          const auto it = balance_ids_.find({static_cast<int>(i), party_at(j).shares.value});
          if (i == j || it == balance_ids_.end()) {
            row.push_back(constant(0));
            continue;
          }
          const ExprId part = make(Operation::divide, {read(Quantity::balance, it->second.value), shares_of(j)});
          row.push_back(make(Operation::multiply, {part, alive}));
        }
        group.fraction.push_back(row);
      }
      // Values exist only if somebody outside the circle holds something (Brioschi, Buzzacchi and Colombo 1989).
      for (const std::size_t j : members) {
        double inside = 0;
        for (const std::size_t i : members)
          if (const auto it = balance_ids_.find({static_cast<int>(i), party_at(j).shares.value}); it != balance_ids_.end() && i != j) {
            const auto held = constant_value(out_.balances[static_cast<std::size_t>(it->second.value)].start),
                       all = constant_value(party_at(j).shares_start);
            if (held && all && *all > 0) inside += *held / *all;
          }
        held_inside = std::min(held_inside, inside);
      }
      if (held_inside >= 1 - 1e-9) {
        std::string names;
        for (const std::size_t i : members) names += (names.empty() ? "" : ", ") + party_at(i).name;
        diagnostics_.error("E0359", in_.parties[members[0]].name.place,
                           fmt::format("{} own each other fully: the loop of holdings has no value", names),
                           "outside owners must hold something");
      }
      const auto id = static_cast<std::int32_t>(out_.equity_groups.size());
      out_.equity_groups.push_back(std::move(group));
      for (std::size_t k = 0; k < members.size(); ++k) {
        Expr e;
        e.kind = ExprKind::cross_held;
        e.index = id;
        e.index2 = static_cast<std::int32_t>(k);
        equity.push_back(add(std::move(e)));
      }
    }
    for (std::size_t k = 0; k < members.size(); ++k) {
      const Party& p = party_at(members[k]);
      out_.series[static_cast<std::size_t>(p.equity.value)].value = equity[k];
      out_.series[static_cast<std::size_t>(p.share_price.value)].value =
          make(Operation::divide, {read(Quantity::series, p.equity.value), shares_of(members[k])}, in_.parties[members[k]].name.place);
    }
  }
}

MeasureId Binder::add_measure(const std::string& name, ExprId value, const Unit& unit) {
  Measure m;
  m.named.name = name;
  m.named.unit = unit;
  m.named.display = units_.display(unit, 12);
  m.value = value;
  m.synthesized = true;
  out_.measures.push_back(std::move(m));
  const auto index = static_cast<std::int32_t>(out_.measures.size()) - 1;
  ValueSlot slot;
  slot.state = State::bound;
  slot.bound = {value, unit, 0, true};
  measure_slots_.push_back(slot);
  return MeasureId{index};
}

void Binder::add_party_measures() {
  const Unit money = of_dimension(kMoney);
  out_.party_measures.assign(out_.parties.size(), {});
  const double years = out_.time.years();
  const auto op = [&](Operation o, ExprId a, ExprId b) { return make(o, {a, b}); };
  const auto declare_measure = [&](const std::string& name, ExprId value, const Unit& unit, Place place) {
    const MeasureId id = add_measure(name, value, unit);
    declare(name, SymbolKind::measure, id.value, place);
    return id;
  };
  for (std::size_t i = 0; i + 1 < out_.parties.size(); ++i) {
    const Party p = out_.parties[i];
    const PartyId id{static_cast<std::int32_t>(i)};
    const Place place = in_.parties[i].name.place;
    const auto end_discount = [&](const Party& whose) {
      return op(Operation::power, op(Operation::add, constant(1), whose.discount), constant(-years));
    };
    const ExprId own_shares = make(Operation::negate, {read(Quantity::balance, balance_of(id, p.shares).value)});
    // New shares dilute the old: the owners at the start have this part of the end.
    const ExprId kept = op(Operation::divide, p.shares_start, reduce(Reduction::final, own_shares));

    struct Group {
      ContractId contract;
      std::string kind;
      PartyId counterparty;
      ExprId net;
    };
    std::vector<Group> groups;
    for (std::size_t k = 0; k < out_.flows.size(); ++k) {
      const Flow& f = out_.flows[k];
      if (f.asset || (f.from != id && f.to != id)) continue;
      const PartyId other = f.from == id ? f.to : f.from;
      const ExprId paid = read(Quantity::paid, static_cast<int>(k));
      auto it = std::find_if(groups.begin(), groups.end(),
                             [&](const Group& g) { return g.contract == f.contract && g.kind == f.kind && g.counterparty == other; });
      if (it == groups.end()) it = groups.insert(groups.end(), {f.contract, f.kind, other, constant(0)});
      it->net = op(f.from == id ? Operation::subtract : Operation::add, it->net, paid);
    }
    std::vector<std::pair<ValuePart, ExprId>> parts;
    const auto part = [&](const char* form, const std::string& kind, PartyId counterparty, ContractId contract, ExprId value) {
      ValuePart v;
      v.party = id, v.form = form, v.kind = kind, v.counterparty = counterparty, v.contract = contract;
      parts.emplace_back(v, value);
    };
    const ExprId own_rate = end_discount(p);
    const ExprId scale = op(Operation::multiply, kept, own_rate);
    if (p.has_cash) part("start", "", {}, {}, op(Operation::multiply, scale, p.cash_start));
    for (const Group& g : groups)
      part("cash", g.kind, g.counterparty, g.contract,
           p.has_cash ? op(Operation::multiply, scale, reduce(Reduction::total, g.net))
                      : reduce(Reduction::present_value, g.net, {}, false, p.discount));
    if (p.has_cash && p.enterprise_value)
      part("business", "", {}, {}, op(Operation::multiply, scale, reduce(Reduction::final, p.enterprise_value)));
    ExprId shares_worth = constant(0), shares_today = constant(0);
    for (std::size_t k = 0; k < out_.balances.size(); ++k) {
      const Balance b = out_.balances[k];
      if (b.party != id) continue;
      const Asset asset = out_.assets[static_cast<std::size_t>(b.asset.value)];
      const ExprId worth = reduce(Reduction::final, op(Operation::multiply, read(Quantity::balance, static_cast<int>(k)), asset.worth));
      if (!asset.is_shares) {
        // What it issued itself stands against the holders; what it holds, against the issuer.
        part("credits", "", asset.issuer == id ? PartyId{} : asset.issuer, {}, op(Operation::multiply, scale, worth));
        continue;
      }
      if (asset.issuer == id) continue;
      // Shares held are discounted at their issuer's rate.
      const ExprId today = op(Operation::multiply, worth, end_discount(out_.parties[static_cast<std::size_t>(asset.issuer.value)]));
      part("shares", "", asset.issuer, {}, op(Operation::multiply, kept, today));
      shares_worth = op(Operation::add, shares_worth, worth);
      shares_today = op(Operation::add, shares_today, today);
    }
    const auto sum_of = [&](auto&& which) {
      ExprId sum = constant(0);
      for (const auto& [v, x] : parts)
        if (which(v)) sum = op(Operation::add, sum, x);
      return sum;
    };
    const ExprId sum = sum_of([](const ValuePart&) { return true; });
    ExprId value;
    if (!p.has_cash) {
      // All its cash at once, rather than group by group: where only the value is wanted, one sum is kept.
      ExprId net = constant(0);
      for (const Group& g : groups) net = op(Operation::add, net, g.net);
      const ExprId held = sum_of([](const ValuePart& v) { return v.form != "cash"; });
      value = groups.empty() ? held : op(Operation::add, reduce(Reduction::present_value, net, {}, false, p.discount), held);
    } else {
      const ExprId equity = reduce(Reduction::final, read(Quantity::series, p.equity.value));
      const ExprId rest = op(Operation::multiply, op(Operation::subtract, equity, shares_worth), own_rate);
      value =
          op(Operation::multiply, kept,
             make(Operation::select, {op(Operation::greater, equity, constant(0)), op(Operation::add, rest, shares_today), constant(0)}));
      part("floor", "", {}, {}, op(Operation::subtract, value, sum));
    }
    Model::PartyMeasures m;
    m.value = declare_measure(p.name + ".value", value, money, place);
    for (auto& [v, expr] : parts) {
      v.measure = add_measure(fmt::format("{}.value part {}", p.name, out_.value_parts.size()), expr, money);
      out_.value_parts.push_back(v);
    }
    if (p.has_cash) {
      const ExprId cash = read(Quantity::cash, id.value), defaulted = read(Quantity::defaulted, id.value);
      m.cash_low = declare_measure(p.name + ".cash_low",
                                   op(Operation::minimum, reduce(Reduction::low, cash), reduce(Reduction::final, cash)), money, place);
      m.defaulted = declare_measure(p.name + ".default", reduce(Reduction::final, defaulted), plain_unit(), place);
      // `defaulted` is true from the step after, so the year of the default is that of the step before.
      m.default_year = add_measure(
          p.name + ".default year",
          op(Operation::subtract, reduce(Reduction::first_year, defaulted), constant(1 / out_.time.steps_per_year())), plain_unit());
    }
    ExprId promised = constant(0), marked = constant(0);
    for (const Flow& f : out_.flows) {
      if (f.to != id || !f.promised) continue;
      ExprId x = f.promised;
      if (out_.parties[static_cast<std::size_t>(f.from.value)].has_cash)
        x = make(Operation::select, {read(Quantity::defaulted, f.from.value), constant(0), x});
      promised = op(Operation::add, promised, reduce(Reduction::final, x));
    }
    // What holdings were marked up: worth at the end, less worth at the start, less what was received at the day's price.
    for (std::size_t k = 0; k < out_.balances.size(); ++k) {
      const Balance b = out_.balances[k];
      const Asset asset = out_.assets[static_cast<std::size_t>(b.asset.value)];
      if (b.party != id || !asset.is_shares || asset.issuer == id) continue;
      const ExprId worth = op(Operation::multiply, read(Quantity::balance, static_cast<int>(k)), asset.worth);
      ExprId received = constant(0);
      for (std::size_t j = 0; j < out_.flows.size(); ++j) {
        const Flow& f = out_.flows[j];
        if (f.asset != b.asset || (f.to != id && f.from != id)) continue;
        received = op(f.to == id ? Operation::add : Operation::subtract, received, read(Quantity::paid, static_cast<int>(j)));
      }
      const ExprId at_start = make(Operation::select, {op(Operation::equal, read(Quantity::year, -1), constant(0)), worth, constant(0)});
      ExprId gain = op(Operation::subtract, reduce(Reduction::final, worth), reduce(Reduction::total, at_start));
      gain = op(Operation::subtract, gain, reduce(Reduction::total, op(Operation::multiply, received, asset.worth)));
      marked = op(Operation::add, marked, gain);
    }
    m.promised = add_measure(p.name + ".promised beyond the end", promised, money);
    m.paper_gain = add_measure(p.name + ".paper gain", marked, money);
    out_.party_measures[i] = m;
  }
}

// Reads that reports ask for.
void Binder::finish_reads() {
  const auto each = [](auto& items, auto&& f) {
    for (std::size_t i = 0; i < items.size(); ++i) f(items[i], static_cast<std::int32_t>(i));
  };
  each(out_.inputs, [&](Input& x, std::int32_t i) { x.read = read(Quantity::input, i); });
  each(out_.drivers, [&](Driver& x, std::int32_t i) { x.read = read(Quantity::driver, i); });
  each(out_.series, [&](Series& x, std::int32_t i) { x.read = read(Quantity::series, i); });
  each(out_.stocks, [&](Stock& x, std::int32_t i) { x.read = read(Quantity::stock, i); });
  each(out_.supplies, [&](Supply& x, std::int32_t i) { x.served_read = read(Quantity::supply, i); });
  each(out_.dispatches, [&](Dispatch& x, std::int32_t i) { x.unserved_read = read(Quantity::unserved, i); });
  each(out_.parties, [&](Party& x, std::int32_t i) {
    if (!x.has_cash) return;
    x.cash_read = read(Quantity::cash, i);
    x.defaulted_read = read(Quantity::defaulted, i);
  });
  for (std::size_t i = 0; i < out_.balances.size(); ++i) {
    const ExprId worth = out_.assets[static_cast<std::size_t>(out_.balances[i].asset.value)].worth;
    out_.balances[i].worth_read = make(Operation::multiply, {read(Quantity::balance, static_cast<std::int32_t>(i)), worth});
  }
  for (std::size_t i = 0; i < out_.flows.size(); ++i) {
    Flow& f = out_.flows[i];
    f.paid_read = read(Quantity::paid, static_cast<std::int32_t>(i));
    f.due_read = read(Quantity::due, static_cast<std::int32_t>(i));
    if (!f.asset) {
      ExprId rest = make(Operation::subtract, {f.due_read, f.paid_read});
      for (std::size_t g = 0; g < out_.flows.size(); ++g) {
        if (out_.flows[g].settles.value != static_cast<std::int32_t>(i)) continue;
        const ExprId worth = out_.assets[static_cast<std::size_t>(out_.flows[g].asset.value)].worth;
        rest = make(Operation::subtract, {rest, make(Operation::multiply, {read(Quantity::paid, static_cast<std::int32_t>(g)), worth})});
      }
      out_.flows[i].unpaid_read = rest;
      out_.flows[i].face_read = out_.flows[i].paid_read;
    } else if (!out_.assets[static_cast<std::size_t>(f.asset.value)].is_shares) {
      out_.flows[i].face_read = make(Operation::multiply, {f.paid_read, out_.assets[static_cast<std::size_t>(f.asset.value)].worth});
    }
  }
}

}  // namespace cf::model
