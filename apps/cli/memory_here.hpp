// How much memory this process may still take: by what is free, by the limits of its group and by its own.
#pragma once
#include <cstdint>

namespace cf::cli {

std::uint64_t memory_here();   // in bytes; 0: not known

}  // namespace cf::cli
