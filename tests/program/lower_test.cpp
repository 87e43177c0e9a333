// What a program computes, and how often: what variants share is there once, what need not be computed is not there.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "build_model.hpp"
#include "program/lower.hpp"

namespace cf::testing {
namespace {

using program::Code;
using program::Instruction;
using program::Program;

int count(const std::vector<Instruction>& code, Code wanted) {
  return static_cast<int>(std::count_if(code.begin(), code.end(), [&](const Instruction& i) { return i.code == wanted; }));
}

std::size_t body_size(const Program& p) {
  std::size_t all = 0;
  for (const std::int32_t b : p.body_of) all += p.bodies[static_cast<std::size_t>(b)].size();
  return all;
}

Program lower_one(const BuildModel& m, const std::vector<Formula>& path_values, const std::vector<Formula>& step_values = {}) {
  program::Wanted wanted;
  for (Formula f : path_values) wanted.path_values.push_back(f.id);
  for (Formula f : step_values) wanted.step_values.push_back(f.id);
  const program::Variant variant{&m.model, wanted};
  return program::lower({&variant, 1});
}

// A lab that buys from a cloud at `price`, and pays `fee` on top.
Formula deal(BuildModel& m, double price, double fee) {
  const PartyId lab = m.party("lab", 50.0), cloud = m.party("cloud");
  m.world();
  const Formula demand =
      m.geometric_brownian("demand", m.constant(10), m.input("drift", Distribution::normal, {0.1, 0.1}), m.constant(0.4));
  const Formula scarcity = m.mean_reverting("scarcity", m.constant(0), m.constant(0), m.constant(1), m.constant(0.3));
  const Formula used = m.stock("used", m.constant(0));
  m.next(used, used + demand * exp(scarcity));
  const FlowId sales = m.flow("sales", m.world(), lab, demand * 3);
  const FlowId bill = m.flow("bill", lab, cloud, min(demand, used + 1) * price + fee);
  return m.reduce(Reduction::total, m.paid(bill)) + m.reduce(Reduction::final, m.cash(lab)) + m.reduce(Reduction::mean, m.paid(sales));
}

Program lower_deals(const std::vector<std::pair<double, double>>& terms) {
  std::vector<std::unique_ptr<BuildModel>> models;
  std::vector<program::Variant> variants;
  for (const auto& [price, fee] : terms) {
    models.push_back(std::make_unique<BuildModel>(24));
    const Formula wanted = deal(*models.back(), price, fee);
    variants.push_back({&models.back()->model, {{wanted.id}, {}}});
  }
  return program::lower(variants);
}

TEST(Lower, identical_variants_cost_one) {
  const Program one = lower_deals({{2, 1}}), three = lower_deals({{2, 1}, {2, 1}, {2, 1}});
  EXPECT_EQ(body_size(three), body_size(one));
  EXPECT_EQ(three.num_slots, one.num_slots);
  EXPECT_EQ(three.num_columns, 1);
  EXPECT_EQ(three.column_of, (std::vector<std::int32_t>{0, 0, 0}));
}

TEST(Lower, variants_that_differ_late_share_what_comes_before) {
  const Program one = lower_deals({{2, 1}}), four = lower_deals({{2, 1}, {3, 1}, {4, 1}, {4, 2}});
  EXPECT_EQ(four.num_columns, 4);
  EXPECT_EQ(count(four.bodies[0], Code::step_normal), 2);
  EXPECT_EQ(count(four.start, Code::normal), 1);
  EXPECT_EQ(count(four.bodies[0], Code::settle), 4);
  // The drivers and the stock are shared: three more variants cost less than three times what the first does.
  EXPECT_LT(body_size(four), 3 * body_size(one));
  // Cash and default of the lab are each variant's own; demand, scarcity and used are not.
  const auto kept = [](const Program& p, const std::string& name) { return std::count(p.state_names.begin(), p.state_names.end(), name); };
  EXPECT_EQ(kept(four, "cash lab"), 4);
  EXPECT_EQ(kept(four, "driver demand"), 1);
  EXPECT_EQ(kept(four, "driver scarcity"), 1);
  EXPECT_EQ(kept(four, "stock used"), 1);
}

TEST(Lower, recurrences_of_one_name_that_differ_are_kept_apart) {
  std::vector<std::unique_ptr<BuildModel>> models;
  std::vector<program::Variant> variants;
  for (const double rate : {0.1, 0.1, 0.2}) {
    models.push_back(std::make_unique<BuildModel>(6));
    BuildModel& m = *models.back();
    const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
    const Formula a = m.stock("a", m.constant(1)), b = m.stock("b", m.constant(0));
    m.next(a, a + x * rate);
    m.next(b, b + a);              // reads a stock that differs
    variants.push_back({&m.model, {{m.reduce(Reduction::final, b).id}, {}}});
  }
  const Program p = program::lower(variants);
  EXPECT_EQ(p.num_columns, 2);
  EXPECT_EQ(p.column_of, (std::vector<std::int32_t>{0, 0, 1}));
  EXPECT_EQ(std::count(p.state_names.begin(), p.state_names.end(), "stock b"), 2);
}

TEST(Lower, what_is_the_same_on_all_paths_is_a_row) {
  BuildModel m(12);
  const Formula left = m.stock("left", m.constant(100));
  m.next(left, left - left * 0.1 * m.year());
  const Program p = lower_one(m, {m.reduce(Reduction::total, left), m.reduce(Reduction::present_value, m.year(), m.constant(0.1))}, {left});
  EXPECT_EQ(p.num_state_slots, 0);
  for (const auto& body : p.bodies)
    for (const Instruction& i : body) EXPECT_EQ(i.code, Code::observe);
}

TEST(Lower, what_never_changes_is_no_state) {
  BuildModel m(12);
  const Formula x = m.input("x", Distribution::normal, {1, 1});
  const Formula kept = m.stock("kept", x * 2), none = m.stock("none", m.constant(0));
  m.next(none, none * kept + none);
  const Program p = lower_one(m, {m.reduce(Reduction::final, kept + none)});
  EXPECT_EQ(body_size(p), 0U);
}

TEST(Lower, values_of_the_path_are_computed_once) {
  BuildModel m(12);
  const Formula x = m.input("x", Distribution::uniform, {1, 2});
  const Formula dear = exp(x * x + 1), d = m.geometric_brownian("d", m.constant(1), m.constant(0), m.constant(0.2));
  const Program p = lower_one(m, {m.reduce(Reduction::total, dear * d)});
  EXPECT_EQ(p.bodies.size(), 1U);
  for (const Instruction& i : p.bodies[0])
    EXPECT_FALSE(i.code == Code::operation && i.which == static_cast<std::uint8_t>(Operation::exponential)) << program::listing(p);
  EXPECT_EQ(count(p.start, Code::uniform), 1);
}

TEST(Lower, what_is_not_wanted_is_not_computed) {
  BuildModel m(12);
  const Formula a = m.geometric_brownian("a", m.constant(1), m.constant(0), m.constant(0.2));
  m.geometric_brownian("b", m.constant(1), m.constant(0), m.constant(0.2));
  m.stock("c", a);
  const Program p = lower_one(m, {m.reduce(Reduction::final, a)});
  EXPECT_EQ(count(p.bodies[0], Code::step_normal), 1);
  EXPECT_EQ(std::count(p.state_names.begin(), p.state_names.end(), "stock c"), 0);
}

TEST(Lower, flows_of_nothing_cost_nothing) {
  const auto build = [](BuildModel& m, bool with) {
    const PartyId lab = m.party("lab", 50.0), cloud = m.party("cloud"), other = m.party("other", 1.0);
    const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
    const FlowId bill = m.flow("bill", lab, cloud, x);
    if (with) m.flow("none", lab, other, m.constant(0) * x);
    return m.reduce(Reduction::total, m.paid(bill));
  };
  BuildModel without(12), with(12);
  const Formula a = build(without, false), b = build(with, true);
  EXPECT_EQ(body_size(lower_one(with, {b})), body_size(lower_one(without, {a})));
}

TEST(Lower, dated_conditions_leave_steps_without_what_they_exclude) {
  BuildModel m(24);
  const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
  const Formula early = m.year() < 0.5;
  const Program p = lower_one(m, {m.reduce(Reduction::total, m.choose(early, exp(x), m.constant(0)))});
  ASSERT_EQ(p.bodies.size(), 2U);
  EXPECT_EQ(std::count(p.body_of.begin(), p.body_of.end(), p.body_of[0]), 6);
  EXPECT_LT(p.bodies[static_cast<std::size_t>(p.body_of[23])].size(), p.bodies[static_cast<std::size_t>(p.body_of[0])].size());
}

TEST(Lower, checks_only_what_is_not_known) {
  BuildModel m(12);
  const PartyId a = m.party("a"), b = m.party("b");
  const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
  const Formula sure = m.paid(m.flow("sure", a, b, min(x, m.constant(5)) * 2 / 3));
  EXPECT_EQ(count(lower_one(m, {m.reduce(Reduction::total, sure)}).bodies[0], Code::check), 0);
  const Formula unsure = m.paid(m.flow("unsure", a, b, x - 0.1));
  EXPECT_EQ(count(lower_one(m, {m.reduce(Reduction::total, unsure)}).bodies[0], Code::check), 1);
}

TEST(Lower, step_outputs_that_are_the_same_are_one) {
  BuildModel m(12);
  const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
  const Program p = lower_one(m, {}, {x * 2, m.year(), x + 0 * m.year(), 2 * x, x});
  EXPECT_EQ(p.num_step_outputs, 3);
  EXPECT_EQ(p.step_output_of, (std::vector<std::int32_t>{0, 1, 2, 0, 2}));
}

TEST(Lower, listing_shows_sections_and_states) {
  BuildModel m(12);
  const Formula x = m.geometric_brownian("x", m.constant(1), m.constant(0), m.constant(0.2));
  const std::string text = program::listing(lower_one(m, {m.reduce(Reduction::final, x)}));
  EXPECT_NE(text.find("driver x"), std::string::npos) << text;
  EXPECT_NE(text.find("body 0: 12 steps from step 0"), std::string::npos) << text;
}

}  // namespace
}  // namespace cf::testing
