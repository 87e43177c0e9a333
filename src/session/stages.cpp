#include "session/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/check.hpp"
#include "program/lower.hpp"
#include "reference/evaluator.hpp"
#include "syntax/tree.hpp"

namespace cf::session {
namespace {

using namespace model;

Model bind(const Reading& reading, int structure) {
  Diagnostics ignored;  // the deal has been checked
  return reading.deal->bind(reading.deal->terms(structure), ignored);
}

std::string_view quantity_word(Quantity quantity) {
  switch (quantity) {
    case Quantity::input: return "input";
    case Quantity::driver: return "driver";
    case Quantity::stock: return "stock";
    case Quantity::series: return "series";
    case Quantity::supply: return "supply";
    case Quantity::served: return "served";
    case Quantity::unserved: return "unserved";
    case Quantity::dispatch_cost: return "cost";
    case Quantity::dispatch_price: return "price";
    case Quantity::cash: return "cash";
    case Quantity::defaulted: return "defaulted";
    case Quantity::balance: return "balance";
    case Quantity::due: return "due";
    case Quantity::paid: return "paid";
    case Quantity::year: return "year";
    case Quantity::date: return "date";
  }
  return {};
}

std::string_view reduction_word(Reduction reduction) {
  switch (reduction) {
    case Reduction::total: return "total";
    case Reduction::present_value: return "pv";
    case Reduction::mean: return "mean";
    case Reduction::peak: return "peak";
    case Reduction::low: return "low";
    case Reduction::last: return "last";
    case Reduction::final: return "final";
    case Reduction::ever: return "ever";
    case Reduction::first_year: return "first_year";
  }
  return {};
}

class ModelText {
 public:
  explicit ModelText(const Model& model) : model_(model) {}

  std::string print() {
    out_ = fmt::format("model {}\ntime {} steps of {} months from month {}\n", printable(model_.title), model_.time.num_steps,
                       model_.time.step_months, model_.time.start_month);
    for (const auto& input : model_.inputs) {
      line("input", input.named);
      for (const auto id : input.parameters) out_ += " " + text(id);
    }
    for (const auto& d : model_.drivers) {
      line("driver", d.named);
      for (const auto id : {d.start, d.drift, d.volatility, d.mean, d.speed, d.rate, d.jump_mean, d.jump_sd, d.hazard}) {
        if (id) out_ += " " + text(id);
      }
    }
    for (const auto& stock : model_.stocks) {
      line("stock", stock.named);
      out_ += fmt::format(" start {} next {}", text(stock.start), text(stock.next));
    }
    for (const auto& series : model_.series) {
      line("series", series.named);
      out_ += " = " + text(series.value);
    }
    for (const auto& supply : model_.supplies) {
      line("supply", supply.named);
      out_ += fmt::format(" capacity {} price {}", text(supply.capacity), text(supply.price));
    }
    for (const auto& flow : model_.flows) {
      out_ += fmt::format("\nflow {} from {} to {} rank {}: {}", flow.name, party(flow.from), party(flow.to), flow.rank, text(flow.asked));
    }
    for (const auto& measure : model_.measures) {
      line("measure", measure.named);
      out_ += " = " + text(measure.value);
    }
    for (const auto& check : model_.checks) out_ += fmt::format("\ncheck {}: {}", printable(check.title), text(check.holds));
    out_ += "\n";
    for (std::size_t i = 0; i < model_.exprs.size(); ++i) {
      out_ += fmt::format("%{} = {}\n", i, expression(model_.exprs[i]));
    }
    return std::move(out_);
  }

 private:
  void line(const char* what, const Named& named) { out_ += fmt::format("\n{} {} [{}]", what, named.name, named.display.text); }
  const std::string& party(PartyId id) const { return model_.parties[static_cast<std::size_t>(id.value)].name; }

  static std::string text(ExprId id) { return id ? fmt::format("%{}", id.value) : "-"; }

  static std::string expression(const Expr& expr) {
    std::vector<std::string> operands;
    for (const auto id : expr.operands) operands.push_back(text(id));
    switch (expr.kind) {
      case ExprKind::constant: return fmt::format("{}", expr.value);
      case ExprKind::read: return fmt::format("{} {}", quantity_word(expr.quantity), expr.index);
      case ExprKind::operation: return fmt::format("{} {}", row(expr.operation).name, fmt::join(operands, " "));
      case ExprKind::reduction:
        return fmt::format("{}{} {}", reduction_word(expr.reduction), expr.rate ? " of a rate" : "", fmt::join(operands, " "));
      case ExprKind::cross_held: return fmt::format("cross-held equity {} {}", expr.index, expr.index2);
    }
    return {};
  }

  const Model& model_;
  std::string out_;
};

}  // namespace

std::string syntax_stage(const Reading& reading) {
  Diagnostics ignored;
  const auto tree = syntax::read(reading.texts, reading.model_text, ignored);
  std::string out;
  const std::function<void(syntax::NodeId, int, const std::string&)> print = [&](syntax::NodeId id, int depth, const std::string& name) {
    const auto& node = tree[id];
    const auto at = reading.texts.line_column(node.place.text, node.place.begin);
    out += fmt::format("{:>4}:{:<4}{:{}}{}", at.line, at.column, "", 2 * depth, printable(name));
    switch (node.kind) {
      case syntax::NodeKind::empty: out += "empty\n"; break;
      case syntax::NodeKind::text: out += fmt::format("text {}\n", printable(node.text)); break;
      case syntax::NodeKind::list:
        out += "list\n";
        for (const auto item : node.items) print(item, depth + 1, "- ");
        break;
      case syntax::NodeKind::map:
        out += "map\n";
        for (const auto& member : node.members) print(member.value, depth + 1, member.key + ": ");
        break;
    }
  };
  if (tree.root) print(tree.root, 0, "");
  return out;
}

std::string model_stage(const Reading& reading, int structure) {
  const auto model = bind(reading, structure);
  return ModelText(model).print();
}

std::string program_stage(const Reading& reading) {
  std::vector<Model> models;
  for (std::size_t i = 0; i < reading.deal->structures().size(); ++i) models.push_back(bind(reading, static_cast<int>(i)));
  std::vector<program::Variant> variants;
  for (const auto& model : models) {
    program::Variant variant{&model, {}};
    for (const auto& measure : model.measures) variant.wanted.path_values.push_back(measure.value);
    variants.push_back(std::move(variant));
  }
  return program::listing(program::lower(variants));
}

std::string samples_stage(const Reading& reading, int structure, const study::Options& options, std::uint64_t shown) {
  const auto points = study::points_of(*reading.deal, options);
  const auto model = bind(reading, structure);
  std::vector<ExprId> values;
  std::string out = "path,step,date";
  std::vector<double> scales;
  const auto add = [&](const Named& named, ExprId id) {
    if (!id) return;
    values.push_back(id);
    scales.push_back(named.display.scale / named.display.magnitude);
    out += "," + named.name + (named.display.unit.empty() ? "" : fmt::format(" [{}]", named.display.unit));
  };
  for (const auto& input : model.inputs) add(input.named, input.read);
  for (const auto& driver : model.drivers) add(driver.named, driver.read);
  for (const auto& series : model.series) {
    if (!series.hidden) add(series.named, series.value);
  }
  for (const auto& stock : model.stocks) add(stock.named, stock.read);
  out += "\n";
  for (std::uint64_t path = 0; path < shown; ++path) {
    const auto result = reference::run_path(model, options.seed, path, {}, values, points.get());
    const std::size_t num_steps = result.step_values.empty() ? 0 : result.step_values[0].size();
    for (std::size_t step = 0; step < num_steps; ++step) {
      out += fmt::format("{},{},{:04}-{:02}", path, step, static_cast<int>(model.time.date(static_cast<int>(step))) / 12,
                         static_cast<int>(model.time.date(static_cast<int>(step))) % 12 + 1);
      for (std::size_t i = 0; i < values.size(); ++i) out += fmt::format(",{}", result.step_values[i][step] / scales[i]);
      out += "\n";
    }
    if (result.stop)
      out += fmt::format("# path {} stopped in step {}: {} {}\n", path, result.stop->step, result.stop->name, result.stop->what);
  }
  return out;
}

}  // namespace cf::session
