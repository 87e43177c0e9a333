// Who is paid what when somebody cannot pay: the greatest clearing vector (Eisenberg and Noe 2001), rank by rank (Elsinger 2009),
// pro rata within a rank, with what default destroys (Rogers and Veraart 2013). One path at a time, exact, without allocation.
#pragma once
#include <cstddef>
#include <vector>

#include "program/program.hpp"

namespace cf::engine {

class Clearing {
 public:
  // Scratch for any of the settlements.
  explicit Clearing(const std::vector<program::SettlementData>& settlements);

  // Numbers of one path. The caller fills cash, recoveries and due; run() gives the rest.
  std::vector<double> cash, recovery_cash, recovery_receipts;   // by party
  std::vector<double> due;                                      // by flow
  std::vector<double> paid;                                     // by flow
  std::vector<double> after;                                    // by party: cash after the step
  std::vector<char> falls_short;                                // by party

  // False if something was created or lost.
  bool run(const program::SettlementData& settlement);

 private:
  bool note_shortfalls(const program::SettlementData& s);
  void find_receipts(const program::SettlementData& s, const std::vector<double>& paid_now);
  void pay_out(const program::SettlementData& s);       // paid_ from money_
  void settle_short(const program::SettlementData& s);  // with the parties that fall short as they are
  bool jump(const program::SettlementData& s);
  double available(std::size_t party) const;
  double& due_in(std::size_t party, int rank) { return due_by_rank_[party * num_ranks_ + static_cast<std::size_t>(rank) - 1]; }

  std::size_t num_ranks_ = 1;
  double all_money_ = 0;
  std::vector<double> due_all_, received_, money_;      // by party
  std::vector<double> due_by_rank_, part_;              // by party and rank
  std::vector<int> last_rank_;                          // in which the money of a party runs out
  std::vector<double> before_last_;                     // what is due in the ranks before it
  std::vector<int> row_of_;                             // of a party that falls short, in the linear system
  std::vector<double> matrix_, solution_;
};

}  // namespace cf::engine
