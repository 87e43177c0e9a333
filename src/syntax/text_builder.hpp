// A text together with where each of its bytes stands in the file. Most texts stand there as they are; only when one does not
// (an escape, a folded line) is each offset kept.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cf::syntax {

class TextBuilder {
 public:
  void add(char c, std::size_t offset) { add(std::string_view(&c, 1), offset); }

  // Bytes that stand in the file as they are, from `offset` on.
  void add(std::string_view bytes, std::size_t offset) {
    if (bytes.empty()) return;
    if (text_.empty()) first_ = offset;
    if (offsets_.empty() && offset != first_ + text_.size()) {
      offsets_.reserve(text_.size() + bytes.size());
      for (std::size_t i = 0; i < text_.size(); ++i) offsets_.push_back(static_cast<std::int32_t>(first_ + i));
    }
    const bool keep = offset != first_ + text_.size() || !offsets_.empty();
    text_ += bytes;
    for (std::size_t i = 0; keep && i < bytes.size(); ++i) offsets_.push_back(static_cast<std::int32_t>(offset + i));
  }

  // Bytes that all come from one place: an escape.
  void add_all_from(std::string_view bytes, std::size_t offset) {
    for (const char c : bytes) add(c, offset);
  }

  void truncate(std::size_t size) {
    text_.resize(size);
    if (!offsets_.empty()) offsets_.resize(size);
  }

  std::size_t size() const { return text_.size(); }
  bool empty() const { return text_.empty(); }
  std::size_t first() const { return first_; }
  std::string& text() { return text_; }
  std::vector<std::int32_t>& offsets() { return offsets_; }

 private:
  std::string text_;
  std::size_t first_ = 0;               // where the first byte stands
  std::vector<std::int32_t> offsets_;   // empty: byte i stands at first_ + i
};

}  // namespace cf::syntax
