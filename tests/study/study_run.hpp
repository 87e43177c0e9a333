// Runs a study of a deal given as text, for tests: with the contract library of the tree, checked, expecting no message.
#pragma once
#include <memory>
#include <string>

#include "base/diagnostic.hpp"
#include "study/study.hpp"

namespace cf::study {

struct TestDeal {
  SourceTexts texts;
  Diagnostics diagnostics;
  std::optional<model::Deal> deal;
};

// `body` follows a head with `counterflow: 1` and a title.
std::unique_ptr<TestDeal> read_test_deal(const std::string& body);
Answer answer_of(const std::string& body, Options options = {});

const PartyValue& value_of(const StructureAnswer& structure, const std::string& party);
const FlowSummary& flow_of(const StructureAnswer& structure, const std::string& name);
const SeriesSummary& series_of(const StructureAnswer& structure, const std::string& name);
const NamedSummary& measure_of(const StructureAnswer& structure, const std::string& name);

}  // namespace cf::study
