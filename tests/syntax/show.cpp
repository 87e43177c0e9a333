#include "show.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace cf::syntax {
namespace {

std::string show_node(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  switch (node.kind) {
    case NodeKind::empty: return "~";
    case NodeKind::text: {
      const char* quote = node.style == TextStyle::plain ? "" : node.style == TextStyle::quoted ? "'" : "|";
      return quote + printable(node.text) + quote;
    }
    case NodeKind::list: {
      std::string out;
      for (const auto item : node.items) out += (out.empty() ? "" : ", ") + show_node(tree, item);
      return "[" + out + "]";
    }
    case NodeKind::map: {
      std::string out;
      for (const auto& member : node.members)
        out += (out.empty() ? "" : ", ") + printable(member.key) + ": " + show_node(tree, member.value);
      return "{" + out + "}";
    }
  }
  return "?";
}

std::string show_formula(const Formula& formula, std::int32_t index) {
  const FormulaNode& node = formula[index];
  const auto child = [&](std::size_t i) { return show_formula(formula, node.children[i]); };
  switch (node.kind) {
    case FormulaKind::number: {
      std::string unit;
      for (const auto& factor : node.unit) unit += (factor.exponent < 0 ? "/" : unit.empty() ? "" : "*") + factor.name;
      const auto all = node.currency + (node.percent ? "%" : "") + unit;
      return fmt::format("{}{}", node.value, all.empty() ? "" : "[" + all + "]");
    }
    case FormulaKind::date: return fmt::format("date({})", node.value);
    case FormulaKind::truth: return node.value == 1 ? "true" : "false";
    case FormulaKind::infinity: return "inf";
    case FormulaKind::name: return node.text;
    case FormulaKind::unary: return fmt::format("({} {})", node.text, child(0));
    case FormulaKind::binary: return fmt::format("({} {} {})", child(0), node.text, child(1));
    case FormulaKind::interval: return fmt::format("<{} to {}>", child(0), child(1));
    case FormulaKind::call: {
      std::string arguments;
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) arguments += ", ";
        if (node.keys[i] >= 0) arguments += show_formula(formula, node.keys[i]) + " = ";
        arguments += child(i);
      }
      return fmt::format("{}({})", node.text, arguments);
    }
  }
  return "?";
}

std::string all_messages(const Diagnostics& diagnostics, const SourceTexts& texts) {
  std::string out;
  for (const auto& diagnostic : diagnostics.sorted()) out += (out.empty() ? "" : "\n") + render(diagnostic, texts, false);
  return out;
}

std::string all_codes(const Diagnostics& diagnostics, const SourceTexts& texts) {
  std::string out;
  for (const auto& diagnostic : diagnostics.sorted()) {
    const auto where = texts.line_column(diagnostic.place.text, diagnostic.place.begin);
    out += fmt::format("{}{}@{}:{}", out.empty() ? "" : " ", diagnostic.code, where.line, where.column);
  }
  return out;
}

}  // namespace

Reading::Reading(std::string text, std::string name) {
  texts.add(std::move(name), std::move(text));
  tree = read(texts, 0, diagnostics);
}
std::string Reading::shown() const { return tree.root ? show_node(tree, tree.root) : ""; }
std::string Reading::messages() const { return all_messages(diagnostics, texts); }
std::string Reading::codes() const { return all_codes(diagnostics, texts); }

FormulaReading::FormulaReading(std::string text, bool flow) {
  Node node;
  node.kind = NodeKind::text;
  node.flow = flow;
  node.text = text;
  node.place = {0, 0, static_cast<std::int32_t>(text.size())};
  tree.nodes.push_back(std::move(node));
  tree.root = {0};
  texts.add("formula", std::move(text));
  formula = parse_formula(tree, tree.root, diagnostics);
}
std::string FormulaReading::shown() const { return formula.root >= 0 ? show_formula(formula, formula.root) : ""; }
std::string FormulaReading::messages() const { return all_messages(diagnostics, texts); }
std::string FormulaReading::codes() const { return all_codes(diagnostics, texts); }

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cf::syntax
