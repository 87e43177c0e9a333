// The file of a part of a run: which run it is, and what the part has found. It carries the model's texts, so that nothing else is
// needed to put the parts together.
//
//   bytes        what
//   8            "CFPART\r\n": a transfer that changes line ends is noticed
//   8            format, 1
//   8            length of what follows
//   8            checksum of what follows
//   the rest     the version of the program that wrote it, then a PartFile, packed
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "study/study.hpp"

namespace cf::session {

struct CarriedText {
  std::string name, text;
  template <class Archive>
  void fields(Archive& archive) {
    archive(name, text);
  }
};

struct PartFile {
  std::string version;                 // of the program
  std::string file;                    // the model as the user called it
  std::vector<CarriedText> texts;      // the model first, then the contract library, then what the model includes
  std::uint64_t paths = 0, seed = 0;   // of the whole run
  std::string instruction_set;
  study::Part part;
  std::string found;                   // of study::run_part

  template <class Archive>
  void fields(Archive& archive) {
    archive(version, file, texts, paths, seed, instruction_set, part.number, part.of, found);
  }
};

std::string to_bytes(const PartFile& part);

struct ReadPart {
  enum class Fault { none, not_a_part, damaged, other_version } fault = Fault::none;
  std::string why;                     // of a fault: "it ends after 100 bytes of 250"
  PartFile part;
};
ReadPart read_part(std::string_view bytes, std::string_view own_version);

}  // namespace cf::session
