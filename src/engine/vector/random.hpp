// Draws of a tile: Philox4x32-10 in every lane, one 32-bit word in the lower half of a 64-bit lane. What stands in the upper half
// is never looked at: the multiplication reads lower halves only.
namespace cf::engine::CF_SET {

struct Words {
  I w[4];
};

// The ten rounds. All but the path's lower 32 bits is the same for the whole tile, so what the first two rounds make of the rest is
// worked out once.
class Philox {
 public:
  // `path` has the upper 32 bits that all paths of the stretch share.
  Philox(std::uint64_t seed, std::uint64_t path, std::uint32_t block, std::uint32_t stream) {
    std::uint32_t key0 = static_cast<std::uint32_t>(seed), key1 = static_cast<std::uint32_t>(seed >> 32);
    const std::uint64_t product1 = kMultiplier1 * block;
    const std::uint32_t word0 = static_cast<std::uint32_t>(product1 >> 32) ^ static_cast<std::uint32_t>(path >> 32) ^ key0;
    const std::uint64_t product0 = kMultiplier0 * word0;
    round1_key_ = whole(stream ^ key1);
    key0 += kWeyl0;
    key1 += kWeyl1;
    round2_word0_key_ = whole(static_cast<std::uint32_t>(product1) ^ key0);
    round2_word2_key_ = whole(static_cast<std::uint32_t>(product0 >> 32) ^ key1);
    round2_word3_ = whole(static_cast<std::uint32_t>(product0));
    for (int i = 0; i < kLater; ++i) {
      key0 += kWeyl0;
      key1 += kWeyl1;
      key0_[i] = whole(key0);
      key1_[i] = whole(key1);
    }
  }

  Words operator()(I path) const {
    const I multiplier0 = whole(kMultiplier0), multiplier1 = whole(kMultiplier1);
    const I first = multiply_low_halves(path, multiplier0);
    const I second = multiply_low_halves(differing_bits(shift_right<32>(first), round1_key_), multiplier1);
    Words c = {{differing_bits(shift_right<32>(second), round2_word0_key_), second, differing_bits(first, round2_word2_key_),
                round2_word3_}};
#pragma GCC unroll 8
    for (int i = 0; i < kLater; ++i) {
      const I product0 = multiply_low_halves(c.w[0], multiplier0);
      const I product1 = multiply_low_halves(c.w[2], multiplier1);
      c = {{differing_bits(shift_right<32>(product1), c.w[1], key0_[i]), product1,
            differing_bits(shift_right<32>(product0), c.w[3], key1_[i]), product0}};
    }
    return c;
  }

 private:
  static constexpr int kLater = 8;
  static constexpr std::uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  static constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  I round1_key_, round2_word0_key_, round2_word2_key_, round2_word3_;
  I key0_[kLater], key1_[kLater];
};

// (upper 52 bits + 1/2) 2^-52: as the mantissa of a number in [1, 2), less 1 - 2^-53; exact.
inline V uniform_of(I low, I high) {
  const I mantissa = shift_right<12>(join_halves(low, high));
  return from_bits(either_bits(mantissa, whole(0x3FF0000000000000))) - broadcast(1 - 0x1p-53);
}

// What is done with the two uniforms of a path: `keep_even(i, u)`, `keep_odd(i, u)`.
template <class Even, class Odd>
inline void draw(const DrawSource& source, std::size_t n, Even keep_even, Odd keep_odd) {
  alignas(64) static constexpr std::uint64_t kCount[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const V count = load(reinterpret_cast<const double*>(kCount));
  std::size_t i = 0;
  while (i < n) {
    // A stretch in which the upper half of the path stays the same.
    const std::uint64_t path = source.first_path + i;
    const std::uint64_t left = (std::uint64_t{1} << 32) - (path & 0xFFFFFFFF);
    const std::size_t end = n - i < left ? n : i + left;
    const Philox philox(source.seed, path, source.block, source.stream);
    I lanes = add_whole(whole(path & 0xFFFFFFFF), bits_of(count));
    const I stride = whole(kWidth);
    for (; i < end; i += kWidth, lanes = add_whole(lanes, stride)) {
      const Words words = philox(lanes);
      keep_even(i, uniform_of(words.w[0], words.w[1]));
      keep_odd(i, uniform_of(words.w[2], words.w[3]));
    }
  }
}

void uniforms(double* even, double* odd, const DrawSource& source, std::size_t n) {
  const auto to = [](double* out) { return [out](std::size_t i, V u) { store(out + i, u); }; };
  if (odd) return draw(source, n, to(even), to(odd));
  draw(source, n, to(even), [](std::size_t, V) {});
}

void normals(double* even, double* odd, const DrawSource& source, std::size_t n) {
  const double* rows = normal_table().rows;
  const auto to = [rows](double* out) { return [out, rows](std::size_t i, V u) { store(out + i, normal_quantile(u, rows)); }; };
  if (odd) return draw(source, n, to(even), to(odd));
  draw(source, n, to(even), [](std::size_t, V) {});
}

void normal_quantiles(double* out, const double* p, std::size_t n) {
  const double* rows = normal_table().rows;
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, normal_quantile(load(p + i), rows));
}

}  // namespace cf::engine::CF_SET
