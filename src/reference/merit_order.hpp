// Dispatch: a demand is allotted to offers by rising price, equal prices in the order listed.
#pragma once
#include <vector>

namespace cf::reference {

struct Offer {
  double capacity = 0;   // below zero is none
  double price = 0;
};

struct Allotment {
  std::vector<double> of;   // what each offer serves
  double served = 0, unserved = 0, cost = 0;
  double price = 0;         // of the last unit served; 0 when nothing is
};

Allotment allot(double demand, const std::vector<Offer>& offers);  // a demand below zero is none

}  // namespace cf::reference
