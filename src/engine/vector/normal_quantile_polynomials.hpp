// The quantile of the normal distribution, for instruction sets that can look into tables of 16: with q = p - 1/2 and s = min(p, 1 - p),
// q times a polynomial of s, one for each half octave of s. Error: 4e-15 relative. The draws with s below 2^-9, one in 256, get a
// second table; the one in 65,536 with s below 2^-17 is left to the definition.
#include "engine/vector/normal_quantile_tables.hpp"

namespace cf::engine::CF_SET {

// Several vectors in step, so that a row of a table is loaded once for all.
template <std::size_t count>
inline void quantile_polynomials(const QuantilePolynomials& rows, const I (&place)[count], const V (&t)[count], V (&sum)[count]) {
#define CF_EACH _Pragma("GCC unroll 8") for (std::size_t j = 0; j < count; ++j)
  CF_EACH sum[j] = look_up(rows[kQuantileDegree], place[j]);
#pragma GCC unroll 16
  for (int k = kQuantileDegree - 1; k >= 0; --k) CF_EACH sum[j] = multiply_add_once(sum[j], t[j], look_up(rows[k], place[j]));
#undef CF_EACH
}

// Gives the lanes that are beyond both tables, vector 0 in the lowest bits; what they hold then means nothing.
template <std::size_t count>
inline std::uint64_t normal_quantiles_of(V (&x)[count]) {
  constexpr std::uint64_t kMantissa = 0x000FFFFFFFFFFFFF;
  V s[count], t[count], sum[count];
  I place[count];
#define CF_EACH _Pragma("GCC unroll 8") for (std::size_t j = 0; j < count; ++j)
  CF_EACH s[j] = minimum(x[j], broadcast(1) - x[j]);
  CF_EACH place[j] = shift_right<51>(bits_of(s[j]));    // only its lowest four bits count
  // In [1, 2), less 1.5.
  CF_EACH t[j] = from_bits(either_bits(both_bits(bits_of(s[j]), whole(kMantissa)), whole(0x3FF0000000000000))) - broadcast(1.5);
  quantile_polynomials(kQuantileMiddle, place, t, sum);
  V least = s[0];
  CF_EACH least = minimum(least, s[j]);
  std::uint64_t beyond = 0;
  if (any(less(least, broadcast(0x1p-9)))) [[unlikely]] {
    CF_EACH {
      const Mask tail = less(s[j], broadcast(0x1p-9));
      if (!any(tail)) continue;
      const I own_place[1] = {place[j]};
      const V own_t[1] = {t[j]};
      V in_tail[1];
      quantile_polynomials(kQuantileTail, own_place, own_t, in_tail);
      sum[j] = choose(tail, in_tail[0], sum[j]);
      beyond |= std::uint64_t{lanes(less(s[j], broadcast(0x1p-17)))} << (j * kWidth);
    }
  }
  CF_EACH x[j] = (x[j] - broadcast(0.5)) * sum[j];
#undef CF_EACH
  return beyond;
}

}  // namespace cf::engine::CF_SET
