// The SSE2 instruction set as the kernels see it: two doubles to a vector. What every set_*.hpp has to offer:
//   V, I, Mask, kWidth           a vector of doubles, one of 64-bit whole numbers, one truth value a lane, lanes in a vector
//   minimum, maximum             a < b ? a : b and a > b ? a : b, so NaN and zeros as operations.def says
//   multiply_add_once            a * b + c inside elementary functions: rounded once where the machine can, else twice
//   lanes                        bit k: lane k is true
//   choose, keep, drop           m ? a : b, m ? a : 0, m ? 0 : a
//   multiply_low_halves          product of the lower 32 bits of each lane; the upper halves of the operands do not count
//   join_halves                  lower halves of `low` and of `high` as the two halves of a lane
#pragma once
#include <emmintrin.h>

#include <cstddef>
#include <cstdint>

namespace cf::engine::sse2 {

using V = __m128d;
using I = __m128i;
inline constexpr std::size_t kWidth = 2;
inline constexpr bool kFusedOnce = false;  // multiply_add_once rounds once
struct Mask {
  V bits;
};

inline V load(const double* x) { return _mm_load_pd(x); }
inline void store(double* out, V x) { _mm_store_pd(out, x); }
inline V broadcast(double x) { return _mm_set1_pd(x); }
inline I whole(std::uint64_t x) { return _mm_set1_epi64x(static_cast<long long>(x)); }

inline V minimum(V a, V b) { return _mm_min_pd(a, b); }
inline V maximum(V a, V b) { return _mm_max_pd(a, b); }
inline V square_root(V a) { return _mm_sqrt_pd(a); }
inline V multiply_add_once(V a, V b, V c) { return a * b + c; }

inline Mask less(V a, V b) { return {_mm_cmplt_pd(a, b)}; }
inline Mask less_equal(V a, V b) { return {_mm_cmple_pd(a, b)}; }
inline Mask equal(V a, V b) { return {_mm_cmpeq_pd(a, b)}; }
inline Mask not_equal(V a, V b) { return {_mm_cmpneq_pd(a, b)}; }
inline Mask operator&(Mask a, Mask b) { return {_mm_and_pd(a.bits, b.bits)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm_or_pd(a.bits, b.bits)}; }
inline Mask operator~(Mask a) { return {_mm_xor_pd(a.bits, _mm_castsi128_pd(_mm_set1_epi64x(-1)))}; }
inline unsigned lanes(Mask a) { return static_cast<unsigned>(_mm_movemask_pd(a.bits)); }
inline bool any(Mask a) { return lanes(a) != 0; }
inline V keep(Mask m, V a) { return _mm_and_pd(m.bits, a); }
inline V drop(Mask m, V a) { return _mm_andnot_pd(m.bits, a); }
inline V choose(Mask m, V a, V b) { return _mm_or_pd(keep(m, a), drop(m, b)); }

// There is no rounding instruction: adding 2^52 to the size rounds it to a whole number; one less where that went up.
inline V floor_of(V a) {
  const V sign = _mm_and_pd(a, _mm_set1_pd(-0.0));
  const V size = _mm_andnot_pd(_mm_set1_pd(-0.0), a);
  const V big = _mm_set1_pd(0x1p52);
  const V nearest = _mm_or_pd((size + big) - big, sign);
  const V down = nearest - keep(less(a, nearest), _mm_set1_pd(1));
  return choose(less(size, big), _mm_or_pd(down, sign), a);  // -0 stays -0; whole numbers from 2^52 on and NaN as they are
}

inline I bits_of(V a) { return _mm_castpd_si128(a); }
inline V from_bits(I a) { return _mm_castsi128_pd(a); }
inline I add_whole(I a, I b) { return _mm_add_epi64(a, b); }
inline I subtract_whole(I a, I b) { return _mm_sub_epi64(a, b); }
inline I both_bits(I a, I b) { return _mm_and_si128(a, b); }
inline I either_bits(I a, I b) { return _mm_or_si128(a, b); }
inline I differing_bits(I a, I b) { return _mm_xor_si128(a, b); }
inline I differing_bits(I a, I b, I c) { return _mm_xor_si128(_mm_xor_si128(a, b), c); }
template <int count>
I shift_left(I a) {
  return _mm_slli_epi64(a, count);
}
template <int count>
I shift_right(I a) {
  return _mm_srli_epi64(a, count);
}
inline I multiply_low_halves(I a, I b) { return _mm_mul_epu32(a, b); }
inline I join_halves(I low, I high) { return _mm_or_si128(_mm_and_si128(low, _mm_set1_epi64x(0xFFFFFFFF)), _mm_slli_epi64(high, 32)); }

}  // namespace cf::engine::sse2
