// The program as text: `%3` is slot 3, numbers are constants, `row 7` is row 7 of the table.
#include <fmt/format.h>

#include "program/fuse.hpp"
#include "program/program.hpp"

namespace cf::program {
namespace {

const char* name_of(Code code) {
  switch (code) {
    case Code::operation: return "operation";
    case Code::fused: return "fused";
    case Code::copy: return "copy";
    case Code::uniform: return "uniform";
    case Code::normal: return "normal";
    case Code::step_uniform: return "step_uniform";
    case Code::step_normal: return "step_normal";
    case Code::normal_distribution: return "normal_distribution";
    case Code::quantile_table: return "quantile_table";
    case Code::beta_quantile: return "beta_quantile";
    case Code::poisson: return "poisson";
    case Code::dispatch: return "dispatch";
    case Code::settle: return "settle";
    case Code::cross_held: return "cross_held";
    case Code::check: return "check";
    case Code::observe: return "observe";
    case Code::column: return "column";
  }
  return "?";
}

const char* name_of(CheckKind kind) {
  switch (kind) {
    case CheckKind::is_true: return "true";
    case CheckKind::zero: return "zero";
    case CheckKind::not_positive: return "not positive";
    case CheckKind::below_zero: return "below zero";
    case CheckKind::nonfinite: return "not finite";
    case CheckKind::not_real_power: return "not a real power";
    case CheckKind::created_or_lost: return "created or lost";
  }
  return "?";
}

class Listing {
 public:
  explicit Listing(const Program& program) : p_(program) {}

  std::string text() {
    line("{} steps, {} variants, {} columns, {} step outputs", p_.num_steps, p_.num_variants, p_.num_columns, p_.num_step_outputs);
    line("{} slots, of which {} keep their values; {} rows, {} constants", p_.num_slots, p_.num_state_slots, p_.num_rows,
         p_.constants.size());
    for (std::size_t i = 0; i < p_.state_names.size(); ++i) line("  %{}: {}", i, p_.state_names[i]);
    section("start", p_.start);
    for (std::size_t b = 0; b < p_.bodies.size(); ++b) {
      int count = 0, first = -1;
      for (std::size_t t = 0; t < p_.body_of.size(); ++t) {
        if (p_.body_of[t] != static_cast<std::int32_t>(b)) continue;
        ++count;
        if (first < 0) first = static_cast<int>(t);
      }
      section(fmt::format("body {}: {} steps from step {}", b, count, first), p_.bodies[b]);
    }
    section("end", p_.end);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  std::string operand(Operand x) const {
    if (x == kNone) return "-";
    if (!is_scalar(x)) return fmt::format("%{}", x);
    const auto number = static_cast<std::size_t>(~x);
    if (number < p_.constants.size()) return fmt::format("{:.9g}", p_.constants[number]);
    return fmt::format("row {}", number - p_.constants.size());
  }

  void section(const std::string& title, const std::vector<Instruction>& code) {
    line("{} ({} instructions)", title, code.size());
    for (const Instruction& i : code) instruction(i);
  }

  void instruction(const Instruction& i) {
    std::string text = i.out == kNone ? "  " : fmt::format("  %{} = ", i.out);
    if (i.code == Code::operation)
      text += fmt::format("{}", row(static_cast<Operation>(i.which)).name);
    else if (i.code == Code::fused)
      text += name_of(static_cast<Fused>(i.which)).name;
    else
      text += name_of(i.code);
    if (i.code == Code::check)
      text += fmt::format(" {} of variant {}", name_of(static_cast<CheckKind>(i.which)), i.index);
    else if (i.index >= 0)
      text += fmt::format(" #{}", i.index);
    for (Operand x : i.x)
      if (x != kNone) text += " " + operand(x);
    if (i.code == Code::dispatch) text += dispatch(p_.dispatches[static_cast<std::size_t>(i.index)]);
    if (i.code == Code::settle) text += settlement(p_.settlements[static_cast<std::size_t>(i.index)]);
    if (i.code == Code::cross_held) text += cross_holding(p_.cross_holdings[static_cast<std::size_t>(i.index)]);
    line("{}", text);
  }

  std::string dispatch(const DispatchData& d) const {
    std::string text = fmt::format(" demand {}", operand(d.demand));
    for (std::size_t i = 0; i < d.capacity.size(); ++i)
      text += fmt::format("; {} = {} at {}", operand(d.supplied[i]), operand(d.capacity[i]), operand(d.price[i]));
    return text + fmt::format("; served {} unserved {} cost {} price {}", operand(d.served), operand(d.unserved), operand(d.cost),
                              operand(d.last_price));
  }

  std::string settlement(const SettlementData& s) const {
    std::string text = fmt::format(" where {}", operand(s.any_short));
    for (const auto& party : s.parties)
      text += fmt::format("; cash {} -> {} after {}, defaulted {} after {}", operand(party.cash), operand(party.after.out),
                          operand(party.after.in), operand(party.defaulted.out), operand(party.defaulted.in));
    for (const auto& flow : s.flows)
      text += fmt::format("; {} to {} rank {} due {} paid {}", flow.from, flow.to, flow.rank, operand(flow.amount.in),
                          operand(flow.amount.out));
    return text;
  }

  std::string cross_holding(const CrossHoldingData& c) const {
    std::string text;
    for (std::size_t i = 0; i < c.base.size(); ++i) text += fmt::format("; {} from {}", operand(c.out[i]), operand(c.base[i]));
    return text;
  }

  const Program& p_;
  std::string out_;
};

}  // namespace

std::string listing(const Program& program) { return Listing(program).text(); }

}  // namespace cf::program
