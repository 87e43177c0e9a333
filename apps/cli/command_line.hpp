// The command line as plain values. The parser's library is seen by command_line.cpp alone.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/points.hpp"
#include "study/study.hpp"

namespace cf::cli {

struct Arguments {
  std::string command;                     // "run", "check", …
  std::vector<std::string> operands;       // MODEL, NAME, TYPE, FILE
  std::uint64_t paths = 65'536;
  bool paths_given = false;
  std::uint64_t seed = 1;
  RandomNumbers random = RandomNumbers::sobol;
  int threads = 0;                         // 0: one for each core
  std::uint64_t memory = 0;                // MB that a run may take; 0: what is free
  int tile = 0;                            // paths evaluated together; 0: what suits the program
  std::string instruction_set;             // "", "sse2", "avx2", "avx512"
  std::optional<std::string> json;         // a file, or "-" for standard output
  std::optional<std::string> csv;          // a folder
  std::optional<std::string> report;       // a file, or "-"; so are the next two
  std::optional<std::string> xlsx;
  std::optional<std::string> svg;          // of chart; none: standard output
  int width = 720;                         // of chart, in pixels
  bool list = false;                       // of chart: its names
  study::Part part{0, 0};                  // --part 3/16; of 0: the whole run
  std::optional<std::string> output;       // the file of a part, or "-"
  std::optional<std::string> structure;    // of explain, dump and chart: which terms
  std::string stage;                       // of dump
  bool no_color = false;
  bool quiet = false;

  bool json_on_stdout() const { return json && *json == "-"; }
  // Standard output holds one file, and nothing else is printed there.
  bool file_on_stdout() const { return json_on_stdout() || (report && *report == "-") || (xlsx && *xlsx == "-") || command == "chart"; }
};

struct CommandLineFault {
  Diagnostics diagnostics;
  bool json_on_stdout = false;             // errors are wanted as a document
};

struct Text {                              // --help, --version: to be printed, and that is all
  std::string text;
};

using CommandLine = std::variant<Arguments, Text, CommandLineFault>;

// `environment(name)` gives COUNTERFLOW_PATHS and the like; options win over it, it wins over the defaults.
CommandLine parse_command_line(const std::vector<std::string>& words, std::optional<std::string> (*environment)(const char* name));

}  // namespace cf::cli
