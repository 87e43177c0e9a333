// One pass over the operations of a segment, in order. A value lives in a vector register, or as a mask if it is a condition; when
// registers run out, the one whose next use is furthest goes (Belady 1966), to where it came from or to a place of its own.
#include "engine/native/segment.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/check.hpp"
#include "engine/native/constants.hpp"
#include "engine/native/flow.hpp"

namespace cf::engine::native {

using program::CheckKind;
using program::Code;
using program::Instruction;

namespace {

// Registers that are not given out.
constexpr Register kZero = 31, kOne = 30;
constexpr Mask kBad = 7;
constexpr std::uint32_t kVectors = (1u << 30) - 1;
constexpr std::uint32_t kMasks = 0b0111'1110;
constexpr int kNever = std::numeric_limits<int>::max();

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
  Emitter(Assembler& assembler, const Flow& flow, const Layout& layout) : a_(assembler), flow_(flow), layout_(layout) {
    places_.resize(flow.values.size());
    for (std::size_t v = 0; v < flow.values.size(); ++v)
      if (flow.values[v].address >= 0) settle(static_cast<ValueId>(v), flow.values[v].address);
  }

  bool run() {
    a_.load(kOne, constant(one));
    a_.binary(Binary::bits_xor, kZero, kZero, Source::of(kZero));
    a_.mask_xor(kBad, kBad, kBad);
    const std::size_t begin = a_.size();
    for (at_ = 0; at_ < static_cast<int>(flow_.steps.size()) && fits_; ++at_) {
      const Step& step = flow_.steps[static_cast<std::size_t>(at_)];
      switch (step.kind) {
        case Step::Kind::compute: compute(step); break;
        case Step::Kind::store: store(step); break;
        case Step::Kind::check: check(step); break;
      }
      finish(step);
    }
    a_.loop_from(begin);
    a_.return_mask(kBad);
    return fits_;
  }

 private:
  struct Place {
    int vector = -1, mask = -1;
    std::int32_t home = -1;      // its slot, as long as that holds it
    int spill = -1;
    std::size_t used = 0;        // uses so far
  };

  Place& place(ValueId v) { return places_[static_cast<std::size_t>(v)]; }
  static std::int32_t bytes(std::int32_t address) { return address * 8; }
  Source constant(int which) const { return Source::scalar_at(Base::rsi, bytes(layout_.constants + which)); }
  Source spilled(int number) const { return Source::vector_at(Base::rsi, bytes(layout_.spill + 8 * number)); }

  // The first operation after this one that reads the value.
  int next_use(ValueId v) {
    const auto& uses = flow_.values[static_cast<std::size_t>(v)].uses;
    Place& p = place(v);
    while (p.used < uses.size() && uses[p.used] <= at_) ++p.used;
    return p.used < uses.size() ? uses[p.used] : kNever;
  }

  // ---- registers -----------------------------------------------------------------------------------------------------------

  Register take_vector() {
    if (free_vectors_ == 0) evict_vector();
    if (free_vectors_ == 0) {
      fits_ = false;
      return 0;
    }
    const auto r = static_cast<Register>(std::countr_zero(free_vectors_));
    free_vectors_ &= free_vectors_ - 1;
    locked_ |= 1u << r;
    return r;
  }

  // For this operation only.
  Register borrow() {
    const Register r = take_vector();
    borrowed_ |= 1u << r;
    return r;
  }

  void evict_vector() {
    ValueId furthest = -1;
    int when = -1;
    for (const ValueId v : in_vectors_) {
      const Place& p = place(v);
      if (locked_ >> p.vector & 1) continue;
      const int next = next_use(v);
      if (next > when) {
        when = next;
        furthest = v;
      }
    }
    if (furthest < 0) return;
    Place& p = place(furthest);
    if (p.home < 0 && p.spill < 0 && p.mask < 0) {
      p.spill = take_spill();
      a_.store(Base::rsi, bytes(layout_.spill + 8 * p.spill), static_cast<Register>(p.vector));
    }
    leave_vector(furthest);
  }

  int take_spill() {
    if (!free_spills_.empty()) {
      const int number = free_spills_.back();
      free_spills_.pop_back();
      return number;
    }
    fits_ = fits_ && num_spills_ < kSpillRoom;
    return std::min(num_spills_++, kSpillRoom - 1);
  }

  void enter_vector(ValueId v, Register r) {
    place(v).vector = r;
    in_vectors_.push_back(v);
  }

  void leave_vector(ValueId v) {
    Place& p = place(v);
    free_vectors_ |= 1u << p.vector;
    p.vector = -1;
    in_vectors_.erase(std::find(in_vectors_.begin(), in_vectors_.end(), v));
  }

  Mask take_mask() {
    if (free_masks_ == 0) evict_mask();
    const auto k = static_cast<Mask>(std::countr_zero(free_masks_));
    free_masks_ &= free_masks_ - 1;
    locked_masks_ |= 1u << k;
    return k;
  }

  Mask borrow_mask() {
    const Mask k = take_mask();
    borrowed_masks_ |= 1u << k;
    return k;
  }

  void evict_mask() {
    ValueId furthest = -1;
    int when = -1;
    for (const ValueId v : in_masks_) {
      if (locked_masks_ >> place(v).mask & 1) continue;
      const int next = next_use(v);
      if (next > when) {
        when = next;
        furthest = v;
      }
    }
    CF_CHECK(furthest >= 0, "an operation of too many conditions");
    if (place(furthest).vector < 0 && place(furthest).home < 0 && place(furthest).spill < 0) {
      const Register r = take_vector();
      a_.keep(r, static_cast<Mask>(place(furthest).mask), kOne);
      enter_vector(furthest, r);
    }
    leave_mask(furthest);
  }

  void enter_mask(ValueId v, Mask k) {
    place(v).mask = k;
    in_masks_.push_back(v);
  }

  void leave_mask(ValueId v) {
    Place& p = place(v);
    free_masks_ |= 1u << p.mask;
    p.mask = -1;
    in_masks_.erase(std::find(in_masks_.begin(), in_masks_.end(), v));
  }

  // What is not read again gives up its places.
  void finish(const Step& step) {
    free_vectors_ |= std::exchange(borrowed_, 0);
    free_masks_ |= std::exchange(borrowed_masks_, 0);
    locked_ = locked_masks_ = 0;
    for (const Reference& x : step.x) {
      if (x.value < 0 || next_use(x.value) != kNever) continue;
      Place& p = place(x.value);
      if (p.vector >= 0) leave_vector(x.value);
      if (p.mask >= 0) leave_mask(x.value);
      if (p.spill >= 0) free_spills_.push_back(std::exchange(p.spill, -1));
    }
  }

  // From now on the value can be read at the address, and no other can.
  void settle(ValueId v, std::int32_t address) {
    place(v).home = address;
    owner_[address] = v;
  }

  // ---- operands ------------------------------------------------------------------------------------------------------------

  Source in_memory(ValueId v) {
    const Place& p = place(v);
    return p.home >= 0 ? Source::vector_at(Base::rdi, bytes(p.home)) : spilled(p.spill);
  }

  Register in_vector(ValueId v) {
    if (place(v).vector < 0) {
      const Register r = take_vector();
      if (place(v).mask >= 0)
        a_.keep(r, static_cast<Mask>(place(v).mask), kOne);
      else
        a_.load(r, in_memory(v));
      enter_vector(v, r);
    }
    locked_ |= 1u << place(v).vector;
    return static_cast<Register>(place(v).vector);
  }

  // The register of a constant that has one for good.
  std::optional<Register> fixed(const Reference& x) const {
    if (static_cast<std::size_t>(x.scalar) >= layout_.scalars.size()) return std::nullopt;
    const auto bits = std::bit_cast<std::uint64_t>(layout_.scalars[static_cast<std::size_t>(x.scalar)]);
    if (bits == std::bit_cast<std::uint64_t>(0.0)) return kZero;
    if (bits == std::bit_cast<std::uint64_t>(1.0)) return kOne;
    return std::nullopt;
  }

  Register as_register(const Reference& x) {
    if (x.value >= 0) return in_vector(x.value);
    if (const auto r = fixed(x)) return *r;
    const Register r = borrow();
    a_.load(r, Source::scalar_at(Base::rsi, bytes(x.scalar)));
    return r;
  }

  // Where it can be read from, without a register of its own if this is its only use.
  Source as_source(const Reference& x) {
    if (x.value < 0) {
      if (const auto r = fixed(x)) return Source::of(*r);
      return Source::scalar_at(Base::rsi, bytes(x.scalar));
    }
    const Place& p = place(x.value);
    if (p.vector < 0 && p.mask < 0 && next_use(x.value) == kNever) return in_memory(x.value);
    return Source::of(in_vector(x.value));
  }

  bool is_in_register(const Reference& x) const {
    return x.value >= 0 ? places_[static_cast<std::size_t>(x.value)].vector >= 0 : fixed(x).has_value();
  }

  // x as a condition.
  Mask as_mask(const Reference& x) {
    if (x.value >= 0 && place(x.value).mask >= 0) {
      locked_masks_ |= 1u << place(x.value).mask;
      return static_cast<Mask>(place(x.value).mask);
    }
    const Source source = as_source(x);
    const Mask k = borrow_mask();
    a_.compare(Compare::not_equal_or_nan, k, 0, kZero, source);
    return k;
  }

  // ---- operations ----------------------------------------------------------------------------------------------------------

  // Registers of operands that are read here for the last time may be used for the result.
  void let_go(const Step& step) {
    for (const Reference& x : step.x)
      if (x.value >= 0 && place(x.value).vector >= 0 && next_use(x.value) == kNever) leave_vector(x.value);
    locked_ = 0;
  }

  Register result(const Step& step) {
    let_go(step);
    const Register r = take_vector();
    enter_vector(step.result, r);
    return r;
  }

  Mask result_mask(const Step& step) {
    const Mask k = take_mask();
    enter_mask(step.result, k);
    return k;
  }

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
        const Mask a = as_mask(step.x[0]), b = as_mask(step.x[1]);
        const Mask k = result_mask(step);
        return step.operation == Operation::logical_and ? a_.mask_and(k, a, b) : a_.mask_or(k, a, b);
      }
      case Operation::logical_not: return negation(step);
      case Operation::select: {
        const Mask where = as_mask(step.x[0]);
        const Register otherwise = as_register(step.x[2]);
        const Source a = as_source(step.x[1]);
        return a_.choose(result(step), where, otherwise, a);
      }
      case Operation::exponential: return exponential(step);
      case Operation::square_root: {
        const Source a = as_source(step.x[0]);
        return a_.square_root(result(step), a);
      }
      case Operation::floor_of: {
        const Source a = as_source(step.x[0]);
        return a_.floor(result(step), a);
      }
      case Operation::power:
      case Operation::logarithm: break;
    }
    CF_CHECK(false, "an operation that does not compile");
  }

  void binary(Binary operation, const Step& step, bool commutes) {
    Reference x = step.x[0], y = step.x[1];
    if (commutes && !is_in_register(x) && (is_in_register(y) || (x.value < 0 && y.value >= 0))) std::swap(x, y);
    const Register a = as_register(x);
    const Source b = as_source(y);
    a_.binary(operation, result(step), a, b);
  }

  void with_bits(Binary operation, Constant bits, const Step& step) {
    const Register a = as_register(step.x[0]);
    a_.binary(operation, result(step), a, constant(bits));
  }

  void compare(Compare predicate, Compare mirrored, const Step& step, std::size_t first, std::size_t second) {
    Reference x = step.x[first], y = step.x[second];
    if (!is_in_register(x) && (is_in_register(y) || x.value < 0)) {
      std::swap(x, y);
      predicate = mirrored;
    }
    const Register a = as_register(x);
    const Source b = as_source(y);
    a_.compare(predicate, result_mask(step), 0, a, b);
  }

  // 1 - a: of a condition that is a mask, its opposite.
  void negation(const Step& step) {
    if (step.x[0].value >= 0 && place(step.x[0].value).mask >= 0) {
      const Mask a = as_mask(step.x[0]);
      return a_.mask_not(result_mask(step), a);
    }
    const Source a = as_source(step.x[0]);
    a_.binary(Binary::subtract, result(step), kOne, a);
  }

  // As exponential() of vector/functions.hpp, step by step; what lies beyond the normal range comes out of the scaling.
  void exponential(const Step& step) {
    const Source argument = as_source(step.x[0]);
    const Register x = borrow(), k = borrow(), square = borrow(), sum = borrow(), term = borrow();
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
    a_.binary(Binary::scale, result(step), sum, Source::of(k));
  }

  // ---- stores and checks ---------------------------------------------------------------------------------------------------

  void store(const Step& step) {
    const ValueId v = step.x[0].value;
    // What lay there and is read later needs another place.
    if (const auto found = owner_.find(step.address); found != owner_.end() && found->second != v) {
      const ValueId before = found->second;
      const Place& p = place(before);
      if (next_use(before) != kNever && p.vector < 0 && p.mask < 0 && p.spill < 0) in_vector(before);
      place(before).home = -1;
      owner_.erase(found);
    }
    a_.store(Base::rdi, bytes(step.address), as_register(step.x[0]));
    if (v >= 0 && place(v).home < 0) settle(v, step.address);
  }

  void check(const Step& step) {
    const Mask where = step.x[1].none() ? Mask{0} : as_mask(step.x[1]);
    const Reference& x = step.x[0];
    const bool is_truth = step.check == CheckKind::is_true || step.check == CheckKind::created_or_lost;
    Mask bad = 0;
    if (is_truth && x.value >= 0 && place(x.value).mask >= 0) {
      bad = as_mask(x);
      if (where != 0) {
        const Mask both = borrow_mask();
        a_.mask_and(both, bad, where);
        bad = both;
      }
    } else {
      const Source source = as_source(x);
      bad = borrow_mask();
      if (step.check == CheckKind::nonfinite)
        a_.not_finite(bad, where, source);
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
  std::vector<Place> places_;                                 // by value
  std::unordered_map<std::int32_t, ValueId> owner_;           // address -> the value that lies there
  std::vector<ValueId> in_vectors_, in_masks_;
  std::uint32_t free_vectors_ = kVectors, free_masks_ = kMasks;
  std::uint32_t borrowed_ = 0, borrowed_masks_ = 0;           // given back after this operation
  std::uint32_t locked_ = 0, locked_masks_ = 0;               // read by this operation
  std::vector<int> free_spills_;
  int num_spills_ = 0;
  int at_ = 0;                                                // this operation
  bool fits_ = true;
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
