// What depends on what within a step: circles are errors, and flows of assets that read what was paid wait for cash to clear.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "model/binder.hpp"

namespace cf::model {
namespace {

// A graph over everything that is evaluated in a step. Nodes: expressions, then series, dispatches, what each flow asks, the
// clearing of cash, and what each late flow moves.
class StepGraph {
 public:
  explicit StepGraph(const Model& model)
      : model_(model),
        series_(static_cast<int>(model.exprs.size())),
        dispatches_(series_ + static_cast<int>(model.series.size())),
        flows_(dispatches_ + static_cast<int>(model.dispatches.size())),
        clearing_(flows_ + static_cast<int>(model.flows.size())),
        size_(clearing_ + 1) {}

  int size() const { return size_; }
  int series(std::size_t i) const { return series_ + static_cast<int>(i); }
  int dispatch(std::size_t i) const { return dispatches_ + static_cast<int>(i); }
  int flow(std::size_t i) const { return flows_ + static_cast<int>(i); }
  int clearing() const { return clearing_; }
  bool is_entity(int node) const { return node >= series_; }

  void children(int node, std::vector<int>& out) const {
    out.clear();
    const auto expr = [&](ExprId id) {
      if (id) out.push_back(id.value);
    };
    if (node < series_) {
      const Expr& e = model_.exprs[static_cast<std::size_t>(node)];
      for (const ExprId x : e.operands) expr(x);
      if (e.kind == ExprKind::cross_held) {
        const EquityGroup& g = model_.equity_groups[static_cast<std::size_t>(e.index)];
        for (const ExprId x : g.base) expr(x);
        for (const auto& row : g.fraction)
          for (const ExprId x : row) expr(x);
      }
      if (e.kind != ExprKind::read) return;
      switch (e.quantity) {
        case Quantity::series: out.push_back(series_ + e.index); break;
        case Quantity::supply: out.push_back(dispatches_ + model_.supplies[static_cast<std::size_t>(e.index)].dispatch.value); break;
        case Quantity::served:
        case Quantity::unserved:
        case Quantity::dispatch_cost:
        case Quantity::dispatch_price: out.push_back(dispatches_ + e.index); break;
        case Quantity::due: out.push_back(flows_ + e.index); break;
        case Quantity::paid: out.push_back(clearing_); break;
        default: break;
      }
    } else if (node < dispatches_) {
      expr(model_.series[static_cast<std::size_t>(node - series_)].value);
    } else if (node < flows_) {
      const Dispatch& d = model_.dispatches[static_cast<std::size_t>(node - dispatches_)];
      expr(d.demand);
      for (const SupplyId s : d.supplies) {
        expr(model_.supplies[static_cast<std::size_t>(s.value)].capacity);
        expr(model_.supplies[static_cast<std::size_t>(s.value)].price);
      }
    } else if (node < clearing_) {
      expr(model_.flows[static_cast<std::size_t>(node - flows_)].asked);
    } else {
      for (std::size_t i = 0; i < model_.flows.size(); ++i) {
        const bool late =
            std::find(model_.late_flows.begin(), model_.late_flows.end(), FlowId{static_cast<int>(i)}) != model_.late_flows.end();
        if (!late) out.push_back(flow(i));
      }
      for (const Asset& a : model_.assets)
        if (!a.is_shares) expr(a.worth);
    }
  }

  std::string name(int node) const {
    if (node < dispatches_) return model_.series[static_cast<std::size_t>(node - series_)].named.name;
    if (node < flows_) return model_.dispatches[static_cast<std::size_t>(node - dispatches_)].name;
    if (node < clearing_) return model_.flows[static_cast<std::size_t>(node - flows_)].name;
    return "what is paid";
  }

  Place place(int node) const {
    if (node < dispatches_) return model_.series[static_cast<std::size_t>(node - series_)].named.provenance.place;
    if (node < flows_) return model_.dispatches[static_cast<std::size_t>(node - dispatches_)].place;
    if (node < clearing_) return model_.flows[static_cast<std::size_t>(node - flows_)].amount_place;
    return {};
  }

 private:
  const Model& model_;
  int series_, dispatches_, flows_, clearing_, size_;
};

}  // namespace

// Asset flows move before cash clears, in the order written; those whose amount reads what was paid move after.
void Binder::order_asset_flows() {
  for (std::size_t i = 0; i < out_.flows.size(); ++i)
    if (out_.flows[i].asset) out_.asset_flows.push_back(FlowId{static_cast<std::int32_t>(i)});
  const StepGraph graph(out_);
  // Which nodes reach the clearing, without going through it.
  std::vector<std::int8_t> state(static_cast<std::size_t>(graph.size()), 0);  // 1 open, 2 does not, 3 does
  state[static_cast<std::size_t>(graph.clearing())] = 3;
  std::vector<std::pair<int, std::size_t>> stack;
  std::vector<std::vector<int>> open_children;
  const auto reaches = [&](int root) {
    std::vector<int> kids;
    stack.assign(1, {root, 0});
    open_children.assign(1, {});
    if (state[static_cast<std::size_t>(root)] >= 2) return state[static_cast<std::size_t>(root)] == 3;
    graph.children(root, open_children.back());
    state[static_cast<std::size_t>(root)] = 1;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next < open_children.back().size()) {
        const int child = open_children.back()[next++];
        if (state[static_cast<std::size_t>(child)] == 0) {
          state[static_cast<std::size_t>(child)] = 1;
          stack.emplace_back(child, 0);
          open_children.emplace_back();
          graph.children(child, open_children.back());
        }
        continue;
      }
      bool does = false;
      for (const int child : open_children.back()) does = does || state[static_cast<std::size_t>(child)] == 3;
      state[static_cast<std::size_t>(node)] = does ? 3 : 2;
      stack.pop_back();
      open_children.pop_back();
    }
    return state[static_cast<std::size_t>(root)] == 3;
  };
  std::vector<FlowId> early;
  for (const FlowId f : out_.asset_flows) {
    if (!reaches(graph.flow(static_cast<std::size_t>(f.value)))) {
      early.push_back(f);
      continue;
    }
    const Flow& flow = out_.flows[static_cast<std::size_t>(f.value)];
    if (flow.settles)
      diagnostics_.error("E0363", flow.amount_place, fmt::format("{} settles a bill, so its amount cannot read what was paid", flow.name),
                         "what settles a bill moves before cash clears");
    out_.late_flows.push_back(f);
  }
  out_.asset_flows = early;
  for (std::size_t i = 0; i < out_.flows.size(); ++i)
    if (!out_.flows[i].asset && reaches(graph.flow(i)))
      clears_in_order_ = false, diagnostics_.error("E0363", out_.flows[i].amount_place,
                                                   fmt::format("the amount of {} reads what is paid in the same step", out_.flows[i].name),
                                                   "all cash clears at once: carry what was paid in a stock");
}

void Binder::check_circles() {
  if (!clears_in_order_) return;  // told already
  const StepGraph graph(out_);
  std::vector<std::int8_t> state(static_cast<std::size_t>(graph.size()), 0);  // 1 open, 2 done
  std::vector<int> path;
  std::vector<std::size_t> next;
  std::vector<std::vector<int>> children;
  const auto visit = [&](int root) {
    if (state[static_cast<std::size_t>(root)]) return;
    const auto open = [&](int node) {
      state[static_cast<std::size_t>(node)] = 1;
      path.push_back(node);
      next.push_back(0);
      children.emplace_back();
      graph.children(node, children.back());
    };
    open(root);
    while (!path.empty()) {
      if (next.back() == children.back().size()) {
        state[static_cast<std::size_t>(path.back())] = 2;
        path.pop_back(), next.pop_back(), children.pop_back();
        continue;
      }
      const int child = children.back()[next.back()++];
      if (state[static_cast<std::size_t>(child)] == 0) {
        open(child);
      } else if (state[static_cast<std::size_t>(child)] == 1) {
        std::vector<std::string> names;
        Place place;
        for (auto it = std::find(path.begin(), path.end(), child); it != path.end(); ++it)
          if (graph.is_entity(*it)) {
            if (names.empty()) place = graph.place(*it);
            names.push_back(graph.name(*it));
          }
        if (names.empty()) continue;
        names.push_back(names.front());
        diagnostics_.error("E0360", place, fmt::format("{} depends on itself: {}", names.front(), fmt::join(names, " -> ")),
                           "a stock carries a value from the step before");
      }
    }
  };
  for (std::size_t i = 0; i < out_.series.size(); ++i) visit(graph.series(i));
  for (std::size_t i = 0; i < out_.dispatches.size(); ++i) visit(graph.dispatch(i));
  for (std::size_t i = 0; i < out_.flows.size(); ++i) visit(graph.flow(i));
  visit(graph.clearing());
}

}  // namespace cf::model
