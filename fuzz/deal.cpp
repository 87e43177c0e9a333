// Any text as a deal. What a user can get wrong is answered by a message; nothing else ends it.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "deal_invariants.hpp"
#include "words.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cf::check_deal(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  if (size == 0 || random() % 20 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string text = cf::with_other_words(std::string(reinterpret_cast<const char*>(data), size), random);
  if (text.empty() || text.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
