// The JSON Schema of model files, written from the table of fields.
#include <fmt/format.h>

#include "model/fields.hpp"

namespace cf::model {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string shape_schema(Shape shape) {
  switch (shape) {
    case Shape::value:
    case Shape::condition: return R"({"$ref": "#/definitions/value"})";
    case Shape::value_map: return R"({"type": "object"})";
    case Shape::text:
    case Shape::word: return R"({"type": ["string", "number"]})";
    case Shape::words: return R"({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})";
    case Shape::truth: return R"({"type": "boolean"})";
    case Shape::whole: return R"({"type": "integer"})";
  }
  return "{}";
}

// {"description": …, then the members of `schema`}
std::string described(std::string_view about, const std::string& schema) {
  const std::string head = fmt::format("{{\"description\": {}", quoted(about));
  return schema == "{}" ? head + "}" : head + ", " + schema.substr(1);
}

std::string entry_schema(std::string_view entry, const std::string& extra = {}, bool closed = true) {
  std::string properties, required;
  for (const Field* f : fields_of(entry)) {
    std::string schema = shape_schema(f->shape);
    if (f->name == "supplies") schema = R"({"type": "object", "additionalProperties": {"$ref": "#/definitions/supply"}})";
    properties += fmt::format("{}{}: {}", properties.empty() ? "" : ", ", quoted(f->name), described(f->about, schema));
    if (f->required) required += fmt::format("{}{}", required.empty() ? "" : ", ", quoted(f->name));
  }
  if (!extra.empty()) properties += (properties.empty() ? "" : ", ") + extra;
  return fmt::format(R"({{"type": "object", "properties": {{{}}}{}{}}})", properties,
                     required.empty() ? "" : fmt::format(", \"required\": [{}]", required),
                     closed ? ", \"additionalProperties\": false" : ", \"additionalProperties\": {\"$ref\": \"#/definitions/value\"}");
}

std::string map_of(std::string_view definition) {
  return fmt::format(R"({{"type": "object", "additionalProperties": {{"$ref": "#/definitions/{}"}}}})", definition);
}

std::string section_schema(const Section& s) {
  if (s.name == "counterflow") return R"({"const": 1})";
  if (s.entry == "text" || s.entry == "word") return R"({"type": "string"})";
  if (s.entry == "list") return R"({"type": "array"})";
  if (s.entry == "time") return R"({"$ref": "#/definitions/time"})";
  if (s.entry == "unit") return R"({"type": "object", "additionalProperties": {"type": ["string", "null"]}})";
  if (s.entry == "check")
    return R"({"type": "object", "additionalProperties": {"oneOf": [{"$ref": "#/definitions/value"}, {"$ref": "#/definitions/check"}]}})";
  if (s.entry == "party")
    return R"({"type": "object", "additionalProperties": {"oneOf": [{"type": "null"}, {"$ref": "#/definitions/party"}]}})";
  return map_of(s.entry);
}

std::string sections_of(bool types_only) {
  std::string out;
  for (const Section& s : sections()) {
    if (types_only && (!s.in_types || s.name == "counterflow")) continue;
    out += fmt::format("{}\n    {}: {}", out.empty() ? "" : ",", quoted(s.name), described(s.about, section_schema(s)));
  }
  return out;
}

}  // namespace

std::string json_schema() {
  std::string definitions;
  const auto define = [&](std::string_view name, const std::string& schema) {
    definitions += fmt::format("{}\n    {}: {}", definitions.empty() ? "" : ",", quoted(name), schema);
  };
  define("value", fmt::format(R"({{"oneOf": [{{"type": ["string", "number", "boolean"]}}, {}]}})", entry_schema("value")));
  for (const char* entry :
       {"time", "source", "driver", "party", "asset", "stock", "supply", "dispatch", "flow", "parameter", "terms", "hedge", "check"})
    define(entry, entry_schema(entry));
  define("contract", entry_schema("contract", {}, false));
  define("type", entry_schema("type", fmt::format(R"("units": {{"type": "object"}}, "parameters": {}, {})", map_of("parameter"),
                                                  sections_of(true))));
  return fmt::format(R"({{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "A Counterflow model",
  "type": "object",
  "required": ["counterflow"],
  "additionalProperties": false,
  "properties": {{{}
  }},
  "definitions": {{{}
  }}
}}
)",
                     sections_of(false), definitions);
}

}  // namespace cf::model
