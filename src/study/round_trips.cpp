#include "study/round_trips.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "study/cycling.hpp"
#include "study/flows.hpp"
#include "study/writing.hpp"

namespace cf::study {

namespace {

// Labels of money from outside the model come after those of the parties.
enum Outside { kCustomers, kInvestors, kElsewhere, kNumOutside };
const std::string kOutsideNames[] = {"end customers", "outside investors", "outside"};

Outside outside_of(const std::string& kind) {
  if (kind == "revenue" || kind == "sales") return kCustomers;
  if (kind == "investment") return kInvestors;
  return kElsewhere;
}

// A number found on all paths and on each group of them: the spread of the groups is the error.
Estimate grouped(double all, const std::vector<double>& groups, double factor) {
  const double n = static_cast<double>(groups.size());
  if (groups.size() < 2) return {finite(all), 0};
  double mean = 0, squares = 0;
  for (const double x : groups) mean += x / n;
  for (const double x : groups) squares += (x - mean) * (x - mean);
  return {finite(all), finite(factor * std::sqrt(squares / (n - 1) / n))};
}

// Vectors of numbers found on all paths (first) and on each group.
std::vector<Estimate> grouped(const std::vector<std::vector<double>>& found, double factor) {
  std::vector<Estimate> estimates;
  for (std::size_t i = 0; i < found[0].size(); ++i) {
    std::vector<double> groups;
    for (std::size_t g = 1; g < found.size(); ++g) groups.push_back(found[g][i]);
    estimates.push_back(grouped(found[0][i], groups, factor));
  }
  return estimates;
}

}  // namespace

RoundTrips::RoundTrips(Plan& plan, const Calendar& calendar) : variants_(&plan.variants()), calendar_(&calendar) {
  structures_.resize(static_cast<std::size_t>(variants_->num_structures));
  for (int s = 0; s < variants_->num_structures; ++s) {
    OfStructure& of = structures_[static_cast<std::size_t>(s)];
    of.flows = money_flows(plan, s);
    ask_accounts(plan, s, of);
    ask_pairs(plan, s, of, structures_.front());
  }
}

std::vector<RoundTrips::MoneyFlow> RoundTrips::money_flows(Plan& plan, int structure) const {
  const model::Model& model = variants_->model(structure);
  std::vector<MoneyFlow> flows;
  for (std::size_t f = 0; f < model.flows.size(); ++f) {
    const model::Flow& flow = model.flows[f];
    if (!flow.face_read || flow.from == flow.to) continue;
    const bool credits = static_cast<bool>(flow.asset);
    const bool lapse = credits && !flow.settles && model.assets[static_cast<std::size_t>(flow.asset.value)].issuer == flow.to;
    flows.push_back({static_cast<int>(f), plan.row(structure, flow.face_read), credits, lapse});
    plan.step_mean(flows.back().face);
  }
  return flows;
}

// Accounts: the cash of each party that has some, and each holder's credits. The world, and who has no cash, are origins.
void RoundTrips::ask_accounts(Plan& plan, int structure, OfStructure& of) const {
  const model::Model& model = variants_->model(structure);
  const int num_parties = model.world().value;
  std::map<std::pair<int, int>, int> account;      // party, asset (-1: cash)
  const auto open = [&](int party, int asset, model::ExprId held) {
    account[{party, asset}] = static_cast<int>(of.opening.size());
    of.opening.push_back(plan.row(structure, held));
    plan.step_mean(of.opening.back());
    of.payments.opening_origin.push_back(party);
  };
  for (int p = 0; p < num_parties; ++p)
    if (model.parties[static_cast<std::size_t>(p)].has_cash) open(p, -1, model.parties[static_cast<std::size_t>(p)].cash_read);
  for (const model::Balance& balance : model.balances) {
    const model::Asset& asset = model.assets[static_cast<std::size_t>(balance.asset.value)];
    if (asset.is_shares || asset.issuer == balance.party || balance.party == model.world()) continue;
    open(balance.party.value, balance.asset.value, balance.worth_read);
  }
  of.payments.num_origins = num_parties + kNumOutside;
  for (const MoneyFlow& money : of.flows) {
    const model::Flow& flow = model.flows[static_cast<std::size_t>(money.flow)];
    const auto of_party = [&](model::PartyId party) {
      const auto found = account.find({party.value, flow.asset ? flow.asset.value : -1});
      return found == account.end() ? -1 : found->second;
    };
    Payments::Flow payment;
    payment.from = flow.from.value;
    payment.to = flow.to.value;
    payment.from_account = of_party(flow.from);
    payment.to_account = of_party(flow.to);
    payment.origin = flow.from == model.world() ? num_parties + outside_of(flow.kind) : flow.from.value;
    of.payments.flows.push_back(payment);
  }
}

void RoundTrips::ask_pairs(Plan& plan, int structure, OfStructure& of, const OfStructure& baseline) const {
  const int num_parties = variants_->baseline().world().value;
  // Sums over the flows of a structure from one party to another.
  const auto add = [&](int s, const OfStructure& in, int from, int to, double weight, bool credits_only, RowSum& sum) {
    bool any = false;
    for (const MoneyFlow& money : in.flows) {
      const model::Flow& flow = variants_->model(s).flows[static_cast<std::size_t>(money.flow)];
      if (flow.from.value != from || flow.to.value != to || money.lapse || (credits_only && !money.credits)) continue;
      any = true;
      add_years(plan, *calendar_, money.face, weight, sum);
    }
    return any;
  };
  for (int from = 0; from < num_parties; ++from)
    for (int to = 0; to < num_parties; ++to) {
      if (from == to) continue;
      Pair pair{from, to, {}, {}, {}, {}};
      const bool puts = add(structure, of, from, to, 1.0, false, pair.put_in);
      const bool returns = add(structure, of, to, from, 1.0, false, pair.came_back);
      if (!puts || !returns) continue;
      add(structure, of, from, to, 1.0, true, pair.put_in_credits);
      if (structure > 0) {
        pair.caused = pair.came_back;
        add(0, baseline, to, from, -1.0, false, pair.caused);
      }
      of.pairs.push_back(std::move(pair));
    }
}

Payments RoundTrips::payments_of(const Recorder& recorder, const OfStructure& of, int group) const {
  Payments payments = of.payments;
  const auto mean = [&](Row row, int step) {
    return std::max(0.0, group < 0 ? recorder.mean(row, step).value : recorder.group_mean(row, step, group));
  };
  for (const Row row : of.opening) payments.opening.push_back(mean(row, 0));
  for (int step = 0; step < calendar_->num_steps; ++step) {
    std::vector<double> amounts;
    for (const MoneyFlow& money : of.flows) amounts.push_back(mean(money.face, step));
    payments.amounts.push_back(std::move(amounts));
  }
  return payments;
}

// Money that a party adds of its own, beyond what it receives, comes from outside the network.
RoundTrips::Network RoundTrips::network_of(const model::Model& model, const OfStructure& of, const Payments& payments) const {
  const auto size = static_cast<std::size_t>(model.world().value);
  Network network{std::vector<std::vector<double>>(size, std::vector<double>(size)), std::vector<double>(size)};
  std::vector<double> in(size), out(size);
  for (const auto& amounts : payments.amounts)
    for (std::size_t f = 0; f < of.flows.size(); ++f) {
      if (of.flows[f].lapse) continue;
      const auto from = static_cast<std::size_t>(payments.flows[f].from), to = static_cast<std::size_t>(payments.flows[f].to);
      if (from < size) out[from] += amounts[f];
      if (to < size) in[to] += amounts[f];
      if (from < size && to < size) network.flows[from][to] += amounts[f];
      if (from >= size && to < size) network.inflow[to] += amounts[f];
    }
  for (std::size_t i = 0; i < size; ++i) network.inflow[i] += std::max(0.0, out[i] - in[i]);
  return network;
}

void RoundTrips::answer(const Recorder& recorder, Answer& answer) const {
  const auto by_year = [&](const RowSum& sum) {
    std::vector<Estimate> estimates;
    for (int year = 0; year < calendar_->num_years(); ++year) estimates.push_back(written(recorder.sum(in_year(sum, year))));
    return estimates;
  };
  const double factor = recorder.groups_are_sets() ? measure::kFewSets : 1;
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    const OfStructure& of = structures_[static_cast<std::size_t>(s)];
    StructureAnswer& out = answer.structures[static_cast<std::size_t>(s)];
    std::vector<Payments> samples;                // of all paths, then of each group
    for (int group = -1; group < recorder.num_groups(); ++group) samples.push_back(payments_of(recorder, of, group));

    for (const Pair& pair : of.pairs) {
      RoundTrip trip;
      trip.from = model.parties[static_cast<std::size_t>(pair.from)].name;
      trip.to = model.parties[static_cast<std::size_t>(pair.to)].name;
      trip.put_in = written(recorder.sum(pair.put_in));
      trip.put_in_credits = written(recorder.sum(pair.put_in_credits));
      trip.came_back = written(recorder.sum(pair.came_back));
      if (!(trip.put_in.value > 0) || !(trip.came_back.value > 0)) continue;
      trip.caused = written(recorder.sum(pair.caused));
      trip.put_in_by_year = by_year(pair.put_in);
      trip.came_back_by_year = by_year(pair.came_back);
      trip.caused_by_year = by_year(pair.caused);

      // Found on each sample: the total, each year's, each kind's.
      std::vector<std::string> kinds;
      for (const MoneyFlow& money : of.flows) {
        const std::string& kind = model.flows[static_cast<std::size_t>(money.flow)].kind;
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
      }
      const auto num_years = static_cast<std::size_t>(calendar_->num_years());
      std::vector<std::vector<double>> found;
      for (const Payments& payments : samples) {
        const auto back = trace_back(payments, pair.from, pair.to);
        std::vector<double> sums(1 + num_years + kinds.size());
        for (std::size_t step = 0; step < back.size(); ++step)
          for (std::size_t f = 0; f < of.flows.size(); ++f) {
            const double amount = back[step][f];
            if (amount == 0 || of.flows[f].lapse) continue;
            const std::string& kind = model.flows[static_cast<std::size_t>(of.flows[f].flow)].kind;
            const auto which = static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
            sums[0] += amount;
            sums[1 + static_cast<std::size_t>(calendar_->year_of_step[step])] += amount;
            sums[1 + num_years + which] += amount;
          }
        found.push_back(std::move(sums));
      }
      const auto estimates = grouped(found, factor);
      trip.traced = estimates[0];
      trip.traced_by_year.assign(estimates.begin() + 1, estimates.begin() + 1 + static_cast<std::ptrdiff_t>(num_years));
      for (std::size_t k = 0; k < kinds.size(); ++k)
        if (estimates[1 + num_years + k].value > 0) trip.traced_by_kind.push_back({kinds[k], estimates[1 + num_years + k]});
      std::stable_sort(trip.traced_by_kind.begin(), trip.traced_by_kind.end(),
                       [](const auto& a, const auto& b) { return a.amount.value > b.amount.value; });
      out.round_trips.push_back(std::move(trip));
    }

    const auto num_parties = static_cast<std::size_t>(model.world().value);
    const auto num_origins = static_cast<std::size_t>(of.payments.num_origins);
    std::vector<std::vector<double>> shares, cycling;
    for (const Payments& payments : samples) {
      const auto carried = trace_origins(payments);
      std::vector<double> sums(num_parties * num_origins), totals(num_parties);
      for (std::size_t f = 0; f < of.flows.size(); ++f) {
        const auto to = static_cast<std::size_t>(payments.flows[f].to);
        if (to >= num_parties || of.flows[f].lapse) continue;
        for (std::size_t origin = 0; origin < num_origins; ++origin) {
          sums[to * num_origins + origin] += carried[f][origin];
          totals[to] += carried[f][origin];
        }
      }
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = totals[i / num_origins] > 0 ? sums[i] / totals[i / num_origins] : 0;
      shares.push_back(std::move(sums));
      const Network network = network_of(model, of, payments);
      cycling.push_back({finn_cycling_index(network.flows, network.inflow).index});
    }
    out.finn_cycling_index = grouped(cycling, factor)[0];
    const auto estimates = grouped(shares, factor);
    for (std::size_t p = 0; p < num_parties; ++p) {
      RevenueSource source;
      source.party = model.parties[p].name;
      for (std::size_t origin = 0; origin < num_origins; ++origin) {
        const Estimate& share = estimates[p * num_origins + origin];
        if (!(share.value > 0)) continue;
        const std::string& name = origin < num_parties ? model.parties[origin].name : kOutsideNames[origin - num_parties];
        source.parts.push_back({origin == p ? "own" : name, share});
      }
      std::stable_sort(source.parts.begin(), source.parts.end(),
                       [](const auto& a, const auto& b) { return a.share.value > b.share.value; });
      if (!source.parts.empty()) out.revenue_sources.push_back(std::move(source));
    }
  }
}

}  // namespace cf::study
