// What `run` and `report` are asked to leave behind: one list of formats, so that both write the same.
#pragma once
#include <vector>

#include "commands.hpp"
#include "files.hpp"

namespace cf::cli {

class Outputs {
 public:
  // Opens all files and makes the folder, before anything is worked out.
  bool open(const Arguments& arguments, Diagnostics& diagnostics);
  // Writes them all, and prints the answer unless a file goes to standard output.
  bool write(Context& context, const study::Answer& answer, Diagnostics& diagnostics);

 private:
  std::vector<OutputFile> files_;   // one for each format that goes to a file, in their order
};

}  // namespace cf::cli
