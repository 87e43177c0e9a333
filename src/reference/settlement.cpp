// From above: start with everybody paying in full, let those who then fall short pay what they have, and repeat. Payments only
// ever sink, so each round is an upper bound of the greatest clearing vector, and whoever falls short in a round falls short
// in the end.
//
// The rounds may creep, so each one also tries to jump: with the defaulters of the round, and the rank in which the money of
// each runs out, payments solve a linear system. If its solution is a clearing vector it is the greatest one: it is not
// above the greatest, which is not above this round, and as both ends have these defaulters and these last ranks, so has the
// greatest; hence it solves the same system. Only those whom the next rounds would still move are solved for: defaulters who pay
// nobody but each other, and lose nothing on the way, would have many solutions, but the rounds leave them where they are.
#include "reference/settlement.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>

namespace cf::reference {
namespace {

constexpr double kShortfall = 1e-12;   // of (cash + receipts + due)
constexpr double kSettled = 1e-15;     // of all money: rounds that move less than this have arrived
constexpr double kSolved = 1e-13;      // of all money: how well a solution has to repeat itself
constexpr int kMaxRounds = 100'000;

class Round {
 public:
  Round(const std::vector<Purse>& purses, const std::vector<Obligation>& obligations)
      : purses_(purses),
        obligations_(obligations),
        falls_short_(purses.size(), false),
        due_(purses.size(), 0.0),
        due_by_rank_(purses.size()) {
    for (const Obligation& o : obligations) {
      due_[o.from] += o.due;
      if (o.due > 0) due_by_rank_[o.from][o.rank] += o.due;
      all_money_ += o.due;
    }
    for (const Purse& purse : purses)
      if (purse.limited) all_money_ += purse.cash;
  }

  Clearing run() {
    std::vector<double> paid;
    for (const Obligation& o : obligations_) paid.push_back(o.due);
    for (int round = 0; round < kMaxRounds; ++round) {
      const bool more = note_shortfalls(paid);
      const std::vector<double> next = pay(paid);
      const bool arrived = !more && distance(paid, next) <= kSettled * all_money_;
      paid = next;
      if (arrived) break;
      if (more) continue;
      std::vector<double> jump = solve(paid);
      if (is_clearing(jump)) {
        paid = jump;
        break;
      }
    }
    return result(paid);
  }

 private:
  std::vector<double> receipts(const std::vector<double>& paid) const {
    std::vector<double> received(purses_.size(), 0.0);
    for (std::size_t i = 0; i < obligations_.size(); ++i) received[obligations_[i].to] += paid[i];
    return received;
  }

  bool is_short(std::size_t party, double received) const {
    const Purse& purse = purses_[party];
    if (!purse.limited) return false;
    const double has = purse.cash + received;
    return due_[party] - has > kShortfall * (has + due_[party]);
  }

  bool note_shortfalls(const std::vector<double>& paid) {
    const std::vector<double> received = receipts(paid);
    bool more = false;
    for (std::size_t party = 0; party < purses_.size(); ++party) {
      if (falls_short_[party] || !is_short(party, received[party])) continue;
      falls_short_[party] = true;
      more = true;
    }
    return more;
  }

  double available(std::size_t party, double received) const {
    const Purse& purse = purses_[party];
    return std::max(0.0, purse.recovery_cash * purse.cash + purse.recovery_receipts * received);
  }

  // What each obligation gets when others have paid `paid`.
  std::vector<double> pay(const std::vector<double>& paid) const {
    const std::vector<double> received = receipts(paid);
    std::vector<std::map<int, double>> part(purses_.size());  // of each rank, for those who fall short
    for (std::size_t party = 0; party < purses_.size(); ++party) {
      if (!falls_short_[party]) continue;
      double left = available(party, received[party]);
      for (const auto& [rank, due] : due_by_rank_[party]) {
        part[party][rank] = std::min(1.0, left / due);
        left = std::max(0.0, left - due);
      }
    }
    std::vector<double> next(paid.size());
    for (std::size_t i = 0; i < obligations_.size(); ++i) {
      const Obligation& o = obligations_[i];
      next[i] = falls_short_[o.from] && o.due > 0 ? o.due * part[o.from][o.rank] : o.due;
    }
    return next;
  }

  // The rank in which the money of `party` runs out, and what is due before it.
  struct LastRank {
    int rank = 0;
    double before = 0, due = 0;
  };
  LastRank last_rank(std::size_t party, double money) const {
    LastRank last;
    for (const auto& [rank, due] : due_by_rank_[party]) {
      last = {rank, last.before + last.due, due};
      if (money <= last.before + last.due) break;
    }
    return last;
  }

  // Payments when those who fall short are known, and in which rank: total = known + moved * total, from `paid` on.
  std::vector<double> solve(const std::vector<double>& paid) const {
    const std::vector<double> received = receipts(paid);
    const auto n = static_cast<Eigen::Index>(purses_.size());
    std::vector<LastRank> last(purses_.size());
    Eigen::VectorXd total = Eigen::VectorXd::Zero(n), known = Eigen::VectorXd::Zero(n);
    Eigen::MatrixXd moved = Eigen::MatrixXd::Zero(n, n);
    for (std::size_t party = 0; party < purses_.size(); ++party) {
      if (!falls_short_[party]) continue;
      last[party] = last_rank(party, available(party, received[party]));
      known(static_cast<Eigen::Index>(party)) = purses_[party].recovery_cash * purses_[party].cash;
    }
    for (std::size_t i = 0; i < obligations_.size(); ++i) {
      const Obligation& o = obligations_[i];
      if (falls_short_[o.from]) total(static_cast<Eigen::Index>(o.from)) += paid[i];
      if (!falls_short_[o.to] || o.due == 0) continue;
      const auto to = static_cast<Eigen::Index>(o.to);
      const double beta = purses_[o.to].recovery_receipts;
      const LastRank& payer = last[o.from];
      if (!falls_short_[o.from] || o.rank < payer.rank) {
        known(to) += beta * o.due;
      } else if (o.rank == payer.rank) {
        const double share = o.due / payer.due;
        moved(to, static_cast<Eigen::Index>(o.from)) += beta * share;
        known(to) -= beta * share * payer.before;
      }
    }
    subtract_all_rounds_to_come(moved, known, total);

    std::vector<double> solution(paid.size());
    for (std::size_t i = 0; i < obligations_.size(); ++i) {
      const Obligation& o = obligations_[i];
      const LastRank& payer = last[o.from];
      solution[i] = o.due;
      if (!falls_short_[o.from] || o.due == 0 || o.rank < payer.rank) continue;
      const double part = (total(static_cast<Eigen::Index>(o.from)) - payer.before) / payer.due;
      solution[i] = o.rank == payer.rank ? o.due * std::clamp(part, 0.0, 1.0) : 0.0;
    }
    return solution;
  }

  // The rounds to come take off too_much + moved * too_much + moved^2 * too_much + …, the solution of a linear system among
  // those whom this reaches. Solved again for what rounding left.
  void subtract_all_rounds_to_come(const Eigen::MatrixXd& moved, const Eigen::VectorXd& known, Eigen::VectorXd& total) const {
    const auto too_much = [&] { return Eigen::VectorXd(total - known - moved * total); };
    const Eigen::VectorXd first = too_much();
    std::vector<Eigen::Index> reached;
    std::vector<bool> is_reached(purses_.size(), false);
    for (Eigen::Index i = 0; i < first.size(); ++i)
      if (std::fabs(first(i)) > kSettled * all_money_) reached.push_back(i), is_reached[static_cast<std::size_t>(i)] = true;
    for (std::size_t k = 0; k < reached.size(); ++k)
      for (Eigen::Index to = 0; to < first.size(); ++to)
        if (moved(to, reached[k]) > 0 && !is_reached[static_cast<std::size_t>(to)]) {
          reached.push_back(to);
          is_reached[static_cast<std::size_t>(to)] = true;
        }
    const auto n = static_cast<Eigen::Index>(reached.size());
    if (n == 0) return;
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j)
        matrix(i, j) -= moved(reached[static_cast<std::size_t>(i)], reached[static_cast<std::size_t>(j)]);
    const auto factors = matrix.fullPivLu();
    if (!factors.isInvertible()) return;
    for (int pass = 0; pass < 3; ++pass) {
      const Eigen::VectorXd all = too_much();
      Eigen::VectorXd rest(n);
      for (Eigen::Index i = 0; i < n; ++i) rest(i) = all(reached[static_cast<std::size_t>(i)]);
      const Eigen::VectorXd change = factors.solve(rest);
      for (Eigen::Index i = 0; i < n; ++i) total(reached[static_cast<std::size_t>(i)]) -= change(i);
    }
  }

  bool is_clearing(const std::vector<double>& paid) const {
    const std::vector<double> received = receipts(paid);
    for (std::size_t party = 0; party < purses_.size(); ++party)
      if (is_short(party, received[party]) != falls_short_[party]) return false;
    return distance(paid, pay(paid)) <= kSolved * all_money_;
  }

  static double distance(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double d = std::fabs(a[i] - b[i]);
      if (!(d <= largest)) largest = d;
    }
    return largest;
  }

  Clearing result(const std::vector<double>& paid) const {
    Clearing clearing{paid, falls_short_, std::vector<double>(purses_.size(), 0.0)};
    const std::vector<double> received = receipts(paid);
    for (std::size_t party = 0; party < purses_.size(); ++party)
      if (falls_short_[party]) clearing.destroyed[party] = purses_[party].cash + received[party];
    for (std::size_t i = 0; i < obligations_.size(); ++i)
      if (falls_short_[obligations_[i].from]) clearing.destroyed[obligations_[i].from] -= paid[i];
    return clearing;
  }

  const std::vector<Purse>& purses_;
  const std::vector<Obligation>& obligations_;
  std::vector<bool> falls_short_;
  std::vector<double> due_;                            // of each party, all ranks
  std::vector<std::map<int, double>> due_by_rank_;     // only ranks in which something is due
  double all_money_ = 0;
};

}  // namespace

Clearing clear(const std::vector<Purse>& purses, const std::vector<Obligation>& obligations) { return Round(purses, obligations).run(); }

}  // namespace cf::reference
