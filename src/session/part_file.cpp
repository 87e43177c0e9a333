#include "session/part_file.hpp"

#include <fmt/format.h>

#include "base/archive.hpp"
#include "session/packing.hpp"

namespace cf::session {
namespace {

constexpr std::string_view kMagic("CFPART\r\n", 8);
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kHeadBytes = 32;
constexpr std::uint64_t kLargest = std::uint64_t{1} << 34;   // unpacked

ReadPart fault(ReadPart::Fault kind, std::string why) {
  ReadPart read;
  read.fault = kind;
  read.why = std::move(why);
  return read;
}

}  // namespace

std::string to_bytes(const PartFile& part) {
  ArchiveWriter body;
  body(part.version);
  ArchiveWriter rest;
  rest(part);
  const std::string content = body.bytes() + pack(rest.bytes());
  ArchiveWriter head;
  head(kFormat, std::uint64_t{content.size()}, checksum(content));
  return std::string(kMagic) + head.bytes() + content;
}

ReadPart read_part(std::string_view bytes, std::string_view own_version) {
  using enum ReadPart::Fault;
  if (bytes.substr(0, kMagic.size()) != kMagic)
    return fault(not_a_part, bytes.empty() ? "the file is empty" : "it does not begin as one does");
  if (bytes.size() < kHeadBytes) return fault(damaged, fmt::format("it ends after {} bytes", bytes.size()));
  std::uint64_t format = 0, length = 0, sum = 0;
  ArchiveReader head(bytes.substr(kMagic.size(), kHeadBytes - kMagic.size()));
  head(format, length, sum);
  const std::string_view content = bytes.substr(kHeadBytes);
  if (content.size() < length)
    return fault(damaged, fmt::format("{} of {} bytes are missing", length - content.size(), kHeadBytes + length));
  if (content.size() > length) return fault(damaged, fmt::format("{} bytes follow its end", content.size() - length));
  if (checksum(content) != sum) return fault(damaged, "its checksum is wrong");

  ReadPart read;
  std::string version;
  ArchiveReader body(content);
  body(version);
  if (!body.ok()) return fault(damaged, "it has no version");
  if (format != kFormat || version != own_version) return fault(other_version, version);
  const auto rest = unpack(content.substr(8 + archive::whole_words(version.size())), kLargest);
  if (!rest) return fault(damaged, "it cannot be unpacked");
  ArchiveReader archive(*rest);
  archive(read.part);
  if (!archive.at_end()) return fault(damaged, "it holds something else than a part");
  return read;
}

}  // namespace cf::session
