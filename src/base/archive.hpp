// What a run has found so far, as bytes and back: how its state travels between machines.
//
// A class lists what has to travel, once:
//   template <class Archive> void fields(Archive& archive) { archive(shift_, count_, sum_); }
// Writing and reading both walk that list, so they cannot differ. Scratch space is not listed. Everything is a 64-bit word, low byte
// first, so that the bytes are the same on every machine; small numbers in a vector stand several to a word.
// Reading trusts the bytes to be what was written (a part file has a checksum), but never reads beyond their end: then `ok` is false,
// and all that is still read is zero.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cf {

static_assert(std::endian::native == std::endian::little, "words are copied as they lie in memory");

namespace archive {

template <class T>
inline constexpr bool is_plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <class T>
std::uint64_t word_of(T x) {
  if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(x);
  } else {
    static_assert(sizeof(T) <= 8 && !std::is_floating_point_v<T>);
    return static_cast<std::uint64_t>(x);
  }
}

template <class T>
T of_word(std::uint64_t word) {
  if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<double>(word);
  } else {
    return static_cast<T>(word);
  }
}

inline std::size_t whole_words(std::size_t bytes) { return (bytes + 7) / 8 * 8; }

}  // namespace archive

class ArchiveWriter {
 public:
  template <class... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }
  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  void word(std::uint64_t word) { raw(&word, sizeof word); }
  void raw(const void* from, std::size_t size) {
    bytes_.append(static_cast<const char*>(from), size);
    bytes_.resize(archive::whole_words(bytes_.size()));
  }

  template <class T>
  void put(const T& x) {
    if constexpr (archive::is_plain<T>) {
      word(archive::word_of(x));
    } else {
      const_cast<T&>(x).fields(*this);  // one list serves reading too, so it is not const; writing changes nothing
    }
  }
  void put(const std::string& text) {
    word(text.size());
    raw(text.data(), text.size());
  }
  template <class T, class Allocator>
  void put(const std::vector<T, Allocator>& items) {
    word(items.size());
    put_all(items.data(), items.size());
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& items) {
    put_all(items.data(), N);
  }
  template <class T>
  void put_all(const T* items, std::size_t count) {
    if constexpr (archive::is_plain<T>) {
      raw(items, count * sizeof(T));
    } else {
      for (std::size_t i = 0; i < count; ++i) put(items[i]);
    }
  }

  std::string bytes_;  // always whole words
};

class ArchiveReader {
 public:
  // The bytes must outlive it.
  explicit ArchiveReader(std::string_view bytes) : bytes_(bytes) {}

  template <class... Fields>
  void operator()(Fields&... fields) {
    (get(fields), ...);
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && at_ == bytes_.size(); }

 private:
  std::uint64_t word() {
    std::uint64_t word = 0;
    raw(&word, sizeof word);
    return word;
  }
  void raw(void* to, std::size_t size) {
    if (size > left()) {
      ok_ = false;
      at_ = bytes_.size();
    }
    if (!ok_ || size == 0) return;
    std::memcpy(to, bytes_.data() + at_, size);
    at_ += std::min(archive::whole_words(size), left());
  }
  std::size_t left() const { return bytes_.size() - at_; }
  // A length, which cannot be more than what is left has room for.
  std::size_t length(std::size_t least_bytes) {
    const std::uint64_t length = word();
    if (length <= left() / least_bytes) return static_cast<std::size_t>(length);
    ok_ = false;
    return 0;
  }

  template <class T>
  void get(T& x) {
    if constexpr (archive::is_plain<T>) {
      x = archive::of_word<T>(word());
    } else {
      x.fields(*this);
    }
  }
  void get(std::string& text) {
    text.resize(length(1));
    raw(text.data(), text.size());
  }
  template <class T, class Allocator>
  void get(std::vector<T, Allocator>& items) {
    if constexpr (archive::is_plain<T>) {
      items.assign(length(sizeof(T)), T{});
    } else {
      items.assign(length(8), T{});  // whatever it lists, it is a word at least
    }
    get_all(items.data(), items.size());
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& items) {
    get_all(items.data(), N);
  }
  template <class T>
  void get_all(T* items, std::size_t count) {
    if constexpr (archive::is_plain<T>) {
      raw(items, count * sizeof(T));
    } else {
      for (std::size_t i = 0; i < count; ++i) get(items[i]);
    }
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace cf
