#include "study/tracing.hpp"

#include <Eigen/Dense>

#include <algorithm>

namespace cf::study {

namespace {

// One step after another. `label(flow)` says what a flow carries when that does not depend on a pool: an origin's number, kMixed for
// the mix of its account, kNothing for what counts under no label.
constexpr int kMixed = -1, kNothing = -2;

class Tracer {
 public:
  Tracer(const Payments& payments, int num_labels)
      : payments_(payments),
        num_accounts_(static_cast<Eigen::Index>(payments.opening.size())),
        stock_(Eigen::MatrixXd::Zero(num_accounts_, num_labels)),
        total_(num_accounts_) {
    for (Eigen::Index a = 0; a < num_accounts_; ++a) total_(a) = payments.opening[static_cast<std::size_t>(a)];
  }
  Eigen::MatrixXd& stock() { return stock_; }

  // carried(flow) and arriving(flow): labels of what is paid, and of what the receiving account books.
  template <class Carried, class Arriving>
  void step(const std::vector<double>& amounts, const Carried& carried, const Arriving& arriving) {
    Eigen::VectorXd pool = total_, out = Eigen::VectorXd::Zero(num_accounts_);
    Eigen::MatrixXd known = stock_;
    bool linked = false;
    for (std::size_t f = 0; f < payments_.flows.size(); ++f) {
      const auto& flow = payments_.flows[f];
      if (amounts[f] <= 0) continue;
      if (flow.from_account >= 0) out(flow.from_account) += amounts[f];
      if (flow.to_account < 0) continue;
      pool(flow.to_account) += amounts[f];
      const int label = arriving(f);
      if (label >= 0) known(flow.to_account, label) += amounts[f];
      linked |= label == kMixed;
    }
    mix_ = known;
    if (linked) {
      Eigen::MatrixXd system = Eigen::MatrixXd::Zero(num_accounts_, num_accounts_);
      for (Eigen::Index a = 0; a < num_accounts_; ++a) {
        system(a, a) = pool(a) > 0 ? pool(a) : 1;
        if (!(pool(a) > 0)) mix_.row(a).setZero();
      }
      for (std::size_t f = 0; f < payments_.flows.size(); ++f) {
        const auto& flow = payments_.flows[f];
        if (amounts[f] > 0 && flow.to_account >= 0 && arriving(f) == kMixed) system(flow.to_account, flow.from_account) -= amounts[f];
      }
      const Eigen::FullPivLU<Eigen::MatrixXd> solver(system);
      mix_ = solver.solve(mix_).eval();   // a ring that pays itself from nothing has no origin: the least solution
    } else {
      for (Eigen::Index a = 0; a < num_accounts_; ++a) {
        if (pool(a) > 0) {
          mix_.row(a) /= pool(a);
        } else {
          mix_.row(a).setZero();
        }
      }
    }
    for (std::size_t f = 0; f < payments_.flows.size(); ++f)
      if (amounts[f] > 0) carried(f, amounts[f]);
    for (Eigen::Index a = 0; a < num_accounts_; ++a) {
      total_(a) = std::max(0.0, pool(a) - out(a));
      stock_.row(a) = mix_.row(a) * total_(a);
    }
  }
  double mix(int account, int label) const { return mix_(account, label); }

 private:
  const Payments& payments_;
  Eigen::Index num_accounts_;
  Eigen::MatrixXd stock_, mix_;           // [account][label]
  Eigen::VectorXd total_;
};

}  // namespace

std::vector<std::vector<double>> trace_origins(const Payments& payments) {
  Tracer tracer(payments, payments.num_origins);
  for (std::size_t a = 0; a < payments.opening.size(); ++a)
    tracer.stock()(static_cast<Eigen::Index>(a), payments.opening_origin[a]) = payments.opening[a];
  std::vector<std::vector<double>> carried(payments.flows.size(), std::vector<double>(static_cast<std::size_t>(payments.num_origins)));
  const auto label = [&](std::size_t f) { return payments.flows[f].from_account >= 0 ? kMixed : payments.flows[f].origin; };
  for (const auto& amounts : payments.amounts)
    tracer.step(
        amounts,
        [&](std::size_t f, double amount) {
          const auto& flow = payments.flows[f];
          if (flow.from_account < 0) {
            carried[f][static_cast<std::size_t>(flow.origin)] += amount;
            return;
          }
          for (int origin = 0; origin < payments.num_origins; ++origin)
            carried[f][static_cast<std::size_t>(origin)] += amount * tracer.mix(flow.from_account, origin);
        },
        label);
  return carried;
}

std::vector<std::vector<double>> trace_back(const Payments& payments, int from, int to) {
  Tracer tracer(payments, 1);
  std::vector<std::vector<double>> back(payments.amounts.size(), std::vector<double>(payments.flows.size()));
  const auto label = [&](std::size_t f) {
    const auto& flow = payments.flows[f];
    if (flow.to == from) return kNothing;                          // home again
    if (flow.from == from && flow.to == to) return 0;              // put in
    return flow.from_account >= 0 ? kMixed : kNothing;
  };
  for (std::size_t step = 0; step < payments.amounts.size(); ++step)
    tracer.step(
        payments.amounts[step],
        [&](std::size_t f, double amount) {
          const auto& flow = payments.flows[f];
          if (flow.to == from && flow.from_account >= 0) back[step][f] = amount * tracer.mix(flow.from_account, 0);
        },
        label);
  return back;
}

}  // namespace cf::study
