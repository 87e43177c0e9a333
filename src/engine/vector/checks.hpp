// The checks that stop a run.
namespace cf::engine::CF_SET {

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

#define CF_ANY(name, formula)                                      \
  bool name(const double* x, const double* guard, std::size_t n) { \
    return any_of(guard, n, [&](std::size_t i) {                   \
      const V a = load(x + i);                                     \
      return formula;                                              \
    });                                                            \
  }
CF_ANY(any_true, truth(a))
CF_ANY(any_zero, equal(a, broadcast(0)))
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
