// The order inside a step: what is asked, assets that move, cash that clears, what moves after that, the next state.
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/random.hpp"
#include "reference/path.hpp"
#include "reference/settlement.hpp"

namespace cf::reference {

using namespace model;

namespace {

constexpr double kConserved = 1e-9;   // relative
constexpr double kRounding = 1e-9;    // of a balance: what an amount may be above it by rounding

std::size_t at_index(auto id) { return static_cast<std::size_t>(id.value); }

}  // namespace

void Path::begin(int number) {
  CF_CHECK(static_cast<std::size_t>(number) == steps_.size(), "steps begin in order");
  Step next;
  next.memo.resize(model_.exprs.size());
  next.known.assign(model_.exprs.size(), Known::no);
  next.allotments.resize(model_.dispatches.size());
  next.equities.resize(model_.equity_groups.size());
  next.paid.assign(model_.flows.size(), 0.0);
  next.has_moved.assign(model_.flows.size(), false);
  if (number == 0) {
    next.defaulted.assign(model_.parties.size(), false);
    next.hazard.assign(model_.drivers.size(), 0.0);
    steps_.push_back(std::move(next));
    start();
    return;
  }

  const int before = number - 1;
  for (const Stock& stock : model_.stocks) next.stocks.push_back(finite_value(stock.next, before, stock.named.name));
  next.hazard = at(before).hazard;
  for (std::size_t i = 0; i < model_.drivers.size(); ++i) {
    next.drivers.push_back(0);
    const Driver& driver = model_.drivers[i];
    if (driver.process == Process::event) {
      const double hazard = finite_value(driver.hazard, before, driver.named.name);
      if (hazard < 0)
        stop(before, driver.named.name, fmt::format("is negative: {:.6g}", hazard), model_[driver.hazard].place, driver.hazard);
      next.hazard[i] += hazard / model_.time.steps_per_year();
      next.drivers[i] = next.hazard[i] >= -std::log(draws_.uniform(0, stream_of(driver.named.name))) ? 1 : 0;
    } else {
      next.drivers[i] = next_driver(i, before);
    }
  }
  next.cash = at(before).cash_after;
  next.balances = at(before).balances_after;
  next.defaulted = at(before).defaulted_after;
  steps_.push_back(std::move(next));
}

// What stands at the start of the first step, all of it, so that a bad start stops the path even if nothing reads it.
void Path::start() {
  Step& s = at(0);
  for (const Stock& stock : model_.stocks) s.stocks.push_back(finite_value(stock.start, 0, stock.named.name));
  for (const Driver& driver : model_.drivers) {
    s.drivers.push_back(driver.process == Process::event ? 0 : finite_value(driver.start, 0, driver.named.name));
    if (driver.process == Process::mean_reverting && driver.log && !(s.drivers.back() > 0))
      stop(0, driver.named.name, fmt::format("takes the logarithm of {:.6g}", s.drivers.back()), model_[driver.start].place, driver.start);
  }
  for (const Party& party : model_.parties) {
    s.cash.push_back(party.has_cash ? finite_value(party.cash_start, 0, party.name + ".cash") : 0);
    if (s.cash.back() < 0)
      stop(0, party.name + ".cash", fmt::format("is negative: {:.6g}", s.cash.back()), model_[party.cash_start].place, party.cash_start);
  }
  for (const Balance& balance : model_.balances) s.balances.push_back(finite_value(balance.start, 0));
  check_balances(s.balances, 0);
}

void Path::move(int number) {
  Step& s = at(number);
  std::vector<bool> is_late(model_.flows.size(), false);
  for (FlowId id : model_.late_flows) is_late[at_index(id)] = true;

  std::vector<double> left(model_.flows.size(), 0.0);  // of what is asked, not yet settled
  for (std::size_t i = 0; i < model_.flows.size(); ++i)
    if (!is_late[i]) left[i] = asked(i, number);

  s.balances_after = s.balances;
  settle_assets(number, model_.asset_flows, left);
  clear_cash(number, left);
  settle_assets(number, model_.late_flows, left);
  check_balances(s.balances_after, number);
}

double Path::asked(std::size_t index, int step) {
  const Flow& flow = model_.flows[index];
  const double amount = finite_value(flow.asked, step, flow.name);
  if (amount < 0) stop(step, flow.name, fmt::format("is negative: {:.6g}", amount), flow.amount_place, flow.asked);
  return amount;
}

// Flows of assets, one after the other; what one brings, the next can pass on. `left` is what is still due of each cash flow.
void Path::settle_assets(int step, const std::vector<FlowId>& flows, std::vector<double>& left) {
  Step& s = at(step);
  for (FlowId id : flows) {
    const std::size_t index = at_index(id);
    const Flow& flow = model_.flows[index];
    CF_CHECK(flow.asset, "a flow of cash among those of assets");
    const Asset& asset = model_.assets[at_index(flow.asset)];
    double amount = asked(index, step);

    double settled = 0;  // $
    if (flow.settles) {
      const double worth = finite_value(asset.worth, step, asset.name);
      const double bill = left[at_index(flow.settles)];
      settled = worth > 0 ? amount * worth : 0;  // what is worth nothing settles nothing
      if (settled > bill) {
        settled = bill;
        amount = bill / worth;  // too much stays with the payer
      }
    }
    if (flow.from != asset.issuer && amount > 0) {
      const double held = s.balances_after[balance_of(flow.from, flow.asset)];
      if (amount - held > kRounding * (amount + std::fabs(held)))
        stop(step, flow.name,
             fmt::format("pays {:.6g} of {}, of which {} holds {:.6g}", amount, asset.name, model_.parties[at_index(flow.from)].name, held),
             flow.amount_place, flow.asked);
      amount = std::min(amount, std::max(held, 0.0));
    }
    if (flow.settles) left[at_index(flow.settles)] -= settled;
    s.balances_after[balance_of(flow.from, flow.asset)] -= amount;
    s.balances_after[balance_of(flow.to, flow.asset)] += amount;
    s.paid[index] = amount;
    s.has_moved[index] = true;
  }
}

std::size_t Path::balance_of(PartyId party, AssetId asset) const {
  for (std::size_t i = 0; i < model_.balances.size(); ++i)
    if (model_.balances[i].party == party && model_.balances[i].asset == asset) return i;
  CF_CHECK(false, "a party has no balance of an asset that flows from or to it");
  return 0;
}

void Path::clear_cash(int number, const std::vector<double>& due) {
  Step& s = at(number);
  std::vector<Purse> purses;
  for (std::size_t i = 0; i < model_.parties.size(); ++i) {
    const Party& party = model_.parties[i];
    Purse purse{party.has_cash, s.cash[i]};
    const auto recovery = [&](ExprId part) {
      return part ? std::min(1.0, std::max(0.0, finite_value(part, number, party.name + ".recovery"))) : 1.0;
    };
    if (party.has_cash) {
      purse.recovery_cash = recovery(party.recovery_cash);
      purse.recovery_receipts = recovery(party.recovery_receipts);
    }
    purses.push_back(purse);
  }
  std::vector<std::size_t> flows;
  std::vector<Obligation> obligations;
  for (std::size_t i = 0; i < model_.flows.size(); ++i) {
    const Flow& flow = model_.flows[i];
    if (flow.asset) continue;
    flows.push_back(i);
    obligations.push_back({at_index(flow.from), at_index(flow.to), flow.rank, due[i]});
  }

  const Clearing clearing = clear(purses, obligations);

  std::vector<double> net(model_.parties.size(), 0.0);
  for (std::size_t k = 0; k < flows.size(); ++k) {
    s.paid[flows[k]] = clearing.paid[k];
    s.has_moved[flows[k]] = true;
    net[obligations[k].from] -= clearing.paid[k];
    net[obligations[k].to] += clearing.paid[k];
  }
  s.cash_after = s.cash;
  s.defaulted_after = s.defaulted;
  for (std::size_t i = 0; i < model_.parties.size(); ++i) {
    if (!model_.parties[i].has_cash) continue;
    // Whoever paid in full may be below zero by rounding; whoever fell short has nothing left.
    s.cash_after[i] = clearing.falls_short[i] ? 0 : std::max(0.0, s.cash[i] + net[i]);
    if (clearing.falls_short[i]) s.defaulted_after[i] = true;
  }
  check_cash(s, number, clearing.destroyed);
}

// What the parties with cash have more than before is what the others paid them, less what they paid the others, less what
// default destroyed (which goes to `world`).
void Path::check_cash(const Step& s, int number, const std::vector<double>& destroyed) {
  double more = 0, in = 0, all = 0;
  for (std::size_t i = 0; i < model_.parties.size(); ++i) {
    if (!model_.parties[i].has_cash) continue;
    more += s.cash_after[i] - s.cash[i];
    in -= destroyed[i];
    all += s.cash_after[i] + s.cash[i] + std::fabs(destroyed[i]);
  }
  for (std::size_t i = 0; i < model_.flows.size(); ++i) {
    const Flow& flow = model_.flows[i];
    if (flow.asset) continue;
    const bool from_outside = !model_.parties[at_index(flow.from)].has_cash;
    const bool to_outside = !model_.parties[at_index(flow.to)].has_cash;
    in += s.paid[i] * (from_outside ? 1 : 0) - s.paid[i] * (to_outside ? 1 : 0);
    all += s.paid[i];
  }
  if (!(std::fabs(more - in) <= kConserved * all)) stop_broken(number, "cash does not add up");
}

void Path::check_balances(const std::vector<double>& balances, int step) {
  for (std::size_t asset = 0; asset < model_.assets.size(); ++asset) {
    double sum = 0, all = 0;
    for (std::size_t i = 0; i < balances.size(); ++i) {
      if (at_index(model_.balances[i].asset) != asset) continue;
      sum += balances[i];
      all += std::fabs(balances[i]);
    }
    if (!(std::fabs(sum) <= kConserved * all))
      stop_broken(step, fmt::format("the balances of {} do not add up", model_.assets[asset].name));
  }
}

double Path::normal_of(std::size_t driver, int step) const {
  const auto draw = static_cast<std::uint32_t>(step);
  const int row = driver_row_[driver];
  if (row < 0) return draws_.normal(draw, stream_of(model_.drivers[driver].named.name));
  return draws_.normal(draw, model_.driver_correlation.streams, model_.driver_correlation.lower[static_cast<std::size_t>(row)]);
}

double Path::next_driver(std::size_t index, int step) {
  const Driver& driver = model_.drivers[index];
  const std::string& name = driver.named.name;
  const auto parameter = [&](ExprId id) { return id ? finite_value(id, step, name) : 0.0; };
  ProcessStep p;
  p.drift = parameter(driver.drift);
  p.volatility = parameter(driver.volatility);
  p.mean = parameter(driver.mean);
  p.speed = parameter(driver.speed);
  p.rate = parameter(driver.rate);
  p.jump_mean = parameter(driver.jump_mean);
  p.jump_sd = parameter(driver.jump_sd);
  p.dt = 1 / model_.time.steps_per_year();

  const double x = at(step).drivers[index];
  const double z = normal_of(index, step);
  const auto draw = static_cast<std::uint32_t>(step);
  double next = 0;
  switch (driver.process) {
    case Process::geometric_brownian: next = geometric_brownian_step(x, p, z); break;
    case Process::mean_reverting:
      if (!driver.log) {
        next = mean_reverting_step(x, p, z);
        break;
      }
      if (!(p.mean > 0)) stop(step, name, fmt::format("takes the logarithm of {:.6g}", p.mean), model_[driver.mean].place, driver.mean);
      p.mean = std::log(p.mean);
      next = std::exp(mean_reverting_step(std::log(x), p, z));
      break;
    case Process::jump: {
      if (p.rate < 0) stop(step, name, fmt::format("is negative: {:.6g}", p.rate), model_[driver.rate].place, driver.rate);
      if (p.rate * p.dt > 700) stop(step, name, "has more than 700 jumps in a step", model_[driver.rate].place, driver.rate);
      const int jumps = poisson_quantile(p.rate * p.dt, draws_.uniform(draw, stream_of(name + "#count")));
      next = jump_step(x, p, z, jumps, draws_.normal(draw, stream_of(name + "#size")));
      break;
    }
    case Process::event: CF_CHECK(false, "an event has no step of its own"); break;
  }
  if (!std::isfinite(next))
    stop(step, name, std::isnan(next) ? "is not a number" : "is infinite", driver.named.provenance.place, driver.start);
  return next;
}

}  // namespace cf::reference
