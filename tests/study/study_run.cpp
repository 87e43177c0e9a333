#include "study_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cf::study {

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class Items, class Name>
const auto& named(const Items& items, const Name& name_of, const std::string& name) {
  for (const auto& item : items)
    if (name_of(item) == name) return item;
  throw std::runtime_error("nothing is called " + name);
}

}  // namespace

std::unique_ptr<TestDeal> read_test_deal(const std::string& body) {
  auto read = std::make_unique<TestDeal>();
  const auto text = read->texts.add("test.yaml", "counterflow: 1\ntitle: A test\ncurrency: USD\n" + body);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(CF_ROOT "/library"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::int32_t> library;
  for (const auto& file : files) library.push_back(read->texts.add(file.filename().string(), text_of(file)));
  read->deal = model::Deal::read(read->texts, text, library, {}, read->diagnostics);
  if (read->deal) read->deal->check(read->diagnostics);
  for (const auto& diagnostic : read->diagnostics.sorted())
    if (diagnostic.severity == Severity::error) throw std::runtime_error(render(diagnostic, read->texts, false));
  return read;
}

Answer answer_of(const std::string& body, Options options) {
  const auto read = read_test_deal(body);
  Outcome outcome = run(*read->deal, options);
  if (!outcome.answer) throw std::runtime_error("the run gave no answer");
  return std::move(*outcome.answer);
}

const PartyValue& value_of(const StructureAnswer& structure, const std::string& party) {
  return named(structure.values, [](const auto& v) { return v.party; }, party);
}
const FlowSummary& flow_of(const StructureAnswer& structure, const std::string& name) {
  return named(structure.flows, [](const auto& f) { return f.name; }, name);
}
const SeriesSummary& series_of(const StructureAnswer& structure, const std::string& name) {
  return named(structure.series, [](const auto& s) { return s.name; }, name);
}
const NamedSummary& measure_of(const StructureAnswer& structure, const std::string& name) {
  return named(structure.measures, [](const auto& m) { return m.name; }, name);
}

}  // namespace cf::study
