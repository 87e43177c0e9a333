// Options are read as text and judged here, so that every message is ours: it says what was found, what was expected, and
// the nearest option where one was misspelt.
#include "command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>

#include "version.hpp"

namespace cf::cli {
namespace {

constexpr std::uint64_t kMostPaths = std::uint64_t{1} << 40;
constexpr std::uint64_t kMostThreads = 1024;
constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 40;   // MB
constexpr std::uint64_t kMostTile = 65'536;
constexpr std::uint64_t kNarrowestChart = 280, kWidestChart = 4000;   // pixels
constexpr std::uint64_t kMostParts = 100'000;

struct CommandRow {
  const char* name;
  const char* about;
  const char* operands;        // as the usage line shows them
  int least, most;             // number of operands
  const char* options;         // names of rows of kOptions, with blanks around each
  const char* examples;
};

constexpr CommandRow kCommands[] = {
    {"run", "simulate a deal and say what it is worth, to whom, and what it hedges", "MODEL", 1, 1,
     " paths seed random threads report json csv xlsx part output memory tile instruction-set ",
     "  counterflow run models/first-deal.yaml\n"
     "  counterflow run deal.yaml --report report.html\n"
     "  counterflow run deal.yaml --paths 1000000 --json answer.json --csv tables\n"
     "  counterflow run deal.yaml --json - | jq '.structures'\n"},
    {"check", "read a model and report all its errors; nothing is simulated", "MODEL", 1, 1, " json ",
     "  counterflow check deal.yaml\n"
     "  counterflow check deal.yaml --json -\n"},
    {"explain", "print the formula tree behind a name, with middle values, inputs and sources", "MODEL NAME", 2, 2, " structure seed ",
     "  counterflow explain deal.yaml openai.revenue\n"
     "  counterflow explain deal.yaml lockin.payment --structure bundle\n"},
    {"diff", "say what changed between two versions of a model, and what that did to the results", "BEFORE AFTER", 2, 2,
     " paths seed random threads json ", "  counterflow diff deal-monday.yaml deal-friday.yaml\n"},
    {"library", "list the contract types, or print one", "[TYPE]", 0, 1, " ",
     "  counterflow library\n"
     "  counterflow library take_or_pay\n"},
    {"schema", "print the JSON Schema of model files, for editors", "", 0, 0, " ", "  counterflow schema > counterflow.schema.json\n"},
    {"new", "write a small model to start from", "FILE", 1, 1, " ", "  counterflow new deal.yaml\n"},
    {"dump", "print a stage between the text and the results", "MODEL", 1, 1, " stage structure paths seed random ",
     "  counterflow dump deal.yaml --stage=program\n"
     "  counterflow dump deal.yaml --stage=samples --paths 3\n"},
    {"report", "print the answer again from its JSON, or write its report, tables or spreadsheet", "RESULTS", 1, 1,
     " report json csv xlsx ",
     "  counterflow report answer.json\n"
     "  counterflow report answer.json --report report.html\n"
     "  counterflow report answer.json --csv tables --xlsx tables.xlsx\n"},
    {"chart", "draw one of the report's charts, from results or from a model", "RESULTS|MODEL [NAME]", 1, 2,
     " list svg structure width paths seed random threads ",
     "  counterflow chart answer.json --list\n"
     "  counterflow chart answer.json worth --svg worth.svg\n"
     "  counterflow chart deal.yaml worth --structure bundle --width 480 > worth.svg\n"},
    {"merge", "put the parts of a run together and say what it found", "PART…", 1, static_cast<int>(kMostParts), " report json csv xlsx ",
     "  counterflow merge deal.*-of-16.cfp\n"
     "  counterflow merge deal.*-of-16.cfp --report report.html --json answer.json\n"},
};

struct OptionRow {
  const char* name;            // without the dashes
  const char* value;           // what stands behind it; nullptr: a flag
  const char* about;
  bool advanced;               // shown by no help, documented in docs/command-line.md
  bool of_answer = false;      // where the answer of a whole run goes
};

constexpr OptionRow kOptions[] = {
    {"paths", "N", "number of futures (65536)", false},
    {"seed", "N", "the random numbers: the same seed gives the same answer (1)", false},
    {"random", "NAME", "sobol: points that fill the space evenly, with smaller errors; or philox: independent numbers (sobol)", false},
    {"threads", "N", "threads to use; the answer does not depend on it (one for each core)", false},
    {"report", "FILE", "write the answer as one HTML page that opens offline; - is standard output", false, true},
    {"json", "FILE", "write the whole answer as JSON; - is standard output", false, true},
    {"csv", "DIR", "write the answer as tables into a folder", false, true},
    {"xlsx", "FILE", "write the answer as a spreadsheet; - is standard output", false, true},
    {"part", "I/N", "run the I-th of N parts only, for merge to put together: 3/16", false},
    {"output", "FILE", "where the part goes (MODEL.I-of-N.cfp); - is standard output", false},
    {"list", nullptr, "list the names of the charts", false},
    {"svg", "FILE", "write the picture into a file (standard output)", false},
    {"width", "N", "of the picture, in pixels (720)", false},
    {"structure", "NAME", "which structure's terms (the last one; of a chart, the one that the report opens with)", false},
    {"stage", "STAGE", "syntax, model, program or samples", false},
    {"memory", "MB", "most memory to take; what needs more is refused at once (what is free)", true},
    {"tile", "N", "futures evaluated together", true},
    {"instruction-set", "NAME", "sse2, avx2 or avx512", true},
};

const OptionRow* find_option(std::string_view name) {
  const auto* row = std::find_if(std::begin(kOptions), std::end(kOptions), [&](const OptionRow& o) { return name == o.name; });
  return row == std::end(kOptions) ? nullptr : row;
}

bool takes(const CommandRow& command, const OptionRow& option) {
  return std::string_view(command.options).find(fmt::format(" {} ", option.name)) != std::string_view::npos;
}

std::string environment_name(std::string_view option) {
  std::string result = "COUNTERFLOW_";
  for (const char c : option) result += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return result;
}

std::string usage(const CommandRow& command) {
  return fmt::format("counterflow {}{}{} [options]", command.name, *command.operands ? " " : "", command.operands);
}

std::string help_of(const CommandRow& command) {
  std::string out = fmt::format("{}\n\n{}\n\nOptions:\n", usage(command), command.about);
  const auto line = [&](std::string left, std::string_view right) { out += fmt::format("  {:<22} {}\n", left, right); };
  for (const auto& option : kOptions) {
    if (takes(command, option) && !option.advanced) {
      line(option.value ? fmt::format("--{} {}", option.name, option.value) : fmt::format("--{}", option.name), option.about);
    }
  }
  line("--no-color", "no colours (also: NO_COLOR, TERM=dumb)");
  line("--quiet", "errors only on the error stream");
  line("--help", "this text");
  out += fmt::format("\nExamples:\n{}", command.examples);
  return out;
}

std::string help_of_all() {
  std::string out =
      "counterflow models deals in which money, compute and equity flow both ways.\n\n"
      "counterflow COMMAND … [options]\n\nCommands:\n";
  for (const auto& command : kCommands) out += fmt::format("  {:<9} {}\n", command.name, command.about);
  out +=
      "\nExamples:\n"
      "  counterflow run models/first-deal.yaml\n"
      "  counterflow new deal.yaml\n"
      "\ncounterflow COMMAND --help says more about one. No command touches the network.\n";
  return out;
}

std::vector<std::string> command_names() {
  std::vector<std::string> result;
  for (const auto& command : kCommands) result.emplace_back(command.name);
  return result;
}

bool looks_like_file(std::string_view word) {
  return word.find('/') != std::string_view::npos || word.find(".y") != std::string_view::npos ||
         word.find(".json") != std::string_view::npos;
}

// "--paths", or "COUNTERFLOW_PATHS" when the value came from there.
struct Given {
  std::string shown_name;
  std::string text;
};

// A whole number in [least, most], in digits alone.
std::optional<std::uint64_t> whole_number(const Given& given, std::uint64_t least, std::uint64_t most, std::string_view note,
                                          Diagnostics& diagnostics) {
  std::uint64_t value = 0;
  const char* end = given.text.data() + given.text.size();
  const auto [stop, error] = std::from_chars(given.text.data(), end, value);
  if (error == std::errc() && stop == end && !given.text.empty() && value >= least && value <= most) return value;
  auto& diagnostic = diagnostics.error(
      "E0403", {}, fmt::format("{}: expected a whole number from {} to {}; found '{}'", given.shown_name, least, most, given.text));
  if (!note.empty()) diagnostic.notes.push_back({std::string(note), {}});
  return std::nullopt;
}

// "3/16": the third of sixteen.
std::optional<study::Part> part_of(const Given& given, Diagnostics& diagnostics) {
  study::Part part{0, 0};
  const char *begin = given.text.data(), *end = begin + given.text.size();
  const auto number = std::from_chars(begin, end, part.number);
  const bool slash = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  const auto of = slash ? std::from_chars(number.ptr + 1, end, part.of) : number;
  const bool whole = slash && of.ec == std::errc() && of.ptr == end;
  if (whole && part.number >= 1 && part.number <= part.of && part.of <= static_cast<int>(kMostParts)) return part;
  diagnostics.error("E0403", {}, fmt::format("{}: expected I/N, part I of N; found '{}'", given.shown_name, given.text),
                    whole ? fmt::format("parts count from 1 to N, and N is at most {}", kMostParts) : "for example 3/16");
  return std::nullopt;
}

// Fills `arguments` from the text of the options.
void judge(const CommandRow& command, const std::map<std::string, Given>& given, Arguments& arguments, Diagnostics& diagnostics) {
  const auto number = [&](const char* name, std::uint64_t least, std::uint64_t most, std::string_view note, auto& to) {
    const auto it = given.find(name);
    if (it == given.end()) return;
    if (const auto value = whole_number(it->second, least, most, note, diagnostics)) to = static_cast<std::decay_t<decltype(to)>>(*value);
  };
  number("paths", 1, kMostPaths, "memory does not grow with the number of paths, but time does: 65536 is what is usual", arguments.paths);
  arguments.paths_given = given.count("paths") > 0;
  number("seed", 0, UINT64_MAX, {}, arguments.seed);
  number("threads", 1, kMostThreads, "leave it out to use all cores", arguments.threads);
  number("memory", 1, kMostMemory, "in megabytes", arguments.memory);
  number("tile", 1, kMostTile, {}, arguments.tile);
  number("width", kNarrowestChart, kWidestChart, {}, arguments.width);

  const auto text = [&](const char* name, auto& to) {
    if (const auto it = given.find(name); it != given.end()) to = it->second.text;
  };
  text("json", arguments.json);
  text("csv", arguments.csv);
  text("report", arguments.report);
  text("xlsx", arguments.xlsx);
  text("svg", arguments.svg);
  text("structure", arguments.structure);
  text("output", arguments.output);

  if (const auto it = given.find("part"); it != given.end()) {
    if (const auto part = part_of(it->second, diagnostics)) arguments.part = *part;
    for (const auto& option : kOptions) {
      const auto other = given.find(option.name);
      if (!option.of_answer || other == given.end()) continue;
      diagnostics.error("E0406", {}, fmt::format("{}: a part alone has no answer", other->second.shown_name),
                        "give it to counterflow merge");
    }
  } else if (const auto output = given.find("output"); output != given.end() && output->second.shown_name == "--output") {
    diagnostics.error("E0406", {}, "--output names the file of a part, and this is a whole run", "give --part, or --json for the answer");
  }

  std::vector<std::string> to_stdout;
  for (const char* name : {"report", "json", "xlsx"})
    if (const auto it = given.find(name); it != given.end() && it->second.text == "-") to_stdout.push_back(it->second.shown_name);
  if (to_stdout.size() > 1)
    diagnostics.error("E0405", {}, fmt::format("standard output holds one file: {} both ask for it", fmt::join(to_stdout, " and ")),
                      "give all but one a name");

  const auto one_of = [&](const char* name, const std::vector<std::string>& known, bool needed, std::string& to) {
    const auto it = given.find(name);
    if (it == given.end()) {
      if (needed)
        diagnostics.error("E0402", {}, fmt::format("{} needs --{}", command.name, name), fmt::format("one of {}", fmt::join(known, ", ")));
      return;
    }
    to = it->second.text;
    if (std::find(known.begin(), known.end(), to) != known.end()) return;
    const auto near = nearest(to, known);
    diagnostics.error("E0403", {}, fmt::format("{}: expected one of {}; found '{}'", it->second.shown_name, fmt::join(known, ", "), to),
                      near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  };
  if (takes(command, *find_option("stage"))) one_of("stage", {"syntax", "model", "program", "samples"}, true, arguments.stage);
  if (given.count("random")) {
    std::string random;
    one_of("random", {"sobol", "philox"}, false, random);
    arguments.random = random == "philox" ? RandomNumbers::philox : RandomNumbers::sobol;
  }
  if (given.count("instruction-set")) one_of("instruction-set", {"sse2", "avx2", "avx512"}, false, arguments.instruction_set);
}

void blame_unknown_option(const CommandRow& command, const std::string& word, Diagnostics& diagnostics) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> known{"--help", "--no-color", "--quiet"};
  for (const auto& option : kOptions) {
    if (takes(command, option)) known.push_back(fmt::format("--{}", option.name));
  }
  const auto near = nearest(name, known);
  auto& diagnostic =
      diagnostics.error("E0401", {}, fmt::format("unknown option {}", name), near.empty() ? "" : fmt::format("did you mean {}?", near));
  if (near.empty()) diagnostic.notes.push_back({fmt::format("counterflow {} takes {}", command.name, fmt::join(known, ", ")), {}});
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& words, std::optional<std::string> (*environment)(const char* name)) {
  CommandLineFault fault;
  for (std::size_t i = 0; i < words.size(); ++i) {
    fault.json_on_stdout |= words[i] == "--json=-" || (words[i] == "--json" && i + 1 < words.size() && words[i + 1] == "-");
  }
  if (words.empty()) {
    fault.diagnostics.error("E0402", {}, "a command is missing", "try: counterflow --help")
        .notes.push_back({fmt::format("commands: {}", fmt::join(command_names(), ", ")), {}});
    return fault;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    for (const auto& command : kCommands) {
      if (words.size() > 1 && words[1] == command.name) return Text{help_of(command)};
    }
    return Text{help_of_all()};
  }
  if (words[0] == "--version") return Text{fmt::format("counterflow {}\n", kVersion)};

  const auto* command = std::find_if(std::begin(kCommands), std::end(kCommands), [&](const CommandRow& c) { return words[0] == c.name; });
  if (command == std::end(kCommands)) {
    const auto near = nearest(words[0], command_names());
    std::string hint = looks_like_file(words[0]) ? fmt::format("did you mean: counterflow run {}", words[0])
                       : near.empty()            ? std::string()
                                                 : fmt::format("did you mean '{}'?", near);
    const bool option = words[0].substr(0, 1) == "-";
    fault.diagnostics
        .error(option ? "E0402" : "E0401", {},
               option ? fmt::format("a command has to stand before {}", words[0]) : fmt::format("unknown command '{}'", words[0]),
               std::move(hint))
        .notes.push_back({fmt::format("commands: {}", fmt::join(command_names(), ", ")), {}});
    return fault;
  }

  Arguments arguments;
  arguments.command = command->name;
  bool help = false;
  std::map<std::string, std::string> texts;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_option("operands", arguments.operands);
  app.add_flag("--help,-h", help);
  app.add_flag("--no-color", arguments.no_color);
  app.add_flag("--quiet,-q", arguments.quiet);
  std::map<std::string, bool> flags;
  for (const auto& option : kOptions) {
    if (!takes(*command, option)) continue;
    if (option.value) {
      app.add_option(fmt::format("--{}", option.name), texts[option.name])->expected(1)->take_last();
    } else {
      app.add_flag(fmt::format("--{}", option.name), flags[option.name]);
    }
  }
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError&) {
    // With extras allowed, all that is left to go wrong is an option whose value is missing.
    const auto& last = words.back();
    fault.diagnostics.error("E0402", {}, fmt::format("a value is missing behind {}", last),
                            fmt::format("try: counterflow {} --help", command->name));
    return fault;
  }
  if (help) return Text{help_of(*command)};

  auto& diagnostics = fault.diagnostics;
  for (const auto& word : app.remaining()) blame_unknown_option(*command, word, diagnostics);

  std::map<std::string, Given> given;
  for (const auto& option : kOptions) {
    if (!takes(*command, option) || !option.value) continue;
    const auto name = environment_name(option.name);
    if (app.count(fmt::format("--{}", option.name)) > 0) {
      given[option.name] = {fmt::format("--{}", option.name), texts[option.name]};
    } else if (const auto value = environment(name.c_str()); value && !value->empty()) {
      given[option.name] = {name, *value};
    }
  }
  judge(*command, given, arguments, diagnostics);
  arguments.list = flags["list"];

  const int count = static_cast<int>(arguments.operands.size());
  if (count < command->least && !diagnostics.has_errors()) {
    diagnostics.error("E0402", {}, fmt::format("{} needs {}", command->name, command->operands), fmt::format("usage: {}", usage(*command)));
  }
  if (count > command->most && !diagnostics.has_errors()) {
    diagnostics.error("E0404", {}, fmt::format("'{}' is one too many", arguments.operands[static_cast<std::size_t>(command->most)]),
                      fmt::format("usage: {}", usage(*command)));
  }
  fault.json_on_stdout |= arguments.json_on_stdout();
  if (diagnostics.has_errors()) return fault;
  return arguments;
}

}  // namespace cf::cli
