// The AVX2 instruction set as the kernels see it: four doubles to a vector. See set_sse2.hpp for what each function means.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace cf::engine::avx2 {

using V = __m256d;
using I = __m256i;
inline constexpr std::size_t kWidth = 4;
inline constexpr bool kFusedOnce = true;  // multiply_add_once rounds once
struct Mask {
  V bits;
};

inline V load(const double* x) { return _mm256_load_pd(x); }
inline void store(double* out, V x) { _mm256_store_pd(out, x); }
inline V broadcast(double x) { return _mm256_set1_pd(x); }
inline I whole(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }

inline V minimum(V a, V b) { return _mm256_min_pd(a, b); }
inline V maximum(V a, V b) { return _mm256_max_pd(a, b); }
inline V square_root(V a) { return _mm256_sqrt_pd(a); }
inline V floor_of(V a) { return _mm256_floor_pd(a); }
inline V multiply_add_once(V a, V b, V c) { return _mm256_fmadd_pd(a, b, c); }

inline Mask less(V a, V b) { return {_mm256_cmp_pd(a, b, _CMP_LT_OQ)}; }
inline Mask less_equal(V a, V b) { return {_mm256_cmp_pd(a, b, _CMP_LE_OQ)}; }
inline Mask equal(V a, V b) { return {_mm256_cmp_pd(a, b, _CMP_EQ_OQ)}; }
inline Mask not_equal(V a, V b) { return {_mm256_cmp_pd(a, b, _CMP_NEQ_UQ)}; }
inline Mask operator&(Mask a, Mask b) { return {_mm256_and_pd(a.bits, b.bits)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm256_or_pd(a.bits, b.bits)}; }
inline Mask operator~(Mask a) { return {_mm256_xor_pd(a.bits, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)))}; }
inline unsigned lanes(Mask a) { return static_cast<unsigned>(_mm256_movemask_pd(a.bits)); }
inline bool any(Mask a) { return lanes(a) != 0; }
inline V choose(Mask m, V a, V b) { return _mm256_blendv_pd(b, a, m.bits); }
inline V keep(Mask m, V a) { return _mm256_and_pd(m.bits, a); }
inline V drop(Mask m, V a) { return _mm256_andnot_pd(m.bits, a); }

inline I bits_of(V a) { return _mm256_castpd_si256(a); }
inline V from_bits(I a) { return _mm256_castsi256_pd(a); }
inline I add_whole(I a, I b) { return _mm256_add_epi64(a, b); }
inline I subtract_whole(I a, I b) { return _mm256_sub_epi64(a, b); }
inline I both_bits(I a, I b) { return _mm256_and_si256(a, b); }
inline I either_bits(I a, I b) { return _mm256_or_si256(a, b); }
inline I differing_bits(I a, I b) { return _mm256_xor_si256(a, b); }
inline I differing_bits(I a, I b, I c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
template <int count>
I shift_left(I a) {
  return _mm256_slli_epi64(a, count);
}
template <int count>
I shift_right(I a) {
  return _mm256_srli_epi64(a, count);
}
inline I multiply_low_halves(I a, I b) { return _mm256_mul_epu32(a, b); }
inline I join_halves(I low, I high) { return _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xAA); }

}  // namespace cf::engine::avx2
