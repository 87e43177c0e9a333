// One pass over the steps of a segment, in order: each becomes one or a few machine instructions.
#include "engine/native/segment.hpp"

#include <utility>

#include "base/check.hpp"
#include "engine/native/constants.hpp"
#include "engine/native/flow.hpp"
#include "engine/native/registers.hpp"

namespace cf::engine::native {

using program::CheckKind;
using program::Code;
using program::Instruction;

namespace {

bool compiles(Operation operation) {
  switch (operation) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide:
    case Operation::negate:
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::logical_not:
    case Operation::select:
    case Operation::minimum:
    case Operation::maximum:
    case Operation::absolute:
    case Operation::exponential:
    case Operation::square_root:
    case Operation::floor_of: return true;
    case Operation::power:
    case Operation::logarithm: return false;
  }
  return false;
}

class Emitter {
 public:
  Emitter(Assembler& assembler, const Flow& flow, const Layout& layout)
      : a_(assembler), flow_(flow), layout_(layout), r_(assembler, flow, layout) {}

  bool run() {
    a_.load(kOne, constant(one));
    a_.binary(Binary::bits_xor, kZero, kZero, Source::of(kZero));
    a_.mask_xor(kBad, kBad, kBad);
    const std::size_t begin = a_.size();
    for (std::size_t i = 0; i < flow_.steps.size() && r_.fit(); ++i) {
      const Step& step = flow_.steps[i];
      r_.begin(static_cast<int>(i));
      switch (step.kind) {
        case Step::Kind::compute: compute(step); break;
        case Step::Kind::store: store(step); break;
        case Step::Kind::check: check(step); break;
      }
      r_.finish(step);
    }
    a_.loop_from(begin);
    a_.return_mask(kBad);
    return r_.fit();
  }

 private:
  Source constant(int which) const { return Source::scalar_at(Base::rsi, bytes(layout_.constants + which)); }

  void compute(const Step& step) {
    if (flow_.values[static_cast<std::size_t>(step.result)].uses.empty()) return;
    switch (step.operation) {
      case Operation::add: return binary(Binary::add, step, true);
      case Operation::multiply: return binary(Binary::multiply, step, true);
      case Operation::subtract: return binary(Binary::subtract, step, false);
      case Operation::divide: return binary(Binary::divide, step, false);
      case Operation::minimum: return binary(Binary::minimum, step, false);
      case Operation::maximum: return binary(Binary::maximum, step, false);
      case Operation::negate: return with_bits(Binary::bits_xor, sign_bit, step);
      case Operation::absolute: return with_bits(Binary::bits_and, absolute_bits, step);
      case Operation::less: return compare(Compare::less, Compare::greater, step, 0, 1);
      case Operation::less_equal: return compare(Compare::less_equal, Compare::greater_equal, step, 0, 1);
      case Operation::greater: return compare(Compare::less, Compare::greater, step, 1, 0);
      case Operation::greater_equal: return compare(Compare::less_equal, Compare::greater_equal, step, 1, 0);
      case Operation::equal: return compare(Compare::equal, Compare::equal, step, 0, 1);
      case Operation::not_equal: return compare(Compare::not_equal_or_nan, Compare::not_equal_or_nan, step, 0, 1);
      case Operation::logical_and:
      case Operation::logical_or: {
        const Mask a = r_.as_mask(step.x[0]), b = r_.as_mask(step.x[1]);
        const Mask k = r_.result_mask(step);
        return step.operation == Operation::logical_and ? a_.mask_and(k, a, b) : a_.mask_or(k, a, b);
      }
      case Operation::logical_not: return negation(step);
      case Operation::select: {
        const Mask where = r_.as_mask(step.x[0]);
        const Register otherwise = r_.as_register(step.x[2]);
        const Source a = r_.as_source(step.x[1]);
        return a_.choose(r_.result(step), where, otherwise, a);
      }
      case Operation::exponential: return exponential(step);
      case Operation::square_root: {
        const Source a = r_.as_source(step.x[0]);
        return a_.square_root(r_.result(step), a);
      }
      case Operation::floor_of: {
        const Source a = r_.as_source(step.x[0]);
        return a_.floor(r_.result(step), a);
      }
      case Operation::power:
      case Operation::logarithm: break;
    }
    CF_CHECK(false, "an operation that does not compile");
  }

  void binary(Binary operation, const Step& step, bool commutes) {
    Reference x = step.x[0], y = step.x[1];
    if (commutes && !r_.is_in_register(x) && (r_.is_in_register(y) || (x.value < 0 && y.value >= 0))) std::swap(x, y);
    const Register a = r_.as_register(x);
    const Source b = r_.as_source(y);
    const Mask where = step.where.none() ? Mask{0} : r_.as_mask(step.where);
    a_.binary(operation, r_.result(step), a, b, where);
  }

  void with_bits(Binary operation, Constant bits, const Step& step) {
    const Register a = r_.as_register(step.x[0]);
    a_.binary(operation, r_.result(step), a, constant(bits));
  }

  void compare(Compare predicate, Compare mirrored, const Step& step, std::size_t first, std::size_t second) {
    Reference x = step.x[first], y = step.x[second];
    if (!r_.is_in_register(x) && (r_.is_in_register(y) || x.value < 0)) {
      std::swap(x, y);
      predicate = mirrored;
    }
    const Register a = r_.as_register(x);
    const Source b = r_.as_source(y);
    a_.compare(predicate, r_.result_mask(step), 0, a, b);
  }

  // 1 - a: of a condition that is a mask, its opposite.
  void negation(const Step& step) {
    if (r_.is_mask(step.x[0])) {
      const Mask a = r_.as_mask(step.x[0]);
      return a_.mask_not(r_.result_mask(step), a);
    }
    const Source a = r_.as_source(step.x[0]);
    a_.binary(Binary::subtract, r_.result(step), kOne, a);
  }

  // As exponential() of vector/functions.hpp, step by step; what lies beyond the normal range comes out of the scaling.
  void exponential(const Step& step) {
    const Source argument = r_.as_source(step.x[0]);
    const Register x = r_.borrow(), k = r_.borrow(), square = r_.borrow(), sum = r_.borrow(), term = r_.borrow();
    const auto coefficient = [&](int power) { return constant(series + power); };
    a_.load(k, constant(highest));
    a_.binary(Binary::minimum, x, k, argument);
    a_.load(k, constant(lowest));
    a_.binary(Binary::maximum, x, k, Source::of(x));
    a_.load(k, constant(magic));
    a_.multiply_add(k, x, constant(log2_e));
    a_.binary(Binary::subtract, k, k, constant(magic));
    a_.multiply_add(x, k, constant(minus_ln2_high));
    a_.multiply_add(x, k, constant(minus_ln2_low));
    a_.binary(Binary::multiply, square, x, Source::of(x));
    a_.load(sum, coefficient(8));
    a_.multiply_add(sum, x, coefficient(9));
    for (int power = 6; power >= 0; power -= 2) {
      a_.load(term, coefficient(power));
      a_.multiply_add(term, x, coefficient(power + 1));
      a_.multiply_by_then_add(sum, square, Source::of(term));
    }
    a_.multiply_by_then_add(sum, square, Source::of(x));
    a_.binary(Binary::add, sum, kOne, Source::of(sum));
    a_.binary(Binary::scale, r_.result(step), sum, Source::of(k));
  }

  // ---- stores and checks ---------------------------------------------------------------------------------------------------

  void store(const Step& step) {
    const ValueId v = step.x[0].value;
    r_.overwrite(step.address, v);
    a_.store(Base::rdi, bytes(step.address), r_.as_register(step.x[0]));
    if (v >= 0 && !r_.has_home(v)) r_.settle(v, step.address);
  }

  void check(const Step& step) {
    const Mask where = step.x[1].none() ? Mask{0} : r_.as_mask(step.x[1]);
    const Reference& x = step.x[0];
    const bool is_truth = step.check == CheckKind::is_true || step.check == CheckKind::created_or_lost;
    Mask bad = 0;
    if (is_truth && r_.has_mask(x)) {
      bad = r_.as_mask(x);
      if (where != 0) {
        const Mask both = r_.borrow_mask();
        a_.mask_and(both, bad, where);
        bad = both;
      }
    } else {
      const Source source = r_.as_source(x);
      bad = r_.borrow_mask();
      if (step.check == CheckKind::nonfinite || step.is_finite_too)
        a_.not_finite(bad, where, source, step.is_finite_too);
      else
        a_.compare(predicate_of(step.check), bad, where, kZero, source);
    }
    a_.mask_or(kBad, kBad, bad);
  }

  // What a check finds, of 0 and the value.
  static Compare predicate_of(CheckKind kind) {
    switch (kind) {
      case CheckKind::zero: return Compare::equal;
      case CheckKind::not_positive: return Compare::not_less;
      case CheckKind::below_zero: return Compare::not_less_equal;
      case CheckKind::is_true:
      case CheckKind::created_or_lost: return Compare::not_equal_or_nan;
      case CheckKind::nonfinite:
      case CheckKind::not_real_power: break;
    }
    CF_CHECK(false, "a check that does not compile");
    return Compare::equal;
  }

  Assembler& a_;
  const Flow& flow_;
  const Layout& layout_;
  Registers r_;
};

}  // namespace

bool compiles(const Instruction& i) {
  switch (i.code) {
    case Code::operation: return compiles(static_cast<Operation>(i.which));
    case Code::fused: return true;     // their letters stand for operations that compile
    case Code::copy:
    case Code::observe: return true;
    case Code::check: return static_cast<CheckKind>(i.which) != CheckKind::not_real_power;
    case Code::uniform:
    case Code::normal:
    case Code::step_uniform:
    case Code::step_normal:
    case Code::normal_distribution:
    case Code::quantile_table:
    case Code::beta_quantile:
    case Code::poisson:
    case Code::dispatch:
    case Code::settle:
    case Code::cross_held:
    case Code::column: return false;
  }
  return false;
}

bool assemble(Assembler& assembler, std::span<const Instruction> instructions, const Layout& layout,
              const std::function<bool(std::int32_t)>& read_later, Segment& segment) {
  segment.begin = assembler.size();
  const Flow flow(instructions, layout, read_later, segment.observed);
  return Emitter(assembler, flow, layout).run();
}

}  // namespace cf::engine::native
