// A file that the binary carries, word for word: made into C++ while building (cmake/embed_texts.cmake).
#pragma once
#include <string_view>

namespace cf {

struct EmbeddedText {
  std::string_view name;   // "take_or_pay.yaml"
  std::string_view text;
};

}  // namespace cf
