#include "report/deflated.hpp"

#include <zlib.h>

#include <cstddef>

#include "base/check.hpp"

namespace cf::report {
namespace {

constexpr int kRaw = -15;       // a window of 2^15 bytes; the minus leaves header and checksum out
constexpr int kMemory = 9;      // the most, for the smallest result

std::string deflated(std::string_view text) {
  z_stream stream{};
  CF_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRaw, kMemory, Z_DEFAULT_STRATEGY) == Z_OK,
           "zlib has memory for its window");
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib takes its input without const and does not write to it.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  CF_CHECK(result == Z_STREAM_END, "what deflateBound says is enough for all of it");
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned three = 0;
    for (std::size_t k = 0; k < 3; ++k) three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kLetters[three >> (18 - 6 * k) & 63u] : '=';
  }
  return out;
}

}  // namespace

std::string deflated_base64(std::string_view text) { return base64(deflated(text)); }

}  // namespace cf::report
