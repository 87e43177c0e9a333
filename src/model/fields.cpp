#include "model/fields.hpp"

#include <algorithm>
#include <array>

#include "model/functions.hpp"

namespace cf::model {
namespace {

constexpr Section kSections[] = {
    {"counterflow", "whole", true, "version of the format: 1"},
    {"title", "text", false, "what the model is about, in one line"},
    {"currency", "word", false, "USD (the default), EUR, GBP or JPY: what $, € … stand for"},
    {"time", "time", false, "the months, quarters or years that are simulated"},
    {"include", "list", false, "other files whose sections are read as though they stood here"},
    {"units", "unit", false, "units of the model's own, with what each is"},
    {"sources", "source", false, "who said so, and when"},
    {"inputs", "value", true, "facts and guesses: fixed on a path"},
    {"drivers", "driver", true, "random processes in time"},
    {"correlations", "list", false, "[a, b, number]: of two drivers, or of two inputs"},
    {"parties", "party", false, "who holds, pays and receives"},
    {"assets", "asset", true, "what can be held beside cash and shares"},
    {"series", "value", true, "formulas evaluated in each step"},
    {"stocks", "stock", true, "what is carried from step to step"},
    {"dispatch", "dispatch", true, "who serves how much of a demand, cheapest first"},
    {"flows", "flow", true, "what moves from one party to another"},
    {"types", "type", false, "contract types of the model's own"},
    {"contracts", "contract", false, "contracts: a type and its arguments"},
    {"structures", "terms", false, "the same model with other terms; the first is the baseline"},
    {"scenarios", "terms", false, "the same model in other weather, laid over every structure"},
    {"hedges", "hedge", false, "what each side would hedge"},
    {"measures", "value", false, "numbers of a path: total, pv, mean, peak, low, last, final, ever, first_year"},
    {"checks", "check", true, "conditions that have to hold"},
    {"limits", "list", false, "sentences that the report prints under what it cannot tell"},
};

constexpr Field kFields[] = {
    {"value", "value", Shape::text, true, "the number, range or formula"},
    {"value", "source", Shape::word, false, "key of the source; makes one number a fact"},
    {"value", "also", Shape::words, false, "further sources"},
    {"value", "as_of", Shape::text, false, "the date the figure is of"},
    {"value", "reason", Shape::text, false, "why this guess"},
    {"value", "note", Shape::text, false, "what a reader should know"},
    {"value", "label", Shape::text, false, "how it is called where it is shown"},
    {"value", "unit", Shape::text, false, "the unit it is shown in: $bn/year, %"},

    {"time", "start", Shape::text, true, "first day: 2026-01"},
    {"time", "end", Shape::text, false, "last month, quarter or year, counted in; or give steps"},
    {"time", "steps", Shape::whole, false, "number of steps"},
    {"time", "step", Shape::word, false, "month (the default), quarter or year"},
    {"time", "settle", Shape::word, false, "when the flows of a step count: end (the default), middle or start"},

    {"source", "title", Shape::text, true, "title of the publication"},
    {"source", "publisher", Shape::text, true, "who published it"},
    {"source", "author", Shape::text, false, "who wrote it"},
    {"source", "date", Shape::text, true, "when: 2025-12-17, 2025-12 or 2025"},
    {"source", "url", Shape::text, false, "where it can be read"},
    {"source", "note", Shape::text, false, "how it was read, what to mind"},

    {"driver", "process", Shape::word, true, "geometric_brownian, mean_reverting, jump or event"},
    {"driver", "start", Shape::value, false, "value at the start"},
    {"driver", "drift", Shape::value, false, "growth of the mean, a year"},
    {"driver", "volatility", Shape::value, false, "standard deviation of the logarithm (mean_reverting: of the level), a year"},
    {"driver", "mean", Shape::value, false, "mean_reverting: the level it returns to"},
    {"driver", "speed", Shape::value, false, "mean_reverting: how fast, a year"},
    {"driver", "log", Shape::truth, false, "mean_reverting: of the logarithm; start and mean are levels"},
    {"driver", "rate", Shape::value, false, "jump: jumps a year"},
    {"driver", "size", Shape::value, false, "jump: logarithm of the factor: a number or normal(mean, sd)"},
    {"driver", "hazard", Shape::value, false, "event: chance a year, as a rate; may read anything"},
    {"driver", "label", Shape::text, false, "how it is called where it is shown"},
    {"driver", "unit", Shape::text, false, "the unit it is shown in"},

    {"party", "name", Shape::text, false, "its name where it is shown"},
    {"party", "discount", Shape::value, false, "discount rate a year"},
    {"party", "cash", Shape::value, false, "cash at the start; a party without never runs out and pays out what it earns"},
    {"party", "enterprise_value", Shape::value, false, "what the business is worth without its cash and holdings"},
    {"party", "shares", Shape::value, false, "number of shares at the start (1bn if left out)"},
    {"party", "holders", Shape::value_map, false, "who holds which part of its shares at the start; the rest is held outside"},
    {"party", "recovery", Shape::value_map, false, "{cash, receipts}: parts that are left to pay out when it defaults"},

    {"asset", "issuer", Shape::word, true, "who brings it into being by paying it out"},
    {"asset", "unit", Shape::text, true, "what it is counted in"},
    {"asset", "worth", Shape::value, true, "what one is worth"},

    {"stock", "start", Shape::value, true, "value at the start"},
    {"stock", "next", Shape::value, true, "value in the next step"},
    {"stock", "label", Shape::text, false, "how it is called where it is shown"},
    {"stock", "unit", Shape::text, false, "the unit it is shown in"},

    {"dispatch", "buyer", Shape::word, false, "whose demand it is; nothing is served once it has defaulted"},
    {"dispatch", "demand", Shape::value, true, "how much is wanted"},
    {"dispatch", "supplies", Shape::value_map, true, "name: {seller, capacity, price, tags}"},
    {"supply", "seller", Shape::word, false, "who serves it"},
    {"supply", "capacity", Shape::value, true, "the most it can serve"},
    {"supply", "price", Shape::value, true, "the cheapest serves first; equal prices as listed"},
    {"supply", "tags", Shape::words, false, "words to group supplies by"},

    {"flow", "from", Shape::word, true, "who pays"},
    {"flow", "to", Shape::word, true, "who is paid"},
    {"flow", "amount", Shape::value, true, "a rate ($/month), paid for the length of the step; or a sum, with `when`"},
    {"flow", "when", Shape::condition, false, "steps in which it is paid"},
    {"flow", "asset", Shape::word, false, "what moves; cash if left out"},
    {"flow", "kind", Shape::text, false, "a word to group by: revenue, compute, investment, …"},
    {"flow", "rank", Shape::whole, false, "who is paid first when the payer falls short (1 first)"},
    {"flow", "settles", Shape::word, false, "the flow of cash that this asset pays, at worth"},
    {"flow", "promised", Shape::value, false, "what is still to come under it, this step's part included"},
    {"flow", "label", Shape::text, false, "how it is called where it is shown"},

    {"type", "about", Shape::text, true, "what the contract does"},
    {"type", "exclusive", Shape::words, false, "parameters that two contracts of the type must not have in common"},
    {"parameter", "kind", Shape::word, false, "party or flow; a value if left out"},
    {"parameter", "unit", Shape::text, false, "unit of the value: $, year, $/work, 1, date, condition"},
    {"parameter", "default", Shape::text, false, "what it is if not given"},
    {"parameter", "min", Shape::value, false, "least value"},
    {"parameter", "max", Shape::value, false, "largest value"},
    {"parameter", "about", Shape::text, true, "what it means"},

    {"contract", "type", Shape::word, true, "the contract type"},
    {"contract", "title", Shape::text, false, "how it is called where it is shown"},

    {"terms", "set", Shape::value_map, false, "name: value"},
    {"terms", "without", Shape::words, false, "contracts left out"},
    {"terms", "with", Shape::words, false, "contracts added"},

    {"hedge", "party", Shape::word, true, "who would hedge"},
    {"hedge", "exposure", Shape::word, true, "the measure it fears for"},
    {"hedge", "gain", Shape::word, false, "the measure the deal is to help; the party's value if left out"},

    {"check", "holds", Shape::condition, true, "the condition"},
    {"check", "in", Shape::value, false, "part of the futures in which it has to hold (all, if left out), or `some`: in one at least"},
    {"check", "otherwise", Shape::word, false, "error (the default) or warning: what it is when it does not hold"},
};

// Words with a meaning of their own, and what other YAML readers take for truth values.
constexpr std::string_view kWords[] = {"year", "date", "dt", "time", "world", "true", "false", "inf", "on",
                                       "off",  "yes",  "no", "null", "and",   "or",   "not",   "to",  "if"};

}  // namespace

std::span<const Section> sections() { return kSections; }

std::vector<const Field*> fields_of(std::string_view entry) {
  std::vector<const Field*> out;
  for (const Field& f : kFields)
    if (f.of == entry) out.push_back(&f);
  return out;
}

const Field* find_field(std::string_view entry, std::string_view name) {
  for (const Field& f : kFields)
    if (f.of == entry && f.name == name) return &f;
  return nullptr;
}

std::vector<std::string> field_names(std::string_view entry) {
  std::vector<std::string> out;
  for (const Field* f : fields_of(entry)) out.emplace_back(f->name);
  return out;
}

std::vector<std::string> section_names(bool in_types) {
  std::vector<std::string> out;
  for (const Section& s : kSections)
    if (!in_types || s.in_types) out.emplace_back(s.name);
  return out;
}

bool is_word(std::string_view name) { return std::find(std::begin(kWords), std::end(kWords), name) != std::end(kWords); }
bool is_function(std::string_view name) {
  const std::vector<std::string> functions = function_names();
  return std::find(functions.begin(), functions.end(), name) != functions.end();
}

}  // namespace cf::model
