// Prints what is behind a name as a tree: each line a name, its formula, its value on the middle path, and who says so.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "commands.hpp"
#include "report/number_text.hpp"
#include "session/explanation.hpp"

namespace cf::cli {
namespace {

using session::Explained;
using session::Explanation;

std::string value_text(const Explained& node, const report::NumberText& numbers) {
  const auto shown = [&](double value) {
    const auto& display = node.display;
    const double in_unit = value * display.magnitude / display.scale;
    if (!std::isfinite(in_unit)) return std::string(in_unit > 0 ? "inf" : "-inf");
    return numbers.number({in_unit, 0}, {display.unit, display.text});
  };
  if (!node.first && !node.last) return {};
  if (!node.last) return shown(*node.first);
  if (!node.first || *node.first == *node.last) return shown(*node.last);
  return fmt::format("{} → {}", shown(*node.first), shown(*node.last));
}

std::string standing_text(const Explained& node) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (node.standing == model::Standing::fact) out = "fact";
  if (node.standing == model::Standing::guess) out = "guess";
  if (node.standing == model::Standing::unsourced) out = "unsourced";
  if (node.source) add(fmt::format("{}, {}, {}", node.source->publisher, node.source->title, node.source->date));
  if (!node.as_of.empty()) add("as of " + node.as_of);
  if (!node.reason.empty()) add(node.reason);
  if (!node.note.empty()) add(node.note);
  return out;
}

std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return printable(text);
}

class Printer {
 public:
  Printer(const Explanation& explanation, std::string currency_sign, bool color)
      : explanation_(explanation), numbers_(std::move(currency_sign)), color_(color), printed_(explanation.nodes.size(), false) {}

  std::string print() {
    node(0, "", "");
    return std::move(out_);
  }

 private:
  std::string paint(const char* code, const std::string& text) const {
    return color_ && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }

  void node(int index, const std::string& branch, const std::string& below) {
    const auto& node_here = explanation_.nodes[static_cast<std::size_t>(index)];
    const auto value = value_text(node_here, numbers_);
    std::string line = branch + paint("1", printable(node_here.name));
    if (!value.empty()) line += ": " + paint("36", value);
    const bool again = printed_[static_cast<std::size_t>(index)];
    printed_[static_cast<std::size_t>(index)] = true;
    if (again) {
      out_ += line + paint("2", "  (above)") + "\n";
      return;
    }
    out_ += line + paint("2", fmt::format("  {}", node_here.what)) + "\n";
    const bool leaf = node_here.reads.empty();
    const std::string rest = below + (leaf ? "  " : "│ ");
    for (const auto& formula : node_here.formulas) {
      out_ += rest + "  " + (formula.name.empty() ? "= " : formula.name + ": ") + one_line(formula.formula) + "\n";
    }
    if (const auto standing = standing_text(node_here); !standing.empty()) out_ += rest + "  " + paint("33", one_line(standing)) + "\n";
    for (std::size_t i = 0; i < node_here.reads.size(); ++i) {
      const bool last = i + 1 == node_here.reads.size();
      node(node_here.reads[i], below + (last ? "└ " : "├ "), below + (last ? "  " : "│ "));
    }
  }

  const Explanation& explanation_;
  report::NumberText numbers_;
  bool color_;
  std::vector<bool> printed_;
  std::string out_;
};

void say_unknown(const std::string& name, const std::vector<std::string>& structures, std::size_t structure,
                 const session::Unknown& unknown, Diagnostics& diagnostics) {
  constexpr std::size_t kMostMembers = 12;
  if (!unknown.members.empty() && unknown.elsewhere.empty()) {
    std::vector<std::string> shown = unknown.members;
    if (shown.size() > kMostMembers) {
      shown.resize(kMostMembers);
      shown.push_back("…");
    }
    diagnostics.error("E0421", {}, fmt::format("'{}' is not one value, but has several", name), fmt::format("{}", fmt::join(shown, ", ")));
    return;
  }
  auto& error = diagnostics.error("E0421", {}, fmt::format("the model has no '{}' under the terms of '{}'", name, structures[structure]),
                                  unknown.near.empty() || unknown.near == name ? "" : fmt::format("did you mean '{}'?", unknown.near));
  if (unknown.elsewhere.empty()) return;
  std::vector<std::string> titles;
  for (const int s : unknown.elsewhere) titles.push_back(fmt::format("'{}'", structures[static_cast<std::size_t>(s)]));
  error.notes.push_back({fmt::format("it is there in {}", fmt::join(titles, ", ")), {}});
}

}  // namespace

ExitCode explain_command(Context& context) {
  const auto& arguments = context.arguments;
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, arguments.operands[0], exit_code);
  if (!reading) return exit_code;

  Diagnostics diagnostics;
  const int structure = structure_number(*reading, arguments, diagnostics);
  if (diagnostics.has_errors()) return fail(context, diagnostics, ExitCode::bad_input);
  const auto& name = arguments.operands[1];
  session::Unknown unknown;
  auto explanation = session::explain(*reading, structure, name, unknown);
  // Who has not said which structure means one that has it.
  if (!explanation && !arguments.structure && !unknown.elsewhere.empty())
    explanation = session::explain(*reading, unknown.elsewhere.back(), name, unknown);
  if (!explanation) {
    say_unknown(name, reading->deal->structures(), static_cast<std::size_t>(structure), unknown, diagnostics);
    return fail(context, diagnostics, ExitCode::bad_input);
  }
  context.console.data(Printer(*explanation, explanation->currency_sign, context.console.colors_on_output()).print());
  context.console.message(
      fmt::format("values on the middle path (every input and every driver at its median), first step → last step; structure: {}\n",
                  printable(explanation->structure)));
  if (!explanation->stopped.empty()) context.console.message(fmt::format("the middle path stops: {}\n", printable(explanation->stopped)));
  return ExitCode::fine;
}

}  // namespace cf::cli
