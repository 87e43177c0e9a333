#include "session/merging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.hpp"

namespace cf::session {
namespace {

using engine::InstructionSet;

constexpr InstructionSet kInstructionSets[] = {InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512};

InstructionSet instruction_set_of(const std::string& name) {
  for (const InstructionSet set : kInstructionSets)
    if (engine::name_of(set) == name) return set;
  return InstructionSet::sse2;
}

// "2, 5 to 7 and 9"
std::string list_of(const std::vector<int>& numbers) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (end - i > 2) {
      items.push_back(fmt::format("{} to {}", numbers[i], numbers[end - 1]));
    } else {
      for (std::size_t k = i; k < end; ++k) items.push_back(std::to_string(numbers[k]));
    }
    i = end;
  }
  std::string list = items.front();
  for (std::size_t i = 1; i < items.size(); ++i) list += (i + 1 == items.size() ? " and " : ", ") + items[i];
  return list;
}

std::string quoted(const std::string& word) {
  return word.find_first_of(" '\"$&;()*?<>|\\`") == std::string::npos ? word : fmt::format("'{}'", word);
}

// The name of the first text that differs; the folder from which the model was called may.
std::optional<std::string> different_text(const std::vector<CarriedText>& a, const std::vector<CarriedText>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i >= a.size()) return b[i].name;
    if (i >= b.size() || a[i].text != b[i].text) return a[i].name;
  }
  return std::nullopt;
}

std::vector<CarriedText> texts_of(const Reading& reading) {
  std::vector<CarriedText> texts;
  for (std::int32_t i = 0; i < reading.texts.size(); ++i) texts.push_back({reading.texts.name(i), std::string(reading.texts.text(i))});
  return texts;
}

}  // namespace

std::string announce_part(const Reading& reading, const study::Options& options, const study::Part& part) {
  return to_bytes({options.version,
                   options.file,
                   texts_of(reading),
                   options.paths,
                   options.seed,
                   options.random,
                   engine::name_of(options.instruction_set),
                   part,
                   {}});
}

PartResult run_part(const Reading& reading, const study::Options& options, const study::Part& part) {
  CF_CHECK(reading.deal && !reading.diagnostics.has_errors(), "only a checked deal can be run");
  PartResult result;
  auto outcome = study::run_part(*reading.deal, options, part);
  if (outcome.refused) result.refused = explain_refusal(*outcome.refused);
  if (outcome.stopped) {
    result.stopped_at = outcome.stopped->path;
    explain_stop(reading, *outcome.stopped, options, result.stopped);
  }
  if (outcome.found.empty()) return result;
  result.file = to_bytes({options.version, options.file, texts_of(reading), options.paths, options.seed, options.random,
                          engine::name_of(options.instruction_set), part, std::move(outcome.found)});
  return result;
}

Merging::Merging(std::string version) : version_(std::move(version)) {}

std::optional<PartFile> Merging::read(const std::string& name, std::string_view bytes, Diagnostics& diagnostics) const {
  auto read = read_part(bytes, version_);
  switch (read.fault) {
    case ReadPart::Fault::none: return std::move(read.part);
    case ReadPart::Fault::not_a_part:
      diagnostics.error("E0441", {}, fmt::format("{}: not a part of a run: {}", name, read.why),
                        "write one with: counterflow run MODEL --part 1/4");
      break;
    case ReadPart::Fault::damaged:
      diagnostics.error("E0442", {}, fmt::format("{}: damaged: {}", name, read.why), "copy it again, or run this part again");
      break;
    case ReadPart::Fault::other_version:
      diagnostics.error("E0443", {}, fmt::format("{}: written by version {}; this is version {}", name, read.why, version_),
                        "merge with the version that ran the parts, or run all parts with this one");
      break;
  }
  return std::nullopt;
}

bool Merging::judge(const std::string& name, PartFile part, Diagnostics& diagnostics) {
  return merging_ ? belongs(name, part, diagnostics) : begin(name, std::move(part), diagnostics);
}

void Merging::expect(const std::string& name, std::string_view bytes, Diagnostics& diagnostics) {
  if (auto part = read(name, bytes, diagnostics)) judge(name, std::move(*part), diagnostics);
}

void Merging::add(const std::string& name, std::string_view bytes, Diagnostics& diagnostics) {
  auto file = read(name, bytes, diagnostics);
  if (!file) return;
  const std::string found = std::move(file->found);
  const study::Part part = file->part;
  if (!judge(name, std::move(*file), diagnostics)) return;
  std::string& taken = name_of_[static_cast<std::size_t>(part.number) - 1];
  if (!taken.empty()) {
    diagnostics.error("E0445", {}, fmt::format("part {} of {} is there twice: {} and {}", part.number, part.of, taken, name),
                      "leave one out");
    return;
  }
  taken = name;
  if (diagnostics.has_errors()) return;  // there will be no result; only what else is wrong is still of interest
  if (!merging_->add(found)) {
    diagnostics.error("E0443", {}, fmt::format("{}: written by another build of version {}", name, version_),
                      "run all parts with one build, and merge with it");
  }
}

bool Merging::begin(const std::string& name, PartFile part, Diagnostics& diagnostics) {
  if (part.texts.empty() || part.part.of < 1 || part.part.number < 1 || part.part.number > part.part.of) {
    diagnostics.error("E0442", {}, fmt::format("{}: damaged: it holds something else than a part", name), "run this part again");
    return false;
  }
  part.found.clear();
  const auto carried = [&](const std::string& path) -> std::optional<std::string> {
    for (const auto& text : part.texts)
      if (text.name == path) return text.text;
    return std::nullopt;
  };
  reading_ = check(part.texts[0].name, part.texts[0].text, carried);
  if (const auto other = different_text(texts_of(*reading_), part.texts); other || reading_->diagnostics.has_errors()) {
    diagnostics.error("E0443", {},
                      fmt::format("{}: written by a build of version {} with another {}", name, version_, other.value_or("language")),
                      "run all parts with one build, and merge with it");
    return false;
  }
  options_.paths = part.paths;
  options_.seed = part.seed;
  options_.random = part.random;
  options_.instruction_set = instruction_set_of(part.instruction_set);
  options_.version = version_;
  options_.file = part.file;
  merging_ = std::make_unique<study::Merging>(*reading_->deal, options_);
  name_of_.resize(static_cast<std::size_t>(part.part.of));
  first_name_ = name;
  first_ = std::move(part);
  return true;
}

bool Merging::belongs(const std::string& name, const PartFile& part, Diagnostics& diagnostics) const {
  const auto refuse = [&](const std::string& what, const std::string& here, const std::string& there, const std::string& hint) {
    diagnostics.error("E0444", {},
                      fmt::format("{} is a part of another run: {} {}, and not {} as in {}", name, what, here, there, first_name_), hint);
    return false;
  };
  const std::string again = "leave it out, or run it again with: " + command_of(fmt::format("{}/{}", part.part.number, first_.part.of));
  if (const auto text = different_text(part.texts, first_.texts)) {
    diagnostics.error("E0444", {}, fmt::format("{} is a part of another run: its {} is not that of {}", name, *text, first_name_),
                      "leave it out, or run all parts again with one model");
    return false;
  }
  if (part.paths != first_.paths) return refuse("--paths", std::to_string(part.paths), std::to_string(first_.paths), again);
  if (part.seed != first_.seed) return refuse("--seed", std::to_string(part.seed), std::to_string(first_.seed), again);
  if (part.random != first_.random)
    return refuse("--random", std::string(name_of(part.random)), std::string(name_of(first_.random)), again);
  if (part.part.of != first_.part.of)
    return refuse("--part", fmt::format("{}/{}", part.part.number, part.part.of), fmt::format("one of {}", first_.part.of),
                  "merge only parts of one number of parts");
  if (part.instruction_set != first_.instruction_set)
    return refuse(
        "--instruction-set", part.instruction_set, first_.instruction_set,
        fmt::format("machines differ: run all parts with --instruction-set {}",
                    engine::name_of(std::min(instruction_set_of(part.instruction_set), instruction_set_of(first_.instruction_set)))));
  return true;
}

std::string Merging::command_of(const std::string& part) const {
  std::string command = fmt::format("counterflow run {} --paths {} --seed {}", quoted(first_.file), first_.paths, first_.seed);
  if (first_.random != study::Options().random) command += fmt::format(" --random {}", name_of(first_.random));
  if (first_.instruction_set != engine::name_of(engine::best_instruction_set()))
    command += fmt::format(" --instruction-set {}", first_.instruction_set);
  return fmt::format("{} --part {}", command, part);
}

void Merging::finish(Diagnostics& diagnostics) {
  std::vector<int> missing;
  for (std::size_t i = 0; i < name_of_.size(); ++i)
    if (name_of_[i].empty()) missing.push_back(static_cast<int>(i) + 1);
  if (missing.empty()) return;
  const bool one = missing.size() == 1;
  diagnostics.error("E0446", {},
                    fmt::format("part{} {} of {} {} missing", one ? "" : "s", list_of(missing), name_of_.size(), one ? "is" : "are"),
                    fmt::format("run {} with: {}", one ? "it" : "each",
                                command_of(fmt::format("{}/{}", one ? std::to_string(missing[0]) : "N", name_of_.size()))));
}

RunResult Merging::result() const { return result_of(*reading_, options_, merging_->outcome()); }

std::unique_ptr<Reading> Merging::take_reading() {
  merging_.reset();                      // it refers to the deal
  return std::move(reading_);
}

}  // namespace cf::session
