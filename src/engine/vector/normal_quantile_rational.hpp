// The quantile of the normal distribution, for instruction sets that cannot look into tables: q times a rational function of
// r = c - q^2, q = p - 1/2, where |q| <= 0.4975; that interpolates the quantile at the points best for it (Zolotarev 1877). All
// coefficients are positive, so nothing cancels. The two draws in 400 beyond are left to the definition. Error: 4e-15 relative.
// Tried: the three ranges of AS 241 with compressed tails, and tables of polynomials, which need many loads a lane.
namespace cf::engine::CF_SET {

inline constexpr double kMiddle = 0.24750625;  // c
// clang-format off
inline constexpr double kQuantileTop[] = {
    5.642278931344328, 7297.3403628549095, 3787808.0789480642, 1020828755.4025246, 155209005972.66302, 13654499295419.238,
    693190483592253.4, 1.9901701992022544e+16, 3.120969438154383e+17, 2.5369758331501184e+18, 9.861021068756249e+18,
    1.5990713899581223e+19, 8.235319633222101e+18, 5.979087360669842e+17};
inline constexpr double kQuantileBottom[] = {
    1.0, 1337.4455550620435, 722074.0096403058, 203869968.56655225, 32763797032.06148, 3080425940687.2407, 169419371530849.84,
    5360480247449360.0, 9.471604197566379e+16, 8.941094101726353e+17, 4.219749646687732e+18, 8.946278596499192e+18,
    7.001489277989515e+18, 1.2720617114687245e+18};
// clang-format on

// Several vectors in step: the two long chains of each leave room for the others. Returns the lanes that are beyond, vector 0 in the
// lowest bits; what they hold then means nothing.
template <std::size_t count>
inline std::uint64_t normal_quantiles_of(V (&x)[count]) {
  constexpr std::size_t kLast = sizeof kQuantileTop / sizeof(double) - 1;
  V q[count], r[count], top[count], bottom[count];
#define CF_EACH _Pragma("GCC unroll 4") for (std::size_t j = 0; j < count; ++j)
  CF_EACH q[j] = x[j] - broadcast(0.5);
  CF_EACH r[j] = broadcast(kMiddle) - q[j] * q[j];
  CF_EACH top[j] = multiply_add_once(broadcast(kQuantileTop[kLast]), r[j], broadcast(kQuantileTop[kLast - 1]));
  CF_EACH bottom[j] = multiply_add_once(broadcast(kQuantileBottom[kLast]), r[j], broadcast(kQuantileBottom[kLast - 1]));
#pragma GCC unroll 16
  for (std::size_t k = 2; k <= kLast; ++k) {
    CF_EACH top[j] = multiply_add_once(top[j], r[j], broadcast(kQuantileTop[kLast - k]));
    CF_EACH bottom[j] = multiply_add_once(bottom[j], r[j], broadcast(kQuantileBottom[kLast - k]));
  }
  CF_EACH x[j] = q[j] * top[j] / bottom[j];
  std::uint64_t beyond = 0;
  CF_EACH beyond |= std::uint64_t{lanes(~less_equal(broadcast(0), r[j]))} << (j * kWidth);
#undef CF_EACH
  return beyond;
}

}  // namespace cf::engine::CF_SET
