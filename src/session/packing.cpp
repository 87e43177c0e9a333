#include "session/packing.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"

namespace cf::session {
namespace {

constexpr std::size_t kWord = 8, kMostFollowing = 255;
constexpr unsigned kNone = 0, kEvery = 255;

unsigned tag_of(const char* word) {
  unsigned tag = 0;
  for (std::size_t i = 0; i < kWord; ++i) tag |= static_cast<unsigned>(word[i] != 0) << i;
  return tag;
}

// How many words from `at` on, at most 255, have that tag.
std::size_t count_words(std::string_view bytes, std::size_t at, unsigned tag) {
  std::size_t count = 0;
  while (count < kMostFollowing && at + (count + 1) * kWord <= bytes.size() && tag_of(bytes.data() + at + count * kWord) == tag) ++count;
  return count;
}

using Table = std::array<std::array<std::uint64_t, 256>, 8>;

// Table k moves a byte on by k more bytes, so that eight bytes are taken at once.
constexpr Table crc_table() {
  constexpr std::uint64_t kPolynomial = 0xC96C5795D7870F42;   // 0x42F0E1EBA9EA3693 reflected
  Table table{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    std::uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ kPolynomial : crc >> 1;
    table[0][byte] = crc;
  }
  for (std::size_t byte = 0; byte < 256; ++byte)
    for (std::size_t k = 1; k < table.size(); ++k) table[k][byte] = table[k - 1][byte] >> 8 ^ table[0][table[k - 1][byte] & 0xFF];
  return table;
}
constexpr Table kTable = crc_table();

}  // namespace

std::string pack(std::string_view bytes) {
  CF_CHECK(bytes.size() % kWord == 0, "whole words are packed");
  std::string packed;
  packed.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned tag = tag_of(bytes.data() + at);
    packed += static_cast<char>(tag);
    for (std::size_t i = 0; i < kWord; ++i)
      if (tag >> i & 1) packed += bytes[at + i];
    at += kWord;
    if (tag != kNone && tag != kEvery) continue;
    const std::size_t following = count_words(bytes, at, tag);
    packed += static_cast<char>(following);
    if (tag == kEvery) packed += bytes.substr(at, following * kWord);
    at += following * kWord;
  }
  return packed;
}

std::optional<std::string> unpack(std::string_view packed, std::uint64_t most) {
  std::string bytes;
  for (std::size_t at = 0; at < packed.size();) {
    const unsigned tag = static_cast<unsigned char>(packed[at++]);
    std::array<char, kWord> word{};
    for (std::size_t i = 0; i < kWord; ++i) {
      if (!(tag >> i & 1)) continue;
      if (at == packed.size()) return std::nullopt;
      word[i] = packed[at++];
    }
    bytes.append(word.data(), kWord);
    if (tag == kNone || tag == kEvery) {
      if (at == packed.size()) return std::nullopt;
      const std::size_t following = static_cast<unsigned char>(packed[at++]) * kWord;
      if (tag == kNone) {
        bytes.append(following, '\0');
      } else {
        if (packed.size() - at < following) return std::nullopt;
        bytes += packed.substr(at, following);
        at += following;
      }
    }
    if (bytes.size() > most) return std::nullopt;
  }
  return bytes;
}

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t crc = ~std::uint64_t{0};
  std::size_t i = 0;
  for (; i + kWord <= bytes.size(); i += kWord) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, kWord);
    word ^= crc;
    crc = 0;
    for (std::size_t k = 0; k < kWord; ++k) crc ^= kTable[kWord - 1 - k][word >> (8 * k) & 0xFF];
  }
  for (; i < bytes.size(); ++i) crc = crc >> 8 ^ kTable[0][(crc ^ static_cast<unsigned char>(bytes[i])) & 0xFF];
  return ~crc;
}

}  // namespace cf::session
