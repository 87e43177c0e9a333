// Sums in a fixed order, extremes, and the checks that stop a run.
namespace cf::engine::CF_SET {

// Eight partial sums, element k to sum k % 8; then 0+4, 1+5, 2+6, 3+7; then 0+2, 1+3; then the two.
template <class Term>
inline double sum_of(std::size_t n, Term term) {
  V partial[kVectors];
  for (std::size_t j = 0; j < kVectors; ++j) partial[j] = broadcast(0);
  for (std::size_t i = 0; i < n; i += kBlock)
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j) partial[j] = partial[j] + term(i + j * kWidth);
  alignas(64) double lane[kBlock];
  for (std::size_t j = 0; j < kVectors; ++j) store(lane + j * kWidth, partial[j]);
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

double sum(const double* x, std::size_t n) {
  return sum_of(n, [&](std::size_t i) { return load(x + i); });
}
double sum_of_products(const double* x, const double* y, std::size_t n) {
  return sum_of(n, [&](std::size_t i) { return load(x + i) * load(y + i); });
}
double sum_of_squares(const double* x, double centre, std::size_t n) {
  const V c = broadcast(centre);
  return sum_of(n, [&](std::size_t i) {
    const V d = load(x + i) - c;
    return d * d;
  });
}

// The new element is the first operand, so that a NaN gives way to what was there.
double smallest(const double* x, std::size_t n) {
  V best = broadcast(__builtin_inf());
  for (std::size_t i = 0; i < n; i += kWidth) best = minimum(load(x + i), best);
  alignas(64) double lane[kWidth];
  store(lane, best);
  double result = lane[0];
  for (std::size_t j = 1; j < kWidth; ++j) result = lane[j] < result ? lane[j] : result;
  return result;
}
double largest(const double* x, std::size_t n) {
  V best = broadcast(-__builtin_inf());
  for (std::size_t i = 0; i < n; i += kWidth) best = maximum(load(x + i), best);
  alignas(64) double lane[kWidth];
  store(lane, best);
  double result = lane[0];
  for (std::size_t j = 1; j < kWidth; ++j) result = lane[j] > result ? lane[j] : result;
  return result;
}

// Looks at 64 elements at a time: an offence is rare, so it pays to ask seldom.
template <class Test>
inline bool any_of(const double* guard, std::size_t n, Test test) {
  for (std::size_t i = 0; i < n;) {
    const std::size_t end = i + 64 < n ? i + 64 : n;
    Mask found = less(broadcast(1), broadcast(0));
    for (; i < end; i += kWidth) found = found | (guard ? test(i) & truth(load(guard + i)) : test(i));
    if (any(found)) return true;
  }
  return false;
}

#define CF_ANY(name, formula)                                                \
  bool name(const double* x, const double* guard, std::size_t n) {           \
    return any_of(guard, n, [&](std::size_t i) {                             \
      const V a = load(x + i);                                               \
      return formula;                                                        \
    });                                                                      \
  }
CF_ANY(any_true, truth(a))
CF_ANY(any_zero, equal(a, broadcast(0)))
CF_ANY(any_negative, less(a, broadcast(0)))
CF_ANY(any_not_positive, ~less(broadcast(0), a))
CF_ANY(any_below_zero, ~less_equal(broadcast(0), a))
CF_ANY(any_nonfinite, ~less(absolute(a), broadcast(__builtin_inf())))

// As in_domain: below zero needs a whole exponent, zero one that is not below zero.
bool any_not_real_power(const double* base, const double* exponent, bool scalar_exponent, const double* guard, std::size_t n) {
  const V zero = broadcast(0);
  const V single = broadcast(*exponent);
  return any_of(guard, n, [&](std::size_t i) {
    const V x = load(base + i);
    const V y = scalar_exponent ? single : load(exponent + i);
    return (less(x, zero) & not_equal(y, floor_of(y))) | (equal(x, zero) & less(y, zero));
  });
}

}  // namespace cf::engine::CF_SET
