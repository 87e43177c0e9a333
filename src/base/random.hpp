// Counter-based random numbers: a seed, a path, a stream and a step give the value, in any order, on any machine.
//
// Generator: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
//   key     = (low, high) 32 bits of the seed
//   counter = (low, high) 32 bits of the path, block, stream
// A block gives four 32-bit words: two draws of 64 bits, (word0 | word1 << 32) and (word2 | word3 << 32).
// Draw k of a stream is pair k % 2 of block k / 2. Step t of a driver uses draw t; an input uses draw 0.
// A stream is named: the dotted name of the input or driver, hashed; so adding or reordering others changes nothing.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace cf {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t path, std::uint32_t block, std::uint32_t stream);

// In the open interval (0, 1): the upper 52 bits of the draw, plus a half, over 2^52.
double uniform(std::uint64_t seed, std::uint64_t path, std::uint32_t draw, std::uint32_t stream);

// FNV-1a, 32 bits, of the name.
std::uint32_t stream_of(std::string_view name);

// Quantile of the standard normal (Wichura 1988, AS 241, PPND16), relative error below 1e-15; p in (0, 1).
double normal_quantile(double p);

// Distribution function of the standard normal: erfc(-x / sqrt 2) / 2.
double normal_distribution(double x);

}  // namespace cf
