#include "read_deal.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace cf::model {
namespace {

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

std::vector<std::string> ReadDeal::messages() const {
  std::vector<std::string> out;
  for (const Diagnostic& d : diagnostics.sorted()) {
    std::string at = "-";
    if (d.place.text >= 0) {
      const LineColumn lc = texts.line_column(d.place.text, d.place.begin);
      at = std::to_string(lc.line) + ":" + std::to_string(lc.column);
    }
    out.push_back(d.code + " " + at + " " + d.message);
  }
  return out;
}

std::string ReadDeal::all() const {
  std::string out;
  for (const Diagnostic& d : diagnostics.sorted()) out += render(d, texts, false) + "\n";
  return out;
}

ReadDeal read_deal(const std::string& body, const Deal::Load& load) {
  ReadDeal out;
  std::string text = "counterflow: 1\n";
  if (body.find("time:") == std::string::npos) text += "time: {start: 2026-01, steps: 12, step: month}\n";
  text += body;
  const std::int32_t model = out.texts.add("deal.yaml", text);
  std::vector<std::int32_t> library;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CF_ROOT) + "/library"))
    library.push_back(out.texts.add("library/" + entry.path().filename().string(), file(entry.path())));
  out.deal = Deal::read(out.texts, model, library, load, out.diagnostics);
  if (out.deal) out.deal->check(out.diagnostics);
  return out;
}

Model bind_deal(const std::string& body, int structure, int scenario) {
  ReadDeal read = read_deal(body);
  EXPECT_FALSE(read.diagnostics.has_errors()) << read.all();
  Model model = read.deal->bind(read.deal->terms(structure, scenario), read.diagnostics);
  EXPECT_FALSE(read.diagnostics.has_errors()) << read.all();
  return model;
}

double constant_of(const Model& model, ExprId id) {
  const Expr& e = model[id];
  if (e.kind == ExprKind::constant) return e.value;
  if (e.kind == ExprKind::read && e.quantity == Quantity::series)
    return constant_of(model, model.series[static_cast<std::size_t>(e.index)].value);
  if (e.kind == ExprKind::read && e.quantity == Quantity::input)
    return constant_of(model, model.inputs[static_cast<std::size_t>(e.index)].parameters[0]);
  std::vector<double> x;
  for (const ExprId operand : e.operands) x.push_back(constant_of(model, operand));
  return evaluate(e.operation, x);
}

}  // namespace cf::model
