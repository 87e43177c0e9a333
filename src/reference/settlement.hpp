// Clearing: who pays what when some cannot pay everything.
//
// Payments are the greatest clearing vector (Eisenberg and Noe 2001), rank by rank (Elsinger 2009), pro rata within a rank,
// with what a default destroys (Rogers and Veraart 2013).
//  1. A party that never runs out pays in full.
//  2. A party falls short when cash + receipts < due by more than 1e-12 of (cash + receipts + due); whoever does not falls short
//     pays in full.
//  3. One that falls short pays out recovery_cash * cash + recovery_receipts * receipts: rank 1 first, then rank 2, …; within
//     a rank each creditor gets the same part of what is due. What is left over is `destroyed`; it keeps nothing.
//  4. Of all payments that fit 1 to 3 these are the greatest, for every creditor at once.
#pragma once
#include <cstddef>
#include <vector>

namespace cf::reference {

struct Purse {
  bool limited = false;           // can run out
  double cash = 0;                // $, at the start of the step; not below zero
  double recovery_cash = 1;       // parts of 1 that it can still pay out when it falls short
  double recovery_receipts = 1;
};

struct Obligation {
  std::size_t from = 0, to = 0;   // purses
  int rank = 1;                   // 1 is paid first
  double due = 0;                 // $, not below zero
};

struct Clearing {
  std::vector<double> paid;         // of each obligation
  std::vector<bool> falls_short;    // of each purse
  std::vector<double> destroyed;    // of each purse, $
};

Clearing clear(const std::vector<Purse>& purses, const std::vector<Obligation>& obligations);

}  // namespace cf::reference
