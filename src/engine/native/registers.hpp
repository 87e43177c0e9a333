// Where the values of a segment are while its code is written: in vector registers, as masks, in their slots, or spilled. When
// registers run out, the value whose next use is furthest goes (Belady 1966), to where it came from or to a place of its own.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/native/assembler.hpp"
#include "engine/native/flow.hpp"
#include "engine/native/segment.hpp"

namespace cf::engine::native {

// Registers that are not given out.
inline constexpr Register kZero = 31, kOne = 30;
inline constexpr Mask kBad = 7;                               // lanes in which a check found something

constexpr std::int32_t bytes(std::int32_t address) { return address * 8; }

class Registers {
 public:
  Registers(Assembler& assembler, const Flow& flow, const Layout& layout);

  // All below is about one step: begin, ask for its operands, then for its result, finish.
  void begin(int step) { at_ = step; }
  void finish(const Step& step);                              // what is not read again gives up its places

  Register as_register(const Reference& x);
  Source as_source(const Reference& x);                       // from memory, if this is its only use
  Mask as_mask(const Reference& x);                           // as a condition
  bool is_in_register(const Reference& x) const;
  bool has_mask(const Reference& x) const { return x.value >= 0 && places_[static_cast<std::size_t>(x.value)].mask >= 0; }
  bool is_mask(const Reference& x) const { return x.value >= 0 && places_[static_cast<std::size_t>(x.value)].is_mask(); }
  Register borrow();                                          // for this step only
  Mask borrow_mask();

  // Registers of operands that are read here for the last time may be used for the result: what follows reads before it writes.
  Register result(const Step& step);
  Mask result_mask(const Step& step);

  // The address is about to hold `now` (-1: a scalar): what lies there and is read later gets another place.
  void overwrite(std::int32_t address, ValueId now);
  // From now on the value can be read at the address.
  void settle(ValueId v, std::int32_t address);
  bool has_home(ValueId v) const { return places_[static_cast<std::size_t>(v)].home >= 0; }

  bool fit() const { return fits_; }                          // false: the code written is of no use

 private:
  static constexpr int kNever = std::numeric_limits<int>::max();

  struct Place {
    int vector = -1, mask = -1;                               // the mask: where it is not zero
    bool made_as_mask = false;                                // then it is 1 where the mask is set, else 0
    std::int32_t home = -1;                                   // where it lies in memory, as long as it does
    int spill = -1;
    std::size_t used = 0;                                     // uses so far
    bool is_mask() const { return mask >= 0 && made_as_mask; }
  };

  Place& place(ValueId v) { return places_[static_cast<std::size_t>(v)]; }
  int next_use(ValueId v);
  Register take_vector();
  void evict_vector();
  void enter_vector(ValueId v, Register r);
  void leave_vector(ValueId v);
  Mask take_mask();
  void evict_mask();
  void enter_mask(ValueId v, Mask k);
  void leave_mask(ValueId v);
  int take_spill();
  Source in_memory(ValueId v);
  Register in_vector(ValueId v);
  std::optional<Register> fixed(const Reference& x) const;

  Assembler& a_;
  const Flow& flow_;
  const Layout& layout_;
  std::vector<Place> places_;                                 // by value
  std::unordered_map<std::int32_t, ValueId> owner_;           // address -> the value that lies there
  std::vector<ValueId> in_vectors_, in_masks_;
  std::uint32_t free_vectors_ = (1u << kOne) - 1, free_masks_ = 0b0111'1110;
  std::uint32_t borrowed_ = 0, borrowed_masks_ = 0;           // given back after this step
  std::uint32_t locked_ = 0, locked_masks_ = 0;               // read by this step
  std::vector<int> free_spills_;
  int num_spills_ = 0;
  int at_ = 0;                                                // this step
  bool fits_ = true;
};

}  // namespace cf::engine::native
