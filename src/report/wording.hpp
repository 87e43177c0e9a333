// Names and numbers of one answer in the words readers get: what sentences and tables are made of.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "report/number_text.hpp"
#include "study/answer.hpp"

namespace cf::report {

class Wording {
 public:
  explicit Wording(const study::Answer& answer) : answer_(answer), numbers_(answer.model.currency_sign) {}

  const study::Answer& answer() const { return answer_; }
  const NumberText& numbers() const { return numbers_; }

  std::string party(const std::string& name) const;                      // its title; "the world" for `world`
  std::string structure(std::size_t index) const;                        // “bundle”
  std::string baseline() const { return structure(0); }
  // " in “bundle”"; nothing where there is but one structure.
  std::string in_structure(std::size_t index) const;
  // The label of a measure, "Amazon.com's value" for amazon.value; without a label its name.
  std::string measure(const study::StructureAnswer& structure, const std::string& name) const;
  Kind measure_kind(const study::StructureAnswer& structure, const std::string& name) const;
  Kind money() const { return {"$", ""}; }

 private:
  const study::Answer& answer_;
  NumberText numbers_;
};

std::string quoted(std::string_view text);                               // “text”
std::string joined(const std::vector<std::string>& items);               // a, b and c
// The first `most` of the items and "3 more".
std::string joined_up_to(std::vector<std::string> items, std::size_t most);
std::string with_capital(std::string text);
// A label as it stands inside a sentence: "Price of chips" becomes "price of chips", names keep their capital.
std::string in_sentence(std::string label);
std::string possessive(const std::string& name);                         // Amazon.com's, others'
std::string counted(std::uint64_t number, std::string_view one, std::string_view many);   // 1 check, 65,536 futures
// `text` with one full stop at its end; empty stays empty.
std::string sentence(std::string text);
study::Estimate without_sign(study::Estimate x);
// Of values whose errors are not known to be independent: values added, errors added too, so that the sum's is never too small.
study::Estimate careful_sum(const std::vector<study::Estimate>& items);

}  // namespace cf::report
