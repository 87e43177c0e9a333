// Numbers as text, the same under every locale.
#pragma once
#include <optional>
#include <string_view>

namespace cf {

// The double nearest to `decimal` times ten to the power `shift`, rounded once, so that 0.1% is 0.001 and $38bn is 38e9.
// `decimal` is digits ['.' digits] ['e' ['+'|'-'] digits]. Empty when it is not, or is too large for a double; what is too
// small is 0.
std::optional<double> read_decimal(std::string_view decimal, int shift = 0);

}  // namespace cf
