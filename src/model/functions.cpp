#include "model/functions.hpp"

namespace cf::model {
namespace {

constexpr DistributionRow kDistributions[] = {
    // clang-format off
    {"normal", Distribution::normal, 2, "mean, sd", true},         {"lognormal", Distribution::lognormal, 2, "mean, sd", true},
    {"uniform", Distribution::uniform, 2, "low, high", true},      {"triangular", Distribution::triangular, 3, "low, mode, high", true},
    {"pert", Distribution::pert, 3, "low, mode, high", true},      {"beta", Distribution::beta, 2, "a, b", false},
    {"bernoulli", Distribution::bernoulli, 1, "p", false},         {"choice", Distribution::choice, -1, "value = weight, …", true},
    // clang-format on
};

constexpr ReductionRow kReductions[] = {
    {"total", Reduction::total, 1}, {"pv", Reduction::present_value, 2}, {"mean", Reduction::mean, 1},
    {"peak", Reduction::peak, 1},   {"low", Reduction::low, 1},          {"last", Reduction::last, 1},
    {"final", Reduction::final, 1}, {"ever", Reduction::ever, 1},        {"first_year", Reduction::first_year, 1},
};

constexpr std::string_view kStepFunctions[] = {"table", "ramp", "within", "at", "every", "balance"};

}  // namespace

const DistributionRow* distribution_named(std::string_view name) {
  for (const DistributionRow& row : kDistributions)
    if (row.name == name) return &row;
  return nullptr;
}

const ReductionRow* reduction_named(std::string_view name) {
  for (const ReductionRow& row : kReductions)
    if (row.name == name) return &row;
  return nullptr;
}

const OperationRow* operation_named(std::string_view name) {
  for (const OperationRow& row : kOperations)
    if (row.name == name && name != "-") return &row;
  return nullptr;
}

std::vector<std::string> function_names() {
  std::vector<std::string> out;
  for (const OperationRow& row : kOperations)
    if (row.name.size() > 1 && row.name[0] >= 'a' && row.name[0] <= 'z' && row.name != "and" && row.name != "or" && row.name != "not")
      out.emplace_back(row.name);
  out.emplace_back("clamp");
  for (const auto name : kStepFunctions) out.emplace_back(name);
  for (const DistributionRow& row : kDistributions) out.emplace_back(row.name);
  for (const ReductionRow& row : kReductions) out.emplace_back(row.name);
  return out;
}

}  // namespace cf::model
