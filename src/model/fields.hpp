// The table of everything a model file may say: sections, and the fields of their entries. The reader validates against it,
// `counterflow schema` is written from it, and messages list from it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cf::model {

enum class Shape {
  value,       // number, range or formula; or {value, source, …}
  value_map,   // {cash: value, receipts: value} or {party: value}
  text,        // any text
  word,        // one name
  words,       // a list of names
  truth,       // true or false
  whole,       // a whole number
  condition,   // a value that is true or false
};

struct Field {
  std::string_view of;       // "flow", "party", …; "value" for the long form
  std::string_view name;
  Shape shape;
  bool required;
  std::string_view about;
};

struct Section {
  std::string_view name;
  std::string_view entry;    // the kind of its entries ("flow"), or how it is read ("text", "list")
  bool in_types;             // a contract type may have it too
  std::string_view about;
};

std::span<const Section> sections();
std::vector<const Field*> fields_of(std::string_view entry);
const Field* find_field(std::string_view entry, std::string_view name);
std::vector<std::string> field_names(std::string_view entry);
std::vector<std::string> section_names(bool in_types);

// Names that cannot be given: built-in names and what other YAML readers take for truth values; and, but for the parts of a
// contract type, functions.
bool is_word(std::string_view name);
bool is_function(std::string_view name);

// A JSON Schema (draft-07) of model files, as text.
std::string json_schema();

}  // namespace cf::model
