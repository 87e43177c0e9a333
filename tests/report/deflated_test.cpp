// What is put away can be opened again, by zlib itself and by its known answers.
#include "report/deflated.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace cf::report {
namespace {

std::string from_base64(const std::string& text) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, have = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(letters.find(c));
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have & 255u);
  }
  return out;
}

std::string inflated(const std::string& bytes, std::size_t size) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, -15), Z_OK);
  std::string out(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Deflated, comes_back_whole) {
  std::string text;
  for (int length : {0, 1, 2, 3, 4, 1000, 200000}) {
    while (static_cast<int>(text.size()) < length)
      text += static_cast<char>((text.size() * 2654435761u >> 13) % 7 == 0 ? '\xE2' : 'a' + text.size() % 17);
    const std::string packed = deflated_base64(text);
    EXPECT_EQ(packed.size() % 4, 0u);
    EXPECT_EQ(packed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="), std::string::npos);
    EXPECT_EQ(inflated(from_base64(packed), text.size()), text) << length;
    if (length > 1000) {
      EXPECT_LT(packed.size(), text.size() / 2);
    }
  }
}

}  // namespace
}  // namespace cf::report
