#include "cases.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/json.hpp"

namespace cf::report {
namespace {

using Json = nlohmann::ordered_json;

std::string at_root(const std::string& path) { return std::string(CF_ROOT) + "/" + path; }

bool has_type(const Json& json, const std::string& type) {
  if (type == "object") return json.is_object();
  if (type == "array") return json.is_array();
  if (type == "string") return json.is_string();
  if (type == "boolean") return json.is_boolean();
  if (type == "integer") return json.is_number_integer();
  if (type == "number") return json.is_number();
  if (type == "null") return json.is_null();
  return false;
}

std::string breach(const Json& schema, const Json& json, const std::string& at) {
  for (const auto& [key, value] : schema.items()) {
    if (key == "type") {
      const Json types = value.is_array() ? value : Json::array({value});
      bool fits = false;
      for (const Json& type : types) fits = fits || has_type(json, type.get<std::string>());
      if (!fits) return at + " is not of type " + value.dump();
    } else if (key == "const") {
      if (json != value) return at + " is not " + value.dump();
    } else if (key == "enum") {
      bool found = false;
      for (const Json& one : value) found = found || one == json;
      if (!found) return at + " is none of " + value.dump();
    } else if (key == "minimum") {
      if (json.is_number() && json.get<double>() < value.get<double>()) return at + " is below " + value.dump();
    } else if (key == "required") {
      for (const Json& name : value)
        if (json.is_object() && !json.contains(name.get<std::string>())) return at + " lacks " + name.dump();
    } else if (key == "items") {
      for (std::size_t i = 0; json.is_array() && i < json.size(); ++i)
        if (std::string wrong = breach(value, json[i], at + "[" + std::to_string(i) + "]"); !wrong.empty()) return wrong;
    } else if (key == "properties" || key == "additionalProperties") {
      if (!json.is_object()) continue;
      for (const auto& [name, member] : json.items()) {
        const bool listed = schema.contains("properties") && schema["properties"].contains(name);
        if (listed != (key == "properties")) continue;
        if (std::string wrong = breach(key == "properties" ? value[name] : value, member, at + "." + name); !wrong.empty()) return wrong;
      }
    } else if (key != "description" && key != "title" && key != "$schema") {
      return "the schema has a word that this check does not know: " + key;
    }
  }
  return {};
}

}  // namespace

std::string file_text(const std::string& path_from_root) {
  std::ifstream file(at_root(path_from_root), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::string& path_from_root, const std::string& text) {
  if (const char* promote = std::getenv("CF_PROMOTE"); promote && std::string(promote) == "1") {
    std::ofstream(at_root(path_from_root), std::ios::binary) << text;
    return;
  }
  const std::string golden = file_text(path_from_root);
  if (text == golden) return;
  std::istringstream here(text), there(golden);
  std::string line, expected;
  int number = 0;
  do {
    ++number;
    if (!std::getline(here, line)) line = "(the end)";
    if (!std::getline(there, expected)) expected = "(the end)";
  } while (line == expected && here && there);
  ADD_FAILURE() << path_from_root << " differs from line " << number << " on; CF_PROMOTE=1 writes it anew\n  is:     " << line
                << "\n  should: " << expected;
}

std::vector<NumberCase> number_cases() {
  std::vector<NumberCase> cases;
  const Json all = Json::parse(file_text("docs/number-cases.json"));
  for (const auto& [what, list] : all.items())
    for (const Json& one : list) {
      NumberCase c;
      c.what = what;
      c.value = one["value"].is_null() ? std::numeric_limits<double>::quiet_NaN() : one["value"].get<double>();
      c.se = one["se"].get<double>();
      c.unit = one.value("unit", "");
      c.display = one.value("display", "");
      c.text = one["text"].get<std::string>();
      cases.push_back(c);
    }
  return cases;
}

study::Answer example_answer() {
  ReadResults read = from_json(file_text("docs/results-example.json"));
  EXPECT_EQ(read.error, "");
  return read.answer.value_or(study::Answer{});
}

study::Answer small_answer(const std::vector<std::string>& parties) {
  study::Answer answer;
  answer.model.title = "A small deal";
  answer.model.currency = "USD";
  answer.model.currency_sign = "$";
  answer.model.file = "small.yaml";
  answer.model.num_steps = 2;
  answer.model.step_months = 12;
  answer.model.dates = {"2026-01", "2027-01", "2028-01"};
  answer.model.years = {2026, 2027};
  answer.paths = answer.paths_asked = answer.series_paths = 10000;
  answer.seed = 1;
  answer.version = "0.1.0";
  for (const std::string name : {"no deal", "deal"}) {
    study::StructureAnswer structure;
    structure.name = name;
    for (const std::string& party : parties) {
      study::PartyValue value;
      value.party = value.title = party;
      value.value.unit = "$";
      value.value.mean = value.value.q50 = {1e10, 1e7};
      value.value.q05 = {5e9, 2e7};
      value.value.q95 = {2e10, 5e7};
      value.value.sd = 1e9;
      structure.values.push_back(value);
    }
    answer.structures.push_back(structure);
    answer.model.structures.push_back({name, {}});
  }
  for (const std::string& party : parties) answer.model.parties.push_back({party, party, false, {0.09, 0}});
  return answer;
}

std::string breach_of_schema(const std::string& schema, const std::string& json) {
  return breach(Json::parse(schema), Json::parse(json), "results");
}

}  // namespace cf::report
