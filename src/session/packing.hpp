// Words of eight bytes, most of them zero or small, in fewer bytes; and a checksum.
//
// Packing is that of Cap'n Proto (its "encoding specification", section "Packing"): each word becomes a byte that says which of its bytes
// are not zero, and those bytes. Behind the byte 0 stands how many more words are zero; behind the byte 255 and its eight bytes, how many
// words follow as they are.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cf::session {

// `bytes` are whole words.
std::string pack(std::string_view bytes);
// Empty if the text has not been packed, or would have more than `most` bytes.
std::optional<std::string> unpack(std::string_view packed, std::uint64_t most);

// CRC-64/XZ (polynomial of ECMA-182, reflected): any 64 bits in a row that differ are noticed, anything else but once in 2^64.
std::uint64_t checksum(std::string_view bytes);

}  // namespace cf::session
