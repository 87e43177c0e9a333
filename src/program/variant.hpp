// Lowers one variant into the graph, on demand: what is wanted, what that reads, the recurrences it leans on, and so on until
// nothing new is asked for.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "program/graph.hpp"
#include "program/lower.hpp"
#include "program/program.hpp"
#include "program/states.hpp"

namespace cf::program {

// When a formula is evaluated: at the start of the run (what is fixed on a path, and starts), in each step, after the last step,
// or once a path over all steps (measures).
enum class When : std::uint8_t { first, body, final, path };

// A condition that stops a run. Those of operations outside their domain are found later, from the graph (guards.hpp).
struct Check {
  CheckKind kind = CheckKind::is_true;
  NodeId x = -1, y = -1;         // y: the exponent of not_real_power
  NodeId guard = -1;             // only where this is true; -1: everywhere
  When when = When::body;
  int variant = 0;
};

// What is the same for all variants: the shapes of compound nodes, and tables of quantiles.
struct Shapes {
  struct Settlement {
    struct Flow {
      int from = -1, to = -1, rank = 1;   // positions among the parties; -1: a party without cash
      friend auto operator<=>(const Flow&, const Flow&) = default;
    };
    int num_parties = 0;
    std::vector<Flow> flows;
    friend auto operator<=>(const Settlement&, const Settlement&) = default;
  };
  std::vector<Settlement> settlements;
  std::vector<QuantileTable> tables;
  std::int32_t settlement(const Settlement& shape);
  std::int32_t beta_table(double a, double b);

 private:
  std::map<Settlement, std::int32_t> settlement_of_;
  std::map<std::pair<double, double>, std::int32_t> table_of_;
};

class VariantLowering {
 public:
  VariantLowering(Graph& graph, States& states, Shapes& shapes, const model::Model& model, int variant);

  void lower(const Wanted& wanted);

  int variant() const { return variant_; }

  std::vector<NodeId> columns;            // as wanted
  std::vector<NodeId> observed, observed_after;   // step values, in each step and after the last
  std::vector<Check> checks;
  struct Vouched {               // flows that are finite since their sum is checked to be
    NodeId sum;
    std::vector<NodeId> flows;
  };
  std::vector<Vouched> vouched;
  std::vector<Recurrence> recurrences;

 private:
  // variant.cpp
  NodeId value(model::ExprId id, When when);
  NodeId compute(const model::Expr& expr, When when);
  NodeId read(const model::Expr& expr, When when);
  NodeId reduction(const model::Expr& expr);
  NodeId dispatch_output(std::size_t dispatch, int which, When when);
  NodeId cross_holding(const model::Expr& expr, When when);
  NodeId year(When when);
  // A recurrence's value at the start of the step. `number` says which of its kind it is, for complete().
  enum class Carried : std::uint8_t { stock, driver, cash, defaulted, balance };
  NodeId carried(Carried kind, std::size_t number, When when);
  NodeId start_of(Carried kind, std::size_t number);
  NodeId next_of(Carried kind, std::size_t number);
  std::string name_of(Carried kind, std::size_t number) const;
  void check(CheckKind kind, NodeId x, When when) { checks.push_back({kind, x, -1, -1, when, variant_}); }

  // draws.cpp
  NodeId input(std::size_t index);
  NodeId drawn(const model::Input& input, std::span<const NodeId> parameters, NodeId z, NodeId u);
  NodeId beta(NodeId a, NodeId b, NodeId z, NodeId u);
  NodeId require(NodeId good, When when);       // stops where it is not true
  NodeId driver_value(std::size_t index, When when);
  NodeId driver_start(std::size_t index);
  NodeId driver_next(std::size_t index);
  NodeId normal_of(std::size_t driver);

  // flows.cpp
  NodeId asked(std::size_t flow);
  NodeId paid(std::size_t flow);
  NodeId moved(std::size_t flow);               // of an asset
  NodeId left_of(std::size_t flow, std::size_t num_settled);   // of a cash flow's due, after so many of `settling_`
  NodeId due_in_cash(std::size_t flow);
  NodeId held(std::size_t balance, std::size_t count);
  void check_balances();
  NodeId balance_next(std::size_t balance);
  std::ptrdiff_t balance_of(model::PartyId party, model::AssetId asset) const;
  NodeId cash_next(std::size_t party);
  NodeId defaulted_next(std::size_t party);
  struct Component {                            // parties with cash that owe each other, and their flows of cash
    std::vector<std::size_t> parties, flows;
    std::vector<NodeId> operands;               // of the settlement, see Graph::settlement
    std::int32_t shape = -1;
  };
  void find_components();
  const Component& component(std::size_t party);
  NodeId output(const Component& component, std::size_t which);

  Graph& g_;
  States& states_;
  Shapes& shapes_;
  const model::Model& m_;
  const int variant_;
  std::array<std::vector<NodeId>, 4> memo_;     // by When and expression
  struct Pending {
    Carried kind;
    std::size_t number;
    std::int32_t state_class;
    NodeId start;
  };
  std::vector<Pending> pending_;
  std::map<std::pair<Carried, std::size_t>, NodeId> carried_;
  std::vector<NodeId> inputs_, dispatches_[3], asked_, moved_, driver_normals_;
  std::vector<std::vector<std::size_t>> settling_;    // by cash flow: the asset flows that settle it, in order
  std::vector<int> driver_row_, input_row_;
  std::vector<std::vector<std::size_t>> moves_of_;    // by asset: its flows, in the order they move
  std::vector<int> component_of_;                     // by party; -1: no cash; empty: not yet known
  std::vector<Component> components_;
  std::map<std::pair<std::size_t, std::size_t>, NodeId> running_;   // (balance, number of moves) -> what is held then
};

}  // namespace cf::program
