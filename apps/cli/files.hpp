// Reading and writing files. What cannot be read or written is a diagnostic; a file is written whole or not at all.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "exit_code.hpp"

namespace cf::cli {

inline constexpr std::size_t kLargestModel = std::size_t{16} << 20;      // bytes
inline constexpr std::size_t kLargestResults = std::size_t{1} << 30;
inline constexpr std::size_t kLargestPart = std::size_t{1} << 32;

struct ReadFault {
  Diagnostics diagnostics;
  ExitCode exit_code = ExitCode::bad_input;
};

// The whole of a file of at most `limit` bytes. Devices and pipes are read up to the limit, never beyond it.
std::optional<std::string> read_file(const std::string& path, std::size_t limit, ReadFault& fault);

// A file that appears under its name when commit() succeeds, and never half written. Opening it early shows before a long
// run whether it can be written at all.
class OutputFile {
 public:
  OutputFile() = default;
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();                                             // an uncommitted file leaves nothing behind
  bool open(const std::string& path, Diagnostics& diagnostics);
  bool commit(std::string_view content, Diagnostics& diagnostics);

 private:
  std::string path_, temporary_;
  int descriptor_ = -1;
};

// Makes a folder unless it is there.
bool make_folder(const std::string& path, Diagnostics& diagnostics);

}  // namespace cf::cli
