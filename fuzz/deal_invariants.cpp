// The whole way of a deal: its check, an explanation, a run, and the answer as JSON, on the screen and as tables.
#include "deal_invariants.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "session/explanation.hpp"
#include "session/reading.hpp"
#include "session/running.hpp"
#include "syntax/characters.hpp"
#include "text_invariants.hpp"

namespace {

constexpr int kPaths = 48;
constexpr int kMostSteps = 130;                      // of a deal that is run: eleven years of months
constexpr std::size_t kMostVariants = 60;
constexpr std::uint64_t kMemory = std::uint64_t{256} << 20;

void require(bool holds, const char* what, const std::string& where) {
  if (!holds) throw cf::Broken(std::string(what) + "\n" + where);
}

// The words of a text that a number which is none is printed as.
bool says_nan(const std::string& text) {
  for (const std::string word : {"nan", "NaN"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool goes_on = (at > 0 && cf::syntax::is_letter(text[at - 1])) || (end < text.size() && cf::syntax::is_letter(text[end]));
      if (!goes_on) return true;
    }
  }
  return false;
}

bool is_small(const cf::model::Deal& deal) {
  const auto structures = deal.structures().size();
  std::size_t variants = structures * (1 + deal.scenarios().size());
  for (int s = 0; s < static_cast<int>(structures); ++s) variants += deal.pieces(s).size();
  if (variants > kMostVariants) return false;
  cf::Diagnostics none;
  return deal.bind(deal.terms(0), none).time.num_steps <= kMostSteps;
}

void check_explanations(const cf::session::Reading& reading) {
  cf::Diagnostics none;
  const auto model = reading.deal->bind(reading.deal->terms(0), none);
  int num_explained = 0;
  for (const auto& measure : model.measures) {
    if (++num_explained > 3) break;
    cf::session::Unknown unknown;
    const auto explanation = cf::session::explain(reading, 0, measure.named.name, unknown);
    require(explanation.has_value(), "a measure is explained", measure.named.name);
    for (const auto& node : explanation->nodes) {
      for (const auto& value : {node.first, node.last}) require(!value || !std::isnan(*value), "an explanation says no NaN", node.name);
    }
  }
}

bool check_answer(const cf::session::Reading& reading) {
  cf::study::Options options;
  options.paths = kPaths;
  options.threads = 1;
  options.memory = kMemory;
  options.version = "0";
  options.file = "fuzz.yaml";
  const auto result = cf::session::run(reading, options);
  cf::syntax::check_messages(result.stopped, reading.texts);
  cf::syntax::check_messages(result.refused, reading.texts);
  require(result.answer || result.stopped.has_errors() || result.refused.has_errors(), "a run answers or says why not", "");
  if (!result.answer) return false;
  cf::syntax::check_messages(cf::session::failed_checks(reading, *result.answer), reading.texts);

  const std::string json = cf::report::to_json(*result.answer);
  const auto again = cf::report::from_json(json);
  require(again.answer.has_value(), "the JSON can be read back", again.error);
  require(cf::report::to_json(*again.answer) == json, "and says the same", json);

  // What the user calls things may hold any word: numbers are looked at where the user wrote none of these.
  if (says_nan(std::string(reading.texts.text(reading.model_text)))) return true;
  require(!says_nan(json), "no NaN in the JSON", "");
  const std::string screen = cf::report::to_terminal(*result.answer, {});
  require(!says_nan(screen), "no NaN on the screen", screen);
  for (const auto& file : cf::report::to_csv(*result.answer)) require(!says_nan(file.text), "no NaN in a table", file.text);
  return true;
}

}  // namespace

namespace cf {

bool check_deal(const std::string& text) {
  const auto no_file = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  const auto reading = session::check("fuzz.yaml", text, no_file);
  require(reading->deal.has_value() || reading->diagnostics.has_errors(), "a deal is read, or it is said why not", "");
  syntax::check_messages(reading->diagnostics, reading->texts);
  if (reading->diagnostics.has_errors() || !is_small(*reading->deal)) return false;
  check_explanations(*reading);
  return check_answer(*reading);
}

}  // namespace cf
