#include "random_model.hpp"

#include <iterator>
#include <limits>
#include <string>

namespace cf::testing {
namespace {

class Maker {
 public:
  Maker(BuildModel& m, const RandomTerms& terms) : m_(m), terms_(terms) {}

  WantedFormulas make() {
    inputs();
    parties();
    drivers();
    stocks();
    for (int i = whole(2, 5); i > 0; --i) add_series();
    assets();
    for (int i = whole(1, 3); i > 0; --i) dispatch();
    for (int i = whole(2, 4); i > 0; --i) add_series();
    cash_flows();
    asset_flows();
    shares();
    for (int i = whole(2, 4); i > 0; --i) add_series();
    next_stocks();
    hazards();
    reductions();
    return wanted_;
  }

 private:
  // ---- draws: of the shape, and of what variants change
  double u() { return uniform(terms_.seed, 1, draw_++, 1); }
  bool chance(double p) { return u() < p; }
  int whole(int low, int high) { return low + static_cast<int>(u() * (high - low + 1)); }
  double between(double low, double high) { return low + (high - low) * u(); }
  // A constant; other variants have another one now and then.
  Formula number(double low, double high) {
    const double first = between(low, high), other = between(low, high);
    const bool differs = chance(0.2);
    return m_.constant(terms_.variant > 0 && differs ? other : first);
  }
  std::string name(const char* kind) { return kind + std::to_string(count_++); }
  Formula pick(const std::vector<Formula>& from) { return from[static_cast<std::size_t>(whole(0, static_cast<int>(from.size()) - 1))]; }
  Formula atom() { return chance(0.15) ? number(-1, 1) : pick(atoms_); }
  void know(Formula f) {
    atoms_.push_back(f);
    wanted_.step_values.push_back(f.id);
  }

  // ---- formulas
  static Formula squash(Formula x) { return x / (1 + abs_of(x)); }
  static Formula abs_of(Formula x) { return x.m->operation(Operation::absolute, {x}); }
  static Formula floor_of(Formula x) { return x.m->operation(Operation::floor_of, {x}); }
  Formula condition() {
    switch (whole(0, 7)) {
      case 0: return atom() < atom();
      case 1: return atom() >= number(-0.5, 0.5);
      case 2: return m_.year() < number(0, 1.5);
      case 3: return !(atom() > atom());
      case 4: return atom() > 0.1 && m_.year() > number(0, 0.7);
      case 5: return atom() <= -0.2 || atom() > 0.4;
      case 6: return pick(truths_) == 1.0;
      default: return m_.operation(Operation::not_equal, {pick(truths_), m_.constant(0)});
    }
  }
  Formula formula() {
    switch (whole(0, 15)) {
      case 0: return 0.7 * atom() + 0.5 * atom();
      case 1: return atom() - 0.6 * atom();
      case 2: return atom() * atom();
      case 3: return min(atom(), atom());
      case 4: return max(atom(), number(-0.5, 0.5));
      case 5: return abs_of(atom()) - 0.3;
      case 6: return -atom();
      case 7: return m_.choose(condition(), formula(), atom());
      case 8: return exp(min(atom(), m_.constant(1))) - 1;
      case 9: return 0.5 * log(abs_of(atom()) + 0.2);
      case 10: return sqrt(abs_of(atom()) + 0.05);
      case 11: return atom() / (abs_of(atom()) + 0.3);
      case 12: return pow(abs_of(atom()) + 0.2, min(max(atom(), m_.constant(-1.5)), m_.constant(1.5)));
      case 13: return floor_of(3 * atom()) / 3;
      case 14: {  // looked at only where it is fine
        const Formula x = atom();
        return m_.choose(x > 0.05, log(x) / 4, m_.choose(x < -0.05, 0.05 / x, m_.constant(0.2)));
      }
      default: return pow(atom(), m_.constant(2)) - 0.1 * m_.year();
    }
  }
  // May stop the path, where the model is risky.
  Formula risky(Formula safe) {
    if (!terms_.risky || !chance(0.3)) return safe;
    const Formula when = condition(), x = atom();
    switch (whole(0, 5)) {
      case 0: return m_.choose(when && x > 0.7, log(x - 0.75), safe);
      case 1: return m_.choose(when && x > 0.6, sqrt(0.8 - x), safe);
      case 2: return m_.choose(when, safe / m_.choose(x > 0.8, m_.constant(0), m_.constant(2)), safe);
      case 3: return m_.choose(x < -0.8 && when, pow(x, m_.constant(0.5)), safe);
      case 4: return m_.choose(x < -0.7, exp(m_.choose(when, m_.constant(1e4), x)), safe);
      default: return m_.choose(when && x > 0.85, -1 + safe, safe);
    }
  }
  void add_series() { know(m_.series(name("series"), squash(risky(formula())))); }

  // ---- quantities
  void inputs() {
    static const struct {
      Distribution distribution;
      std::vector<double> parameters;
    } kinds[] = {{Distribution::normal, {0.1, 0.5}},   {Distribution::lognormal, {0.6, 0.3}},
                 {Distribution::interval, {0.2, 0.9}}, {Distribution::interval, {-0.5, 0.9}},
                 {Distribution::uniform, {-1, 1}},     {Distribution::triangular, {-1, 0.2, 1}},
                 {Distribution::pert, {0, 0.3, 1}},    {Distribution::beta, {2, 3}},
                 {Distribution::bernoulli, {0.4}},     {Distribution::choice, {-0.5, 0.3, 0.2, 0.45, 0.9, 0.25}},
                 {Distribution::fixed, {0.35}}};
    const int n = whole(2, 5);
    for (int i = 0; i < n; ++i) {
      const auto& kind = kinds[whole(0, static_cast<int>(std::size(kinds)) - 1)];
      std::vector<Formula> parameters;
      for (double p : kind.parameters) parameters.push_back(m_.constant(p));
      know(m_.input(name("input"), kind.distribution, parameters));
    }
    if (chance(0.5)) m_.correlate_inputs({{1}, {0.6, 0.8}});
    know(m_.input(name("input"), Distribution::uniform, std::vector<Formula>{m_.constant(-1), abs_of(atoms_.front())}));
    inputs_ = atoms_;
  }
  void drivers() {
    const std::size_t first = m_.model.drivers.size();
    const auto parameter = [&](double low, double high) {
      if (chance(0.6)) return number(low, high);
      return number(low, high) * (1 + 0.2 * squash(pick(inputs_)) + 0.1 * m_.year());
    };
    know(squash_driver(m_.geometric_brownian(name("driver"), number(0.3, 1), parameter(-0.2, 0.3), parameter(0.1, 0.6))));
    know(squash_driver(m_.mean_reverting(name("driver"), number(-0.5, 0.5), parameter(-0.3, 0.3), parameter(0.2, 3), parameter(0.1, 0.5))));
    if (chance(0.6)) m_.correlate_drivers({{1}, {-0.6, 0.8}});
    CF_CHECK(first == 0, "the first two drivers are tied");
    if (chance(0.5))
      know(squash_driver(
          m_.mean_reverting(name("driver"), number(0.5, 2), parameter(0.5, 1.5), parameter(0.2, 3), parameter(0.1, 0.5), true)));
    if (chance(0.3))
      know(squash_driver(m_.mean_reverting(name("driver"), number(-0.5, 0.5), m_.constant(0), m_.constant(0), parameter(0.1, 0.5))));
    if (chance(0.5)) {
      const Formula jumps = m_.driver(name("driver"), Process::jump);
      const Formula start = number(0.5, 2), drift = parameter(-0.1, 0.2), volatility = parameter(0.1, 0.3), rate = number(0.5, 3),
                    mean = number(-0.2, 0.1), sd = number(0.05, 0.3);
      Driver& d = m_.model.drivers.back();
      d.start = start, d.drift = drift, d.volatility = volatility, d.rate = rate, d.jump_mean = mean, d.jump_sd = sd;
      know(squash_driver(jumps));
    }
    for (int i = whole(1, 2); i > 0; --i) {
      const Formula event = m_.event(name("event"), m_.constant(0.5));
      events_.push_back(m_.model.drivers.size() - 1);
      truths_.push_back(event);
      wanted_.step_values.push_back(event.id);
    }
  }
  Formula squash_driver(Formula driver) {
    wanted_.step_values.push_back(driver.id);
    return squash(driver);
  }
  void hazards() {  // read anything
    for (std::size_t event : events_) m_.model.drivers[event].hazard = abs_of(atom()) + number(0, 0.5);
  }
  void stocks() {
    for (int i = whole(2, 4); i > 0; --i) {
      const Formula stock = m_.stock(name("stock"), chance(0.5) ? number(-1, 1) : 0.5 * pick(inputs_));
      stocks_.push_back(stock);
      know(stock);
    }
    const Formula truth = m_.stock(name("truth"), m_.constant(whole(0, 1)));
    truths_.push_back(truth);
    conditions_.push_back(truth);
    wanted_.step_values.push_back(truth.id);
  }
  void next_stocks() {
    for (Formula stock : stocks_) {
      if (chance(0.2)) {
        m_.next(stock, pick(stocks_));
      } else {
        m_.next(stock, 0.5 * stock + 0.5 * squash(risky(formula())) + (chance(0.5) ? 0.1 * pick(moved_) : m_.constant(0)));
      }
    }
    for (Formula truth : conditions_) m_.next(truth, chance(0.5) ? truth || condition() : condition());
  }
  void dispatch() {
    std::vector<BuildModel::Offer> offers;
    const Formula same = number(0.1, 0.5);
    for (int i = whole(1, 5); i > 0; --i) {
      const int kind = whole(0, 3);
      const Formula capacity = chance(0.8) ? 0.6 * formula() : m_.constant(std::numeric_limits<double>::infinity());
      offers.push_back({name("offer"), capacity, kind == 0 ? m_.constant(0) : kind == 1 ? same : formula()});
    }
    const PartyId buyer = chance(0.5) ? parties_[static_cast<std::size_t>(whole(0, static_cast<int>(parties_.size()) - 1))] : PartyId{};
    const DispatchId id = m_.dispatch(name("dispatch"), 0.5 + formula(), offers, buyer);
    for (std::size_t i = 0; i < offers.size(); ++i) know(squash_driver(m_.served_by(id, i)));
    for (Quantity q : {Quantity::served, Quantity::unserved, Quantity::dispatch_cost, Quantity::dispatch_price})
      know(squash_driver(m_.read(q, id.value)));
  }
  void parties() {
    for (int i = whole(2, 4); i > 0; --i) {
      const bool costs = chance(0.4);
      parties_.push_back(m_.party(name("party"), between(0.2, 2.5), costs ? between(0.3, 1) : 1, costs ? between(0.3, 1) : 1));
      limited_.push_back(parties_.back());
    }
    parties_.push_back(m_.party(name("party")));
    m_.world();
    for (PartyId party : limited_) {
      know(squash_driver(m_.cash(party)));
      truths_.push_back(m_.defaulted(party));
      wanted_.step_values.push_back(m_.defaulted(party).id);
    }
  }
  PartyId someone() {
    return chance(0.2) ? m_.world() : parties_[static_cast<std::size_t>(whole(0, static_cast<int>(parties_.size()) - 1))];
  }
  void keep_flow(FlowId flow) {
    know(squash_driver(m_.due(flow)));
    wanted_.step_values.push_back(m_.paid(flow).id);
    moved_.push_back(squash(m_.paid(flow)));
  }
  // Not below zero, but for risky ones.
  Formula amount() {
    const Formula positive = chance(0.5) ? abs_of(0.6 * formula()) : max(m_.constant(0), 0.8 * formula());
    return m_.choose(condition() || m_.year() > 0.3, risky(positive), m_.constant(0));
  }
  void cash_flows() {
    for (PartyId party : limited_) keep_flow(m_.flow(name("sales"), m_.world(), party, 0.3 * amount()));
    for (int i = whole(4, 9); i > 0; --i) {
      const PartyId from = someone();
      PartyId to = someone();
      if (from == to) to = from == m_.world() ? parties_.front() : m_.world();
      const int rank = chance(0.6) ? 1 : whole(1, 3);
      const bool is_rate = chance(0.3), is_gone = chance(0.15);
      Formula asks = is_rate ? amount() / m_.model.time.step_months : amount();
      if (is_gone && terms_.variant > 0) asks = m_.constant(0);
      bills_.push_back(m_.flow(name("bill"), from, to, asks, {.rank = rank, .is_rate = is_rate}));
      keep_flow(bills_.back());
    }
  }
  void assets() {
    for (int i = whole(1, 2); i > 0; --i) {
      const PartyId issuer = parties_.back(), holder = limited_.front();
      const Formula worth = chance(0.5) ? m_.constant(1) : formula() + 0.5;
      assets_.push_back(m_.asset(name("credit"), issuer, worth, {{holder, between(0.5, 3)}}));
      know(squash_driver(m_.balance(holder, assets_.back())));
      know(squash_driver(m_.balance(issuer, assets_.back())));
    }
  }
  void asset_flows() {
    const PartyId holder = limited_.front(), issuer = parties_.back(), other = limited_.back();
    for (AssetId asset : assets_) {
      const Formula held = m_.balance(holder, asset);
      if (chance(0.6)) keep_flow(m_.flow(name("grant"), issuer, holder, 0.2 * amount(), {.asset = asset}));
      for (int i = whole(1, 2); i > 0; --i) {
        const FlowId bill = bills_[static_cast<std::size_t>(whole(0, static_cast<int>(bills_.size()) - 1))];
        const Formula most = terms_.risky && chance(0.3) ? held * 2 : 0.4 * held;
        const Formula use = min(most, 0.1 + abs_of(atom()));
        keep_flow(m_.flow(name("use"), holder, issuer, use, {.asset = asset, .settles = chance(0.8) ? bill : FlowId{}}));
      }
      if (other != holder && chance(0.5)) {
        keep_flow(m_.flow(name("pass"), holder, other, 0.1 * held, {.asset = asset}));
        const Formula passed_on = m_.choose(m_.defaulted(holder), m_.constant(0), 0.05 * held);   // of what has just come in
        keep_flow(m_.flow(name("on"), other, m_.world(), passed_on, {.asset = asset}));
      }
      if (chance(0.5)) {
        const FlowId bill = bills_.front();
        const FlowId late = m_.flow(name("late"), issuer, holder, 0.3 * m_.paid(bill), {.asset = asset, .late = true});
        wanted_.step_values.push_back(m_.paid(late).id);
        moved_.push_back(squash(m_.paid(late)));
      }
    }
  }
  void shares() {
    if (chance(0.4)) return;
    std::vector<Formula> base;
    std::vector<std::vector<double>> fraction;
    std::vector<bool> limited;
    for (std::size_t i = 0; i < limited_.size(); ++i) {
      base.push_back(m_.cash(limited_[i]) + 3 * formula());
      fraction.emplace_back();
      for (std::size_t j = 0; j < limited_.size(); ++j)
        fraction.back().push_back(i == j ? 0 : between(0, 0.9 / static_cast<double>(limited_.size())));
      limited.push_back(chance(0.7));
    }
    for (Formula equity : m_.cross_held(limited_, base, fraction, limited)) know(squash_driver(equity));
  }
  void reductions() {
    std::vector<Formula> all;
    const auto want = [&](Formula f) {
      all.push_back(f);
      wanted_.path_values.push_back(f.id);
    };
    for (int i = 0; i < 4; ++i) {
      const Formula x = pick(atoms_), paid = pick(moved_);
      want(m_.reduce(Reduction::total, chance(0.5) ? x : paid, {}, chance(0.5)));
      want(m_.reduce(Reduction::present_value, paid, chance(0.5) ? number(0, 0.2) : 0.1 * abs_of(atoms_.front()), chance(0.5)));
      want(m_.reduce(Reduction::mean, x));
      want(m_.reduce(Reduction::peak, x));
      want(m_.reduce(Reduction::low, paid));
      want(m_.reduce(Reduction::last, paid));
      want(m_.reduce(Reduction::final, pick(atoms_)));
      const Formula holds = condition();
      want(m_.reduce(Reduction::ever, holds));
      want(m_.reduce(Reduction::first_year, holds));
    }
    // With a margin: two sums of the same terms may differ in their last digit.
    want(m_.choose(pick(all) > pick(all) + 0.0371, pick(all) * pick(all), pick(all) - atoms_.front()));
  }

  BuildModel& m_;
  RandomTerms terms_;
  WantedFormulas wanted_;
  std::uint32_t draw_ = 10;
  int count_ = 0;
  std::vector<Formula> inputs_, atoms_, truths_, stocks_, conditions_, moved_;  // moved_: what was paid; read only after flows have moved
  std::vector<std::size_t> events_;
  std::vector<PartyId> parties_, limited_;
  std::vector<AssetId> assets_;
  std::vector<FlowId> bills_;
};

}  // namespace

WantedFormulas random_model(BuildModel& m, const RandomTerms& terms) { return Maker(m, terms).make(); }

int random_num_steps(std::uint64_t seed) { return 1 + static_cast<int>(uniform(seed, 1, 0, 1) * 9); }
int random_step_months(std::uint64_t seed) { return uniform(seed, 1, 1, 1) < 0.5 ? 1 : uniform(seed, 1, 2, 1) < 0.5 ? 3 : 12; }

}  // namespace cf::testing
