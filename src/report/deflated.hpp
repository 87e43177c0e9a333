// Text in little room, as characters that may stand anywhere in an HTML file: deflated (RFC 1951, without header) and then in base64
// (RFC 4648). A browser opens it with DecompressionStream("deflate-raw").
#pragma once
#include <string>
#include <string_view>

namespace cf::report {

std::string deflated_base64(std::string_view text);

}  // namespace cf::report
