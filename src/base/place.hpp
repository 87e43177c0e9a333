// Where something stands in the text a user wrote.
// A Place is a byte range of one source text; line and column are worked out only when a message is printed.
#pragma once
#include <cstdint>

namespace cf {

struct Place {
  std::int32_t text = -1;    // index into SourceTexts; -1: nowhere in a text (the command line, a built-in name)
  std::int32_t begin = 0;    // byte offset of the first byte
  std::int32_t end = 0;      // byte offset after the last byte; begin == end points between two bytes
  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace cf
