#include <fmt/format.h>

#include <filesystem>

#include "commands.hpp"
#include "files.hpp"

namespace cf::cli {
namespace {

constexpr const char* kNewModel =
    R"yaml(# A deal in which money flows both ways: a cloud invests in a developer, which commits to rent from it.
# Every number may be a range: `5 to 10` is what you hold for nine in ten. `counterflow library` lists the contract types.
counterflow: 1
title: A small deal
currency: USD
time: {start: 2026-01, end: 2030-12, step: month}
units: {gpuh: the work of one GPU in one hour}

inputs:
  investment: {value: $1bn, reason: the sum that is talked about}
  valuation:  {value: $8bn to $12bn, reason: two offers were reported}
  price:      {value: $1.8/gpuh to $2.6/gpuh, reason: today's prices for a year ahead}

drivers:                       # what moves in time
  demand: {process: geometric_brownian, start: 40m gpuh/month, drift: 30%, volatility: 40%}

parties:
  cloud: {name: The cloud, discount: 9%}                 # no `cash`: it never runs out
  lab:                                                   # has `cash`: it can default
    name: The developer
    cash: $2bn
    discount: 15%
    enterprise_value: 5 years * revenue

series:
  revenue: demand * $4/gpuh * exp(-0.1 * year)
  bill:    price * max(0, demand - commitment.volume)    # what it rents beyond the commitment

flows:
  sales: {from: world, to: lab, amount: revenue, kind: revenue}
  rent:  {from: lab, to: cloud, amount: bill, kind: compute}
  staff: {from: lab, to: world, amount: 30% * revenue + $20m/month, kind: cost}

contracts:
  commitment: {type: take_or_pay, buyer: lab, seller: cloud, total: $3bn, term: 4 years, price: price,
               use: "min(demand, commitment.volume)"}
  stake:      {type: equity, investor: cloud, issuer: lab, amount: investment, pre_money: valuation}

structures:                    # the first is the baseline
  no deal: {without: [commitment, stake]}
  cheque:  {without: [commitment]}
  both:    {}

scenarios:
  demand stalls: {set: {demand.drift: -10%}}

hedges:
  The cloud's rents: {party: cloud, exposure: rents}

measures:
  rents: pv(price * demand, 9%)

limits:
  - The developer has one supplier.
)yaml";

}  // namespace

ExitCode new_command(Context& context) {
  const auto& path = context.arguments.operands[0];
  Diagnostics diagnostics;
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    diagnostics.error("E0416", {}, fmt::format("{}: is there already; nothing was changed", path),
                      "give the name of a file that is not there");
    return fail(context, diagnostics, ExitCode::bad_input);
  }
  OutputFile file;
  if (!file.open(path, diagnostics) || !file.commit(kNewModel, diagnostics))
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  context.console.message(fmt::format("wrote {}; next: counterflow run {}\n", printable(path), printable(path)));
  return ExitCode::fine;
}

}  // namespace cf::cli
