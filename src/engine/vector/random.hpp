// Draws of a tile: Philox4x32-10 in every lane, one 32-bit word in the lower half of a 64-bit lane. What stands in the upper half
// is never looked at: the multiplication reads lower halves only.
namespace cf::engine::CF_SET {

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

  // The four words of `count` vectors of paths, in step: the chain of multiplications of each leaves room for the others.
  template <std::size_t count>
  void operator()(const I (&path)[count], I (&w)[count][4]) const {
    const I multiplier0 = whole(kMultiplier0), multiplier1 = whole(kMultiplier1);
#define CF_EACH _Pragma("GCC unroll 4") for (std::size_t j = 0; j < count; ++j)
    CF_EACH w[j][3] = multiply_low_halves(path[j], multiplier0);
    CF_EACH w[j][1] = multiply_low_halves(differing_bits(shift_right<32>(w[j][3]), round1_key_), multiplier1);
    CF_EACH w[j][0] = differing_bits(shift_right<32>(w[j][1]), round2_word0_key_);
    CF_EACH w[j][2] = differing_bits(w[j][3], round2_word2_key_);
    CF_EACH w[j][3] = round2_word3_;
#pragma GCC unroll 8
    for (int i = 0; i < kLater; ++i) CF_EACH {
        const I product0 = multiply_low_halves(w[j][0], multiplier0);
        const I product1 = multiply_low_halves(w[j][2], multiplier1);
        w[j][0] = differing_bits(w[j][1], key0_[i], shift_right<32>(product1));
        w[j][2] = differing_bits(w[j][3], key1_[i], shift_right<32>(product0));
        w[j][1] = product1;
        w[j][3] = product0;
      }
#undef CF_EACH
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

// The draws of `count` vectors of paths from number `path` on.
template <std::size_t count, bool both>
inline void draw(const Philox& philox, std::uint64_t path, double* even, double* odd) {
  alignas(64) static constexpr std::uint64_t kLane[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const I lane = bits_of(load(reinterpret_cast<const double*>(kLane)));
  I paths[count], words[count][4];
  for (std::size_t j = 0; j < count; ++j) paths[j] = add_whole(whole(path + j * kWidth), lane);
  philox(paths, words);
  for (std::size_t j = 0; j < count; ++j) {
    store(even + j * kWidth, uniform_of(words[j][0], words[j][1]));
    if (both) store(odd + j * kWidth, uniform_of(words[j][2], words[j][3]));
  }
}

template <bool both>
void uniforms_of(double* even, double* odd, const DrawSource& source, std::size_t n) {
  constexpr std::size_t kInStep = kWidth == 8 ? 4 : 2;  // as registers allow
  std::size_t i = 0;
  while (i < n) {
    // A stretch in which the upper half of the path stays the same.
    const std::uint64_t path = source.first_path + i;
    const std::uint64_t left = (std::uint64_t{1} << 32) - (path & 0xFFFFFFFF);
    const std::size_t end = n - i < left ? n : i + left;
    const Philox philox(source.seed, path, source.block, source.stream);
    for (; i + kInStep * kWidth <= end; i += kInStep * kWidth) draw<kInStep, both>(philox, source.first_path + i, even + i, odd + i);
    for (; i < end; i += kWidth) draw<1, both>(philox, source.first_path + i, even + i, odd + i);
  }
}

void uniforms(double* even, double* odd, const DrawSource& source, std::size_t n) {
  if (odd) return uniforms_of<true>(even, odd, source, n);
  uniforms_of<false>(even, even, source, n);
}

// The lanes that the vectors leave to the definition wait until a stretch is done: called in between, it would cost several times
// as much.
class Tails {
 public:
  // The elements of p from i on whose bit in `beyond` is set; at most 32.
  void add(const double* p, std::size_t i, std::uint64_t beyond, double* out) {
    if (count_ > kRoom - 32) settle(out);
    for (; beyond != 0; beyond &= beyond - 1) {
      at_[count_] = i + static_cast<std::size_t>(__builtin_ctzll(beyond));
      p_[count_] = p[at_[count_]];
      ++count_;
    }
  }
  void settle(double* out) {
    for (std::size_t k = 0; k < count_; ++k) out[at_[k]] = normal_quantile_of_one(p_[k]);
    count_ = 0;
  }

 private:
  static constexpr std::size_t kRoom = 64;
  std::size_t count_ = 0;
  std::size_t at_[kRoom];
  double p_[kRoom];
};

template <std::size_t count>
inline void normal_quantiles_from(double* out, const double* p, std::size_t i, Tails& tails) {
  V x[count];
  for (std::size_t j = 0; j < count; ++j) x[j] = load(p + i + j * kWidth);
  const std::uint64_t beyond = normal_quantiles_of(x);
  if (beyond != 0) [[unlikely]]
    tails.add(p, i, beyond, out);  // before p may be written over
  for (std::size_t j = 0; j < count; ++j) store(out + i + j * kWidth, x[j]);
}

void normal_quantiles(double* out, const double* p, std::size_t n) {
  constexpr std::size_t kInStep = 4;
  Tails tails;
  std::size_t i = 0;
  for (; i + kInStep * kWidth <= n; i += kInStep * kWidth) normal_quantiles_from<kInStep>(out, p, i, tails);
  for (; i < n; i += kWidth) normal_quantiles_from<1>(out, p, i, tails);
  tails.settle(out);
}

// In two passes: together they would need more registers than there are.
void normals(double* even, double* odd, const DrawSource& source, std::size_t n) {
  uniforms(even, odd, source, n);
  normal_quantiles(even, even, n);
  if (odd) normal_quantiles(odd, odd, n);
}

}  // namespace cf::engine::CF_SET
