// Machine code in memory that may be run, and no longer written.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace cf::engine::native {

class Executable {
 public:
  Executable() = default;
  // Empty where the system lets no program make code while it runs.
  explicit Executable(std::span<const std::uint8_t> code);
  Executable(Executable&& other) noexcept;
  Executable& operator=(Executable&& other) noexcept;
  ~Executable();

  const std::uint8_t* begin() const { return code_; }
  explicit operator bool() const { return code_ != nullptr; }

 private:
  std::uint8_t* code_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace cf::engine::native
