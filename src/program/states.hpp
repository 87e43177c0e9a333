// What is carried from step to step (stocks, drivers, cash, balances, who has defaulted), and which of it is the same in
// several variants.
//
// Two recurrences are the same when their starts are, and their next values are if the recurrences they read are the same. The
// largest such partition is found from above (Moore 1956; for expressions Alpern, Wegman and Zadeck 1988): all recurrences of one
// name begin as one class; the models are lowered; a class whose starts or next values differ is split; and again, until nothing
// splits. In the same way each class is taken to keep its first value for ever ("frozen"), or to be the same on all paths
// ("steady"), until that proves wrong.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "program/graph.hpp"

namespace cf::program {

struct StateClass {
  std::string name;            // "stock lockin.left": kind and name, for the listing
  bool frozen = true;
  bool steady = true;
  NodeId start = -1, next = -1;   // after a round of lowering
};

struct Recurrence {
  std::int32_t state_class = -1;
  NodeId start = -1, next = -1;
};

class States {
 public:
  // The class of the recurrence `name` of a variant.
  std::int32_t class_of(int variant, const std::string& name);
  const StateClass& operator[](std::int32_t id) const { return classes_[static_cast<std::size_t>(id)]; }
  std::int32_t size() const { return static_cast<std::int32_t>(classes_.size()); }

  // Splits classes by what a round of lowering found, one list of recurrences a variant. True if all classes stand.
  bool refine(const Graph& graph, const std::vector<std::vector<Recurrence>>& by_variant);

 private:
  std::vector<StateClass> classes_;
  std::unordered_map<std::string, std::int32_t> first_class_;                // by name
  std::map<std::pair<int, std::int32_t>, std::int32_t> moved_;               // (variant, first class) -> class, once split off
  std::vector<std::int32_t> origin_;                                         // of each class: the first class of its name
};

}  // namespace cf::program
