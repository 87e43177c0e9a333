// Packing gives back what it was given, in few bytes where most are zero; the checksum has its known value.
#include "session/packing.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace cf::session {
namespace {

TEST(Packing, KnownBytes) {
  // The example of the Cap'n Proto specification.
  const std::string bytes("\x08\x00\x00\x00\x03\x00\x02\x00\x19\x00\x00\x00\xaa\x01\x00\x00", 16);
  EXPECT_EQ(pack(bytes), std::string("\x51\x08\x03\x02\x31\x19\xaa\x01", 8));
  EXPECT_EQ(pack(std::string(8 * 300, '\0')), std::string("\0\xff\0\x2b", 4));
  EXPECT_EQ(pack(std::string(24, 'x')), "\xff" + std::string(8, 'x') + "\x02" + std::string(16, 'x'));
}

TEST(Packing, WhatIsPackedIsUnpacked) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto draw = [&](std::uint64_t i, std::uint32_t stream) { return uniform(seed, i, 0, stream); };
    std::string bytes(8 * static_cast<std::size_t>(draw(0, 1) * 1000), '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (draw(i / 64, 2) < 0.5 && draw(i, 3) < draw(0, 4)) bytes[i] = static_cast<char>(draw(i, 5) * 256);
    const std::string packed = pack(bytes);
    ASSERT_EQ(unpack(packed, bytes.size()), bytes);
    EXPECT_TRUE(bytes.empty() || !unpack(packed, bytes.size() - 1));
    for (std::size_t size = 0; size < packed.size(); size += 1 + packed.size() / 20) {
      const auto cut = unpack(std::string_view(packed).substr(0, size), bytes.size());
      EXPECT_TRUE(!cut || cut->size() < bytes.size());
    }
  }
}

TEST(Packing, Checksum) {
  EXPECT_EQ(checksum("123456789"), 0x995DC9BBDF1939FAU);   // the check value of CRC-64/XZ
  EXPECT_EQ(checksum(""), 0U);
}

}  // namespace
}  // namespace cf::session
