// Archives: what is written is read, the bytes are fixed, and a reader never goes beyond the end.
#include "base/archive.hpp"

#include <gtest/gtest.h>

namespace cf {
namespace {

enum class Colour : std::uint8_t { red, green };

struct Inner {
  double x = 0;
  bool yes = false;
  template <class Archive>
  void fields(Archive& archive) {
    archive(x, yes);
  }
  friend bool operator==(const Inner&, const Inner&) = default;
};

struct Outer {
  std::int32_t negative = 0;
  std::uint64_t large = 0;
  Colour colour = Colour::red;
  std::string text;
  std::vector<std::uint16_t> small;
  std::vector<Inner> inner;
  std::array<double, 2> pair{};
  std::vector<std::vector<double>> nested;
  template <class Archive>
  void fields(Archive& archive) {
    archive(negative, large, colour, text, small, inner, pair, nested);
  }
  friend bool operator==(const Outer&, const Outer&) = default;
};

const Outer kOuter{-7,          ~std::uint64_t{0} - 1, Colour::green, "counterflow", {1, 2, 3, 65535, 5}, {{0.1, true}, {-0.0, false}},
                   {1e-300, 3}, {{}, {1.5}, {2, 3}}};

TEST(Archive, WhatIsWrittenIsRead) {
  ArchiveWriter writer;
  writer(kOuter, 5);
  Outer read;
  int five = 0;
  ArchiveReader reader(writer.bytes());
  reader(read, five);
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(read, kOuter);
  EXPECT_EQ(five, 5);
}

TEST(Archive, BytesAreFixed) {
  ArchiveWriter writer;
  writer(std::int32_t{-2}, std::vector<std::uint16_t>{258, 3}, std::string("ab"), 1.0);
  const unsigned char expected[] = {254, 255, 255, 255, 255, 255, 255, 255, 2,   0,   0, 0, 0, 0, 0, 0, 2, 1, 3, 0, 0, 0, 0,   0,
                                    2,   0,   0,   0,   0,   0,   0,   0,   'a', 'b', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 240, 63};
  EXPECT_EQ(writer.bytes(), std::string(reinterpret_cast<const char*>(expected), sizeof expected));
}

TEST(Archive, NothingIsReadBeyondTheEnd) {
  ArchiveWriter writer;
  writer(kOuter);
  const std::string bytes = writer.bytes();
  for (std::size_t size = 0; size < bytes.size(); size += 8) {
    Outer read;
    ArchiveReader reader(std::string_view(bytes).substr(0, size));
    reader(read);
    EXPECT_FALSE(reader.ok()) << size;
  }
  // A length that nothing can have is not believed.
  std::string forged(16, '\xff');
  ArchiveReader reader(forged);
  std::vector<double> numbers;
  reader(numbers);
  EXPECT_FALSE(reader.ok());
  EXPECT_TRUE(numbers.empty());
}

}  // namespace
}  // namespace cf
