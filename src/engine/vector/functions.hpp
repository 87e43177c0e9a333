// Elementary functions on vectors. Each holds for every double: the common range in line, the rest out of line.
// Errors, measured against long double by tests/engine: exponential and logarithm 1 unit in the last place, power 1e-14 for results
// between e^-700 and e^700, all relative.
//
// Polynomials are Chebyshev fits, worked out with 40 digits; their own error is below 2e-17 of the result.
namespace cf::engine::CF_SET {

#define CF_RARE __attribute__((noinline, cold))

inline V absolute(V a) { return from_bits(both_bits(bits_of(a), whole(0x7FFFFFFFFFFFFFFF))); }
inline V negate(V a) { return from_bits(differing_bits(bits_of(a), whole(0x8000000000000000))); }
inline Mask truth(V a) { return not_equal(a, broadcast(0)); }
inline V condition(Mask m) { return keep(m, broadcast(1)); }

using exponential_numbers::kLn2High;
using exponential_numbers::kLn2Low;
using exponential_numbers::kLog2E;
using exponential_numbers::kMagic;

// ---- exponential: x = k ln 2 + r, |r| <= ln(2) / 2, e^r = 1 + r + r^2 P(r) ------------------------------------------------------

// r; k is left in the lower bits of `exponent`.
inline V reduced(V x, V& exponent) {
  exponent = multiply_add_once(x, broadcast(kLog2E), broadcast(kMagic));
  const V k = exponent - broadcast(kMagic);
  return multiply_add_once(k, broadcast(-kLn2Low), multiply_add_once(k, broadcast(-kLn2High), x));
}

// e^r.
inline V exponential_series(V r) {
  const V r2 = r * r;
  using exponential_numbers::kSeries;
  const V p0 = multiply_add_once(r, broadcast(kSeries[1]), broadcast(kSeries[0]));
  const V p1 = multiply_add_once(r, broadcast(kSeries[3]), broadcast(kSeries[2]));
  const V p2 = multiply_add_once(r, broadcast(kSeries[5]), broadcast(kSeries[4]));
  const V p3 = multiply_add_once(r, broadcast(kSeries[7]), broadcast(kSeries[6]));
  const V p4 = multiply_add_once(r, broadcast(kSeries[9]), broadcast(kSeries[8]));
  V p = multiply_add_once(p4, r2, p3);
  p = multiply_add_once(p, r2, p2);
  p = multiply_add_once(p, r2, p1);
  p = multiply_add_once(p, r2, p0);
  return broadcast(1) + multiply_add_once(p, r2, r);
}

inline V power_of_two(V exponent) { return from_bits(add_whole(shift_left<52>(bits_of(exponent)), whole(0x3FF0000000000000))); }

// Beyond the normal range: 2^k in two halves, so that overflow is infinite and underflow gradual; NaN stays.
CF_RARE V exponential_of_any(V x) {
  x = minimum(broadcast(exponential_numbers::kHighest), maximum(broadcast(exponential_numbers::kLowest), x));
  V exponent;
  const V result = exponential_series(reduced(x, exponent));
  const V k = exponent - broadcast(kMagic);
  const V half = k * broadcast(0.5) + broadcast(kMagic);
  const V rest = (k - (half - broadcast(kMagic))) + broadcast(kMagic);
  return result * power_of_two(half) * power_of_two(rest);
}

inline V exponential(V x) {
  if (any(~less_equal(absolute(x), broadcast(708)))) [[unlikely]]
    return exponential_of_any(x);
  V exponent;
  const V result = exponential_series(reduced(x, exponent));
  return from_bits(add_whole(bits_of(result), shift_left<52>(bits_of(exponent))));
}

// ---- logarithm: x = 2^k m, m in [sqrt(1/2), sqrt(2)); s = (m - 1) / (m + 1), log m = 2 s + s^3 G(s^2) ---------------------------

inline constexpr std::uint64_t kBitsOfOne = 0x3FF0000000000000;
inline constexpr std::uint64_t kBitsOfRootHalf = 0x3FE6A09E667F3BCD;

// For positive normal x.
inline V split(V x, V& k) {
  const I shifted = add_whole(bits_of(x), whole(kBitsOfOne - kBitsOfRootHalf));
  const I exponent = both_bits(shifted, whole(0xFFF0000000000000));
  k = from_bits(either_bits(shift_right<52>(shifted), whole(0x4330000000000000))) - broadcast(0x1p52 + 1023);
  return from_bits(add_whole(subtract_whole(bits_of(x), exponent), whole(kBitsOfOne)));
}

inline V logarithm_series(V z) {
  const V z2 = z * z;
  const V g0 = multiply_add_once(z, broadcast(0.4000000000000094), broadcast(0.6666666666666666));
  const V g1 = multiply_add_once(z, broadcast(0.2222222240054776), broadcast(0.2857142857076445));
  const V g2 = multiply_add_once(z, broadcast(0.15386290534658992), broadcast(0.181817947008978));
  const V g3 = multiply_add_once(z, broadcast(0.1310072138350349), broadcast(0.13267418596474884));
  return multiply_add_once(multiply_add_once(multiply_add_once(g3, z2, g2), z2, g1), z2, g0);
}

// log(2^k m). log m = f - (f^2/2 - s (f^2/2 + R)) with f = m - 1, R = s^2 G: f is exact, the rest small.
inline V logarithm_of_split(V m, V k) {
  const V f = m - broadcast(1);
  const V s = f / (m + broadcast(1));
  const V z = s * s;
  const V half_square = broadcast(0.5) * f * f;
  const V r = z * logarithm_series(z);
  const V inner = multiply_add_once(s, half_square + r, k * broadcast(kLn2Low));
  return multiply_add_once(k, broadcast(kLn2High), f - (half_square - inner));
}

inline Mask positive_normal(V x) { return less_equal(broadcast(0x1p-1022), x) & less_equal(x, broadcast(0x1.fffffffffffffp1023)); }

// log 0 is -inf, of what is below zero NaN; inf and NaN stay.
CF_RARE V logarithm_of_any(V x) {
  const Mask tiny = less(x, broadcast(0x1p-1022));
  const V scaled = choose(tiny, x * broadcast(0x1p54), x);
  V k;
  const V m = split(scaled, k);
  V result = logarithm_of_split(m, k - keep(tiny, broadcast(54)));
  result = choose(less_equal(x, broadcast(0x1.fffffffffffffp1023)), result, x);
  result = choose(equal(x, broadcast(0)), broadcast(-__builtin_inf()), result);
  return choose(less(x, broadcast(0)), broadcast(__builtin_nan("")), result);
}

inline V logarithm(V x) {
  if (any(~positive_normal(x))) [[unlikely]]
    return logarithm_of_any(x);
  V k;
  const V m = split(x, k);
  return logarithm_of_split(m, k);
}

// ---- power: e^(y log x), the logarithm as a sum of two doubles -------------------------------------------------------------------

// a b - p, exactly, for p = a b rounded (Dekker 1971).
inline V product_error(V a, V b, V p) {
  if constexpr (kFusedOnce) return multiply_add_once(a, b, negate(p));
  const V splitter = broadcast(0x1p27 + 1);
  const V ta = a * splitter, tb = b * splitter;
  const V a1 = ta - (ta - a), b1 = tb - (tb - b);
  const V a2 = a - a1, b2 = b - b1;
  return ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2;
}

CF_RARE V power_lane_by_lane(V x, V y, V result, Mask done) {
  alignas(64) double base[kWidth], exponent[kWidth], out[kWidth], is_done[kWidth];
  store(base, x);
  store(exponent, y);
  store(out, result);
  store(is_done, condition(done));
  for (std::size_t i = 0; i < kWidth; ++i)
    if (is_done[i] == 0) out[i] = power_of_one(base[i], exponent[i]);
  return load(out);
}

inline V power(V x, V y) {
  V k;
  const V m = split(x, k);
  const V f = m - broadcast(1);
  const V d = m + broadcast(1);
  const V d_low = m - (d - broadcast(1));
  const V s = f / d;
  const V sd = s * d;
  const V s_low = (((f - sd) - product_error(s, d, sd)) - s * d_low) / d;
  const V z = s * s;
  const V small = multiply_add_once(s * z, logarithm_series(z), s_low + s_low);
  const V exact = k * broadcast(kLn2High);
  const V sum = exact + (s + s);
  const V rest_of_sum = ((exact - sum) + (s + s)) + multiply_add_once(k, broadcast(kLn2Low), small);
  const V high = sum + rest_of_sum;
  const V low = (sum - high) + rest_of_sum;
  const V product = y * high;
  V exponent;
  const V correction = multiply_add_once(y, low, product_error(y, high, product));
  V result = exponential_series(reduced(product, exponent) + correction);
  result = from_bits(add_whole(bits_of(result), shift_left<52>(bits_of(exponent))));
  const Mask done = positive_normal(x) & less_equal(absolute(product), broadcast(700)) & less_equal(absolute(y), broadcast(0x1p200));
  if (any(~done)) [[unlikely]]
    return power_lane_by_lane(x, y, result, done);
  return result;
}

}  // namespace cf::engine::CF_SET
