// From above: everybody pays in full, then those who fall short pay what they have, until nobody else falls short. Within a
// round, who falls short is fixed; what they pay sinks from sweep to sweep towards the greatest solution, and each sweep tries
// to jump there: with the rank in which each party's money runs out taken as it is now, payments solve a linear system. If its
// solution has the same ranks and is not above this sweep, then sweeps from here would stay between the two, so it is where
// they end.
#include "engine/clearing.hpp"

#include <algorithm>
#include <cmath>

namespace cf::engine {
namespace {

constexpr double kShortfall = 1e-12;    // of cash, receipts and dues
constexpr double kSettled = 1e-15;      // of all money: sweeps that move less have arrived
constexpr double kRoundoff = 1e-12;     // of all money
constexpr double kConserved = 1e-9;     // of all money
constexpr int kMaxSweeps = 100'000;

}  // namespace

Clearing::Clearing(const std::vector<program::SettlementData>& settlements) {
  std::size_t parties = 0, flows = 0, ranks = 1;
  for (const auto& s : settlements) {
    parties = std::max(parties, s.parties.size());
    flows = std::max(flows, s.flows.size());
    ranks = std::max(ranks, static_cast<std::size_t>(s.num_ranks));
  }
  for (auto* v : {&cash, &recovery_cash, &recovery_receipts, &after, &due_all_, &received_, &money_, &before_last_, &solution_})
    v->resize(parties);
  due.resize(flows);
  paid.resize(flows);
  falls_short.resize(parties);
  due_by_rank_.resize(parties * ranks);
  part_.resize(parties * ranks);
  last_rank_.resize(parties);
  row_of_.resize(parties);
  matrix_.resize(parties * (parties + 1));
}

bool Clearing::run(const program::SettlementData& s) {
  num_ranks_ = static_cast<std::size_t>(s.num_ranks);
  const std::size_t n = s.parties.size();
  std::fill_n(due_all_.begin(), n, 0.0);
  std::fill_n(due_by_rank_.begin(), n * num_ranks_, 0.0);
  std::fill_n(falls_short.begin(), n, 0);
  all_money_ = 0;
  for (std::size_t i = 0; i < s.flows.size(); ++i) {
    paid[i] = due[i];
    all_money_ += due[i];
    if (s.flows[i].from < 0) continue;
    const auto from = static_cast<std::size_t>(s.flows[i].from);
    due_all_[from] += due[i];
    due_in(from, s.flows[i].rank) += due[i];
  }
  for (std::size_t p = 0; p < n; ++p) all_money_ += cash[p];
  find_receipts(s, paid);
  for (std::size_t round = 0; round <= n && note_shortfalls(s); ++round) settle_short(s);

  double more = 0, in = 0;
  for (std::size_t p = 0; p < n; ++p) {
    const double has = cash[p] + received_[p];
    after[p] = falls_short[p] ? 0.0 : std::max(0.0, has - due_all_[p]);
    double out = 0;
    for (std::size_t i = 0; i < s.flows.size(); ++i)
      if (s.flows[i].from == static_cast<int>(p)) out += paid[i];
    const double destroyed = falls_short[p] ? has - out : 0.0;
    more += after[p] - cash[p] + destroyed;
  }
  for (std::size_t i = 0; i < s.flows.size(); ++i) {
    if (s.flows[i].from < 0) in += paid[i];
    if (s.flows[i].to < 0) in -= paid[i];
  }
  return std::fabs(more - in) <= kConserved * all_money_ || !std::isfinite(all_money_);
}

void Clearing::find_receipts(const program::SettlementData& s, const std::vector<double>& paid_now) {
  std::fill_n(received_.begin(), s.parties.size(), 0.0);
  for (std::size_t i = 0; i < s.flows.size(); ++i)
    if (s.flows[i].to >= 0) received_[static_cast<std::size_t>(s.flows[i].to)] += paid_now[i];
}

bool Clearing::note_shortfalls(const program::SettlementData& s) {
  bool more = false;
  for (std::size_t p = 0; p < s.parties.size(); ++p) {
    const double has = cash[p] + received_[p];
    if (falls_short[p] || !(due_all_[p] - has > kShortfall * (has + due_all_[p]))) continue;
    falls_short[p] = 1;
    more = true;
  }
  return more;
}

double Clearing::available(std::size_t p) const { return std::max(0.0, recovery_cash[p] * cash[p] + recovery_receipts[p] * received_[p]); }

// Rank by rank, each in full before the next, pro rata within one. Notes the rank in which the money runs out.
void Clearing::pay_out(const program::SettlementData& s) {
  for (std::size_t p = 0; p < s.parties.size(); ++p) {
    if (!falls_short[p]) continue;
    double left = money_[p], before = 0;
    last_rank_[p] = 0;
    for (int rank = 1; rank <= s.num_ranks; ++rank) {
      const double owed = due_in(p, rank);
      part_[p * num_ranks_ + static_cast<std::size_t>(rank) - 1] = owed > 0 ? std::min(1.0, left / owed) : 1.0;
      if (!(owed > 0)) continue;
      if (last_rank_[p] == 0 || left > 0) {
        last_rank_[p] = rank;
        before_last_[p] = before;
      }
      before += owed;
      left = std::max(0.0, left - owed);
    }
  }
  for (std::size_t i = 0; i < s.flows.size(); ++i) {
    const auto& flow = s.flows[i];
    const bool in_part = flow.from >= 0 && falls_short[static_cast<std::size_t>(flow.from)] && due[i] > 0;
    paid[i] = due[i];
    if (in_part) paid[i] *= part_[static_cast<std::size_t>(flow.from) * num_ranks_ + static_cast<std::size_t>(flow.rank) - 1];
  }
}

void Clearing::settle_short(const program::SettlementData& s) {
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double moved = 0;
    for (std::size_t p = 0; p < s.parties.size(); ++p) {
      if (!falls_short[p]) continue;
      const double now = available(p);
      moved = std::max(moved, sweep == 0 ? all_money_ : std::fabs(now - money_[p]));
      money_[p] = now;
    }
    pay_out(s);
    const bool arrived = jump(s);
    find_receipts(s, paid);
    if (arrived || !(moved > kSettled * all_money_)) return;
  }
}

// Solves for the money of those who fall short. True, and paid is the solution, if it stands.
bool Clearing::jump(const program::SettlementData& s) {
  std::size_t size = 0;
  for (std::size_t p = 0; p < s.parties.size(); ++p) row_of_[p] = falls_short[p] ? static_cast<int>(size++) : -1;
  const std::size_t width = size + 1;
  std::fill_n(matrix_.begin(), size * width, 0.0);
  for (std::size_t p = 0; p < s.parties.size(); ++p) {
    if (row_of_[p] < 0) continue;
    const auto row = static_cast<std::size_t>(row_of_[p]);
    matrix_[row * width + row] = 1;
    matrix_[row * width + size] = recovery_cash[p] * cash[p];
  }
  for (std::size_t i = 0; i < s.flows.size(); ++i) {
    const auto& flow = s.flows[i];
    if (flow.to < 0 || row_of_[static_cast<std::size_t>(flow.to)] < 0 || due[i] == 0) continue;
    const auto row = static_cast<std::size_t>(row_of_[static_cast<std::size_t>(flow.to)]);
    const double beta = recovery_receipts[static_cast<std::size_t>(flow.to)];
    double& known = matrix_[row * width + size];
    const auto from = static_cast<std::size_t>(std::max(0, flow.from));
    if (flow.from < 0 || row_of_[from] < 0 || flow.rank < last_rank_[from]) {
      known += beta * due[i];
    } else if (flow.rank == last_rank_[from]) {
      const double share = due[i] / due_in(from, flow.rank);
      matrix_[row * width + static_cast<std::size_t>(row_of_[from])] -= beta * share;
      known -= beta * share * before_last_[from];
    }
  }
  // Elimination with the largest pivot of each column.
  for (std::size_t k = 0; k < size; ++k) {
    std::size_t best = k;
    for (std::size_t r = k + 1; r < size; ++r)
      if (std::fabs(matrix_[r * width + k]) > std::fabs(matrix_[best * width + k])) best = r;
    if (!(std::fabs(matrix_[best * width + k]) > 1e-14)) return false;
    if (best != k) std::swap_ranges(&matrix_[k * width], &matrix_[k * width] + width, &matrix_[best * width]);
    for (std::size_t r = k + 1; r < size; ++r) {
      const double factor = matrix_[r * width + k] / matrix_[k * width + k];
      if (factor == 0) continue;
      for (std::size_t c = k; c < width; ++c) matrix_[r * width + c] -= factor * matrix_[k * width + c];
    }
  }
  for (std::size_t k = size; k-- > 0;) {
    double sum = matrix_[k * width + size];
    for (std::size_t c = k + 1; c < size; ++c) sum -= matrix_[k * width + c] * solution_[c];
    solution_[k] = sum / matrix_[k * width + k];
  }
  const double slack = kRoundoff * all_money_;
  for (std::size_t p = 0; p < s.parties.size(); ++p) {
    if (row_of_[p] < 0) continue;
    const double money = solution_[static_cast<std::size_t>(row_of_[p])];
    if (!(money <= money_[p] + slack)) return false;
    if (last_rank_[p] == 0) continue;
    if (!(money >= before_last_[p] - slack && money <= before_last_[p] + due_in(p, last_rank_[p]) + slack)) return false;
  }
  for (std::size_t p = 0; p < s.parties.size(); ++p)
    if (row_of_[p] >= 0) money_[p] = std::max(0.0, solution_[static_cast<std::size_t>(row_of_[p])]);
  pay_out(s);
  return true;
}

}  // namespace cf::engine
