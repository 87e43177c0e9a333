// Dollar tracing: where money came from, when payments are made out of pools.
//
// An account is a pool that remembers its origins in proportion: each payment out of it carries the pool's mix, what the step brings
// in included. Who has no account pays with money of its own and absorbs what it receives. Within a step all payments happen at
// once, so the mixes solve a small linear system.
#pragma once
#include <vector>

namespace cf::study {

struct Payments {
  struct Flow {
    int from = -1, to = -1;                    // parties
    int from_account = -1, to_account = -1;    // -1: none: an origin, or absorbed
    int origin = 0;                            // the label of what it pays where it has no account
  };
  std::vector<Flow> flows;
  std::vector<double> opening;                 // by account: what is in it before the first step
  std::vector<int> opening_origin;             // and the label of that
  std::vector<std::vector<double>> amounts;    // [step][flow]
  int num_origins = 0;
};

// What each flow carries of each origin, over all steps: [flow][origin].
std::vector<std::vector<double>> trace_origins(const Payments& payments);

// Of what party `from` pays to party `to`, all of it tagged: what comes back to `from`, by [step][flow]. What has come back loses
// its tag.
std::vector<std::vector<double>> trace_back(const Payments& payments, int from, int to);

}  // namespace cf::study
