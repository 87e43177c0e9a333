#include "report/wording.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cf::report {

std::string Wording::party(const std::string& name) const {
  if (name == "world") return "the world";
  for (const auto& party : answer_.model.parties)
    if (party.name == name) return party.title.empty() ? name : party.title;
  return name;
}

std::string Wording::structure(std::size_t index) const { return quoted(answer_.structures[index].name); }

std::string Wording::in_structure(std::size_t index) const { return answer_.structures.size() > 1 ? " in " + structure(index) : ""; }

std::string Wording::measure(const study::StructureAnswer& structure, const std::string& name) const {
  for (const auto& m : structure.measures)
    if (m.name == name && !m.label.empty()) return in_sentence(m.label);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return name;
  const std::string member = name.substr(dot + 1);
  if (member != "value" && member != "gain") return name;
  return possessive(party(name.substr(0, dot))) + " " + member;
}

Kind Wording::measure_kind(const study::StructureAnswer& structure, const std::string& name) const {
  for (const auto& m : structure.measures)
    if (m.name == name) return {m.summary.unit, m.display};
  return money();
}

std::string quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return text;
}

std::string joined_up_to(std::vector<std::string> items, std::size_t most) {
  if (items.size() <= most + 1) return joined(items);   // "1 more" is no shorter than the item
  const std::size_t more = items.size() - most;
  items.resize(most);
  items.push_back(std::to_string(more) + " more");
  return joined(items);
}

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string in_sentence(std::string label) {
  // Words that open a label and are nobody's name.
  static constexpr std::string_view kCommon[] = {
      "A",      "All",     "An",      "Average",   "Capacity", "Cash",    "Chance", "Chips", "Compute", "Cost",   "Costs",  "Credits",
      "Demand", "Equity",  "First",   "Free",      "Gross",    "Growth",  "How",    "Last",  "Length",  "Margin", "Market", "Mean",
      "Money",  "Net",     "Number",  "Operating", "Others",   "Others'", "Part",   "Peak",  "Power",   "Price",  "Profit", "Rate",
      "Ratio",  "Revenue", "Running", "Sales",     "Share",    "Spare",   "Spot",   "Speed", "Supply",  "The",    "Time",   "Total",
      "Usage",  "Use",     "Value",   "What",      "Work",     "Worth",   "Year",   "Years"};
  const std::string first = label.substr(0, label.find(' '));
  const bool common = std::find(std::begin(kCommon), std::end(kCommon), first) != std::end(kCommon);
  if (common) label[0] = static_cast<char>(label[0] - 'A' + 'a');
  return label;
}

std::string possessive(const std::string& name) { return name + (!name.empty() && name.back() == 's' ? "'" : "'s"); }

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  const std::string word(number == 1 ? one : many);
  return word.empty() ? digits : digits + " " + word;
}

std::string sentence(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

study::Estimate without_sign(study::Estimate x) { return {std::abs(x.value), x.se}; }

study::Estimate careful_sum(const std::vector<study::Estimate>& items) {
  study::Estimate sum;
  for (const auto& item : items) {
    sum.value += item.value;
    sum.se += item.se;
  }
  return sum;
}

}  // namespace cf::report
