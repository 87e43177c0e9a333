#include "engine/native/executable.hpp"

#include <sys/mman.h>

#include <cstring>
#include <utility>

namespace cf::engine::native {

Executable::Executable(std::span<const std::uint8_t> code) {
  if (code.empty()) return;
  void* const memory = mmap(nullptr, code.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  std::memcpy(memory, code.data(), code.size());
  if (mprotect(memory, code.size(), PROT_READ | PROT_EXEC) != 0) {
    munmap(memory, code.size());
    return;
  }
  code_ = static_cast<std::uint8_t*>(memory);
  size_ = code.size();
}

Executable::Executable(Executable&& other) noexcept : code_(std::exchange(other.code_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Executable& Executable::operator=(Executable&& other) noexcept {
  std::swap(code_, other.code_);
  std::swap(size_, other.size_);
  return *this;
}

Executable::~Executable() {
  if (code_) munmap(code_, size_);
}

}  // namespace cf::engine::native
