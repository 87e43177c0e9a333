// The AVX-512 instruction set (F, DQ, VL) as the kernels see it: eight doubles to a vector. See set_sse2.hpp for what each function
// means.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace cf::engine::avx512 {

using V = __m512d;
using I = __m512i;
inline constexpr std::size_t kWidth = 8;
inline constexpr bool kFusedOnce = true;  // multiply_add_once rounds once
struct Mask {
  __mmask8 bits;
};

inline V load(const double* x) { return _mm512_load_pd(x); }
inline void store(double* out, V x) { _mm512_store_pd(out, x); }
inline V broadcast(double x) { return _mm512_set1_pd(x); }
inline I whole(std::uint64_t x) { return _mm512_set1_epi64(static_cast<long long>(x)); }

inline V minimum(V a, V b) { return _mm512_min_pd(a, b); }
inline V maximum(V a, V b) { return _mm512_max_pd(a, b); }
inline V square_root(V a) { return _mm512_sqrt_pd(a); }
inline V floor_of(V a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
inline V multiply_add_once(V a, V b, V c) { return _mm512_fmadd_pd(a, b, c); }

inline Mask less(V a, V b) { return {_mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)}; }
inline Mask less_equal(V a, V b) { return {_mm512_cmp_pd_mask(a, b, _CMP_LE_OQ)}; }
inline Mask equal(V a, V b) { return {_mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ)}; }
inline Mask not_equal(V a, V b) { return {_mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ)}; }
inline Mask operator&(Mask a, Mask b) { return {static_cast<__mmask8>(a.bits & b.bits)}; }
inline Mask operator|(Mask a, Mask b) { return {static_cast<__mmask8>(a.bits | b.bits)}; }
inline Mask operator~(Mask a) { return {static_cast<__mmask8>(~a.bits)}; }
inline unsigned lanes(Mask a) { return a.bits; }
inline bool any(Mask a) { return lanes(a) != 0; }
inline V choose(Mask m, V a, V b) { return _mm512_mask_blend_pd(m.bits, b, a); }
inline V keep(Mask m, V a) { return _mm512_maskz_mov_pd(m.bits, a); }
inline V drop(Mask m, V a) { return _mm512_maskz_mov_pd(static_cast<__mmask8>(~m.bits), a); }

inline I bits_of(V a) { return _mm512_castpd_si512(a); }
inline V from_bits(I a) { return _mm512_castsi512_pd(a); }
inline I add_whole(I a, I b) { return _mm512_add_epi64(a, b); }
inline I subtract_whole(I a, I b) { return _mm512_sub_epi64(a, b); }
inline I both_bits(I a, I b) { return _mm512_and_si512(a, b); }
inline I either_bits(I a, I b) { return _mm512_or_si512(a, b); }
inline I differing_bits(I a, I b) { return _mm512_xor_si512(a, b); }
inline I differing_bits(I a, I b, I c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
template <int count>
I shift_left(I a) {
  return _mm512_slli_epi64(a, count);
}
template <int count>
I shift_right(I a) {
  return _mm512_srli_epi64(a, count);
}
// table[the lowest four bits of place]
inline V look_up(const double (&table)[16], I place) {
  return _mm512_permutex2var_pd(_mm512_load_pd(table), place, _mm512_load_pd(table + 8));
}
inline I multiply_low_halves(I a, I b) { return _mm512_mul_epu32(a, b); }
inline I join_halves(I low, I high) {
  return _mm512_ternarylogic_epi64(_mm512_slli_epi64(high, 32), low, _mm512_set1_epi64(0xFFFFFFFF), 0xF8);  // a | (b & c)
}

}  // namespace cf::engine::avx512
