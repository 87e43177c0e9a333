#include "error_document.hpp"

#include <nlohmann/json.hpp>

namespace cf::cli {
namespace {

using Json = nlohmann::ordered_json;

void put_place(Json& object, const Place& place, const SourceTexts& texts) {
  if (place.text < 0) return;
  const auto from = texts.line_column(place.text, place.begin), to = texts.line_column(place.text, place.end);
  object["file"] = texts.name(place.text);
  object["line"] = from.line;
  object["column"] = from.column;
  object["end_line"] = to.line;
  object["end_column"] = to.column;
}

Json object_of(const Diagnostic& diagnostic, const SourceTexts& texts) {
  Json object;
  object["code"] = diagnostic.code;
  object["message"] = diagnostic.message;
  put_place(object, diagnostic.place, texts);
  if (!diagnostic.label.empty()) object["hint"] = diagnostic.label;
  if (!diagnostic.notes.empty()) {
    auto& notes = object["notes"] = Json::array();
    for (const auto& note : diagnostic.notes) {
      Json entry{{"text", note.text}};
      put_place(entry, note.place, texts);
      notes.push_back(std::move(entry));
    }
  }
  return object;
}

}  // namespace

std::string error_document(const Diagnostics& diagnostics, const SourceTexts& texts) {
  Json document{{"format", 1}, {"errors", Json::array()}, {"warnings", Json::array()}};
  for (const auto& diagnostic : diagnostics.sorted()) {
    document[diagnostic.severity == Severity::error ? "errors" : "warnings"].push_back(object_of(diagnostic, texts));
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cf::cli
