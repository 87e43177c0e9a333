#include "engine/native/registers.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.hpp"

namespace cf::engine::native {

Registers::Registers(Assembler& assembler, const Flow& flow, const Layout& layout)
    : a_(assembler), flow_(flow), layout_(layout), places_(flow.values.size()) {
  for (std::size_t v = 0; v < flow.values.size(); ++v)
    if (flow.values[v].address >= 0) settle(static_cast<ValueId>(v), flow.values[v].address);
}

// The first operation after this one that reads the value.
int Registers::next_use(ValueId v) {
  const auto& uses = flow_.values[static_cast<std::size_t>(v)].uses;
  Place& p = place(v);
  while (p.used < uses.size() && uses[p.used] <= at_) ++p.used;
  return p.used < uses.size() ? uses[p.used] : kNever;
}

Register Registers::take_vector() {
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

Register Registers::borrow() {
  const Register r = take_vector();
  borrowed_ |= 1u << r;
  return r;
}

void Registers::evict_vector() {
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
  if (p.home < 0 && p.spill < 0 && !p.is_mask()) {
    p.spill = take_spill();
    a_.store(Base::rsi, bytes(layout_.spill + 8 * p.spill), static_cast<Register>(p.vector));
  }
  leave_vector(furthest);
}

int Registers::take_spill() {
  if (!free_spills_.empty()) {
    const int number = free_spills_.back();
    free_spills_.pop_back();
    return number;
  }
  fits_ = fits_ && num_spills_ < kSpillRoom;
  return std::min(num_spills_++, kSpillRoom - 1);
}

void Registers::enter_vector(ValueId v, Register r) {
  place(v).vector = r;
  in_vectors_.push_back(v);
}

void Registers::leave_vector(ValueId v) {
  Place& p = place(v);
  free_vectors_ |= 1u << p.vector;
  p.vector = -1;
  in_vectors_.erase(std::find(in_vectors_.begin(), in_vectors_.end(), v));
}

Mask Registers::take_mask() {
  if (free_masks_ == 0) evict_mask();
  const auto k = static_cast<Mask>(std::countr_zero(free_masks_));
  free_masks_ &= free_masks_ - 1;
  locked_masks_ |= 1u << k;
  return k;
}

Mask Registers::borrow_mask() {
  const Mask k = take_mask();
  borrowed_masks_ |= 1u << k;
  return k;
}

void Registers::evict_mask() {
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
  if (place(furthest).made_as_mask && place(furthest).vector < 0 && place(furthest).home < 0 && place(furthest).spill < 0) {
    const Register r = take_vector();
    a_.keep(r, static_cast<Mask>(place(furthest).mask), kOne);
    enter_vector(furthest, r);
  }
  leave_mask(furthest);
}

void Registers::enter_mask(ValueId v, Mask k) {
  place(v).mask = k;
  in_masks_.push_back(v);
}

void Registers::leave_mask(ValueId v) {
  Place& p = place(v);
  free_masks_ |= 1u << p.mask;
  p.mask = -1;
  in_masks_.erase(std::find(in_masks_.begin(), in_masks_.end(), v));
}

void Registers::finish(const Step& step) {
  free_vectors_ |= std::exchange(borrowed_, 0);
  free_masks_ |= std::exchange(borrowed_masks_, 0);
  locked_ = locked_masks_ = 0;
  for (const Reference& x : {step.x[0], step.x[1], step.x[2], step.where}) {
    if (x.value < 0 || next_use(x.value) != kNever) continue;
    Place& p = place(x.value);
    if (p.vector >= 0) leave_vector(x.value);
    if (p.mask >= 0) leave_mask(x.value);
    if (p.spill >= 0) free_spills_.push_back(std::exchange(p.spill, -1));
  }
}

// From now on the value can be read at the address, and no other can.
void Registers::settle(ValueId v, std::int32_t address) {
  place(v).home = address;
  owner_[address] = v;
}

Source Registers::in_memory(ValueId v) {
  const Place& p = place(v);
  return p.home >= 0 ? Source::vector_at(Base::rdi, bytes(p.home)) : Source::vector_at(Base::rsi, bytes(layout_.spill + 8 * p.spill));
}

Register Registers::in_vector(ValueId v) {
  if (place(v).vector < 0) {
    const Register r = take_vector();
    if (place(v).is_mask())
      a_.keep(r, static_cast<Mask>(place(v).mask), kOne);
    else
      a_.load(r, in_memory(v));
    enter_vector(v, r);
  }
  locked_ |= 1u << place(v).vector;
  return static_cast<Register>(place(v).vector);
}

// The register of a constant that has one for good.
std::optional<Register> Registers::fixed(const Reference& x) const {
  if (static_cast<std::size_t>(x.scalar) >= layout_.scalars.size()) return std::nullopt;
  const auto bits = std::bit_cast<std::uint64_t>(layout_.scalars[static_cast<std::size_t>(x.scalar)]);
  if (bits == std::bit_cast<std::uint64_t>(0.0)) return kZero;
  if (bits == std::bit_cast<std::uint64_t>(1.0)) return kOne;
  return std::nullopt;
}

Register Registers::as_register(const Reference& x) {
  if (x.value >= 0) return in_vector(x.value);
  if (const auto r = fixed(x)) return *r;
  const Register r = borrow();
  a_.load(r, Source::scalar_at(Base::rsi, bytes(x.scalar)));
  return r;
}

Source Registers::as_source(const Reference& x) {
  if (x.value < 0) {
    if (const auto r = fixed(x)) return Source::of(*r);
    return Source::scalar_at(Base::rsi, bytes(x.scalar));
  }
  const Place& p = place(x.value);
  if (p.vector < 0 && !p.is_mask() && next_use(x.value) == kNever) return in_memory(x.value);
  return Source::of(in_vector(x.value));
}

bool Registers::is_in_register(const Reference& x) const {
  return x.value >= 0 ? places_[static_cast<std::size_t>(x.value)].vector >= 0 : fixed(x).has_value();
}

Mask Registers::as_mask(const Reference& x) {
  if (x.value >= 0 && place(x.value).mask >= 0) {
    locked_masks_ |= 1u << place(x.value).mask;
    return static_cast<Mask>(place(x.value).mask);
  }
  // Kept where it is read again: a condition has many readers.
  const bool again = x.value >= 0 && next_use(x.value) != kNever;
  const Source source = again && place(x.value).vector < 0 ? in_memory(x.value) : as_source(x);
  const Mask k = again ? take_mask() : borrow_mask();
  a_.compare(Compare::not_equal_or_nan, k, 0, kZero, source);
  if (again) enter_mask(x.value, k);
  return k;
}

Register Registers::result(const Step& step) {
  for (const Reference& x : step.x)
    if (x.value >= 0 && place(x.value).vector >= 0 && next_use(x.value) == kNever) leave_vector(x.value);
  locked_ = 0;
  const Register r = take_vector();
  enter_vector(step.result, r);
  return r;
}

Mask Registers::result_mask(const Step& step) {
  const Mask k = take_mask();
  enter_mask(step.result, k);
  place(step.result).made_as_mask = true;
  return k;
}

void Registers::overwrite(std::int32_t address, ValueId now) {
  const auto found = owner_.find(address);
  if (found == owner_.end() || found->second == now) return;
  const ValueId before = found->second;
  const Place& p = place(before);
  if (next_use(before) != kNever && p.vector < 0 && !p.is_mask() && p.spill < 0) in_vector(before);
  place(before).home = -1;
  owner_.erase(found);
}

}  // namespace cf::engine::native
