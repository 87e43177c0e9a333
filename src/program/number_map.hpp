// A map from small numbers, those of nodes or classes: as quick as a vector, and emptied at once.
#pragma once
#include <cstdint>
#include <vector>

#include "base/check.hpp"

namespace cf::program {

template <class T>
class NumberMap {
 public:
  void clear() { ++now_; }
  bool contains(std::int32_t key) const {
    const auto k = static_cast<std::size_t>(key);
    return k < entries_.size() && entries_[k].since == now_;
  }
  // Null: there is none.
  const T* find(std::int32_t key) const { return contains(key) ? &entries_[static_cast<std::size_t>(key)].value : nullptr; }
  const T& at(std::int32_t key) const {
    CF_CHECK(contains(key), "a number that is not in the map");
    return entries_[static_cast<std::size_t>(key)].value;
  }
  T& at(std::int32_t key) { return const_cast<T&>(static_cast<const NumberMap&>(*this).at(key)); }
  // A new one if there is none.
  T& operator[](std::int32_t key) {
    const auto k = static_cast<std::size_t>(key);
    if (k >= entries_.size()) entries_.resize(k + k / 2 + 16);
    Entry& entry = entries_[k];
    if (entry.since != now_) entry = {now_, T()};
    return entry.value;
  }
  void erase(std::int32_t key) {
    if (contains(key)) entries_[static_cast<std::size_t>(key)].since = 0;
  }

 private:
  struct Entry {
    std::uint64_t since = 0;
    T value = T();
  };
  std::vector<Entry> entries_;
  std::uint64_t now_ = 1;
};

}  // namespace cf::program
