// A kernel for each operation and fused form, in each useful form of operands: one loop, the formula in its middle.
namespace cf::engine::CF_SET {

// What an operation does to vectors. A row of operations.def without one does not compile.
template <Operation id>
struct Does;

#define CF_DOES_1(id, formula)           \
  template <>                            \
  struct Does<Operation::id> {           \
    static V of(V a) { return formula; } \
  }
#define CF_DOES_2(id, formula)                \
  template <>                                 \
  struct Does<Operation::id> {                \
    static V of(V a, V b) { return formula; } \
  }

// clang-format off
CF_DOES_2(add, a + b);
CF_DOES_2(subtract, a - b);
CF_DOES_2(multiply, a * b);
CF_DOES_2(divide, a / b);
// clang-format on
CF_DOES_2(power, CF_SET::power(a, b));
CF_DOES_1(negate, CF_SET::negate(a));
CF_DOES_2(less, condition(CF_SET::less(a, b)));
CF_DOES_2(less_equal, condition(CF_SET::less_equal(a, b)));
CF_DOES_2(greater, condition(CF_SET::less(b, a)));
CF_DOES_2(greater_equal, condition(CF_SET::less_equal(b, a)));
CF_DOES_2(equal, condition(CF_SET::equal(a, b)));
CF_DOES_2(not_equal, condition(CF_SET::not_equal(a, b)));
CF_DOES_2(logical_and, condition(truth(a) & truth(b)));
CF_DOES_2(logical_or, condition(truth(a) | truth(b)));
CF_DOES_1(logical_not, broadcast(1) - a);
CF_DOES_2(minimum, CF_SET::minimum(a, b));
CF_DOES_2(maximum, CF_SET::maximum(a, b));
CF_DOES_1(absolute, CF_SET::absolute(a));
CF_DOES_1(exponential, CF_SET::exponential(a));
CF_DOES_1(logarithm, CF_SET::logarithm(a));
CF_DOES_1(square_root, CF_SET::square_root(a));
CF_DOES_1(floor_of, CF_SET::floor_of(a));

template <>
struct Does<Operation::select> {
  static V of(V a, V b, V c) { return choose(truth(a), b, c); }
};

// The fused ones, their formulas straight from the table.
template <Fused id>
struct DoesFused;
#define CF_PARAMETERS_2 V a, V b
#define CF_PARAMETERS_3 V a, V b, V c
#define CF_PARAMETERS_4 V a, V b, V c, V d
#define CF_PARAMETERS_5 V a, V b, V c, V d, V e
#define CF_FUSED(id, arity, shape, ...)                        \
  template <>                                                  \
  struct DoesFused<Fused::id> {                                \
    static V of(CF_PARAMETERS_##arity) { return __VA_ARGS__; } \
  };
#include "program/fused.def"
#undef CF_FUSED

inline constexpr std::size_t kBlock = 8;   // n is a multiple of it
inline constexpr std::size_t kVectors = kBlock / kWidth;

template <std::size_t...>
struct Positions {};

// Reads whole blocks before it writes them, so `out` may be an operand.
template <class F, Form form, std::size_t... k>
inline void run(double* out, const double* const* x, std::size_t n, Positions<k...>) {
  const double* const tile[] = {x[k]...};
  const V single[] = {((form >> k & 1) ? broadcast(*x[k]) : broadcast(0))...};
  for (std::size_t i = 0; i < n; i += kBlock) {
    V result[kVectors];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j) result[j] = F::of(((form >> k & 1) ? single[k] : load(tile[k] + i + j * kWidth))...);
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j) store(out + i + j * kWidth, result[j]);
  }
}

template <int arity>
struct UpTo;
template <>
struct UpTo<1> {
  using Type = Positions<0>;
};
template <>
struct UpTo<2> {
  using Type = Positions<0, 1>;
};
template <>
struct UpTo<3> {
  using Type = Positions<0, 1, 2>;
};
template <>
struct UpTo<4> {
  using Type = Positions<0, 1, 2, 3>;
};
template <>
struct UpTo<5> {
  using Type = Positions<0, 1, 2, 3, 4>;
};

template <class F, int arity, Form form>
void elementwise(double* out, const double* const* x, std::size_t n) {
  run<F, form>(out, x, n, typename UpTo<arity>::Type{});
}

// Squares are common, and much cheaper than other powers.
void power_by_single(double* out, const double* const* x, std::size_t n) {
  const double* const squared[] = {x[0], x[0]};
  if (*x[1] == 2) return elementwise<Does<Operation::multiply>, 2, 0>(out, squared, n);
  elementwise<Does<Operation::power>, 2, 2>(out, x, n);
}

template <class F, int arity, Form form = 0>
constexpr void fill_forms(Kernel* forms) {
  if constexpr (form + 1 < (1u << arity)) {  // all single: none
    forms[form] = elementwise<F, arity, form>;
    fill_forms<F, arity, form + 1>(forms);
  }
}

constexpr void fill_elementwise(Kernels& kernels) {
#define CF_OPERATION(id, name, arity, ...) \
  fill_forms<Does<Operation::id>, arity>(kernels.operation[static_cast<std::size_t>(Operation::id)]);
#include "operation/operations.def"
#undef CF_OPERATION
  kernels.operation[static_cast<std::size_t>(Operation::power)][2] = power_by_single;
#define CF_FUSED(id, arity, ...) fill_forms<DoesFused<Fused::id>, arity>(kernels.fused[static_cast<std::size_t>(Fused::id)]);
#include "program/fused.def"
#undef CF_FUSED
}

void copy(double* out, const double* x, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, load(x + i));
}

void fill(double* out, double value, std::size_t n) {
  const V all = broadcast(value);
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, all);
}

}  // namespace cf::engine::CF_SET
