#pragma once

namespace cf::cli {

inline constexpr const char* kVersion = CF_VERSION;

}  // namespace cf::cli
