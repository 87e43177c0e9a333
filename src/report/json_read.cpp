// Results read back from JSON text. A results file comes from a user: whatever is in it, the answer is an Answer or one sentence
// that says what is wrong and where.
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "report/fields.hpp"
#include "report/fields_of_model.hpp"
#include "report/json.hpp"
#include "report/verdict_word.hpp"

namespace cf::report {
namespace {

using Json = nlohmann::ordered_json;

// Where the reader stands, and the first thing that is wrong.
class Trail {
 public:
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }
  void fail(const std::string& expected) {
    if (!ok()) return;
    std::string at;
    for (const std::string& step : steps_) at += step;
    error_ = (at.empty() ? "the whole" : "'" + at.substr(at[0] == '.' ? 1 : 0) + "'") + " should be " + expected;
  }
  void enter(std::string step) { steps_.push_back(std::move(step)); }
  void leave() { steps_.pop_back(); }

 private:
  std::vector<std::string> steps_;
  std::string error_;
};

template <class T>
void read(Trail& trail, const Json& json, T& value);

void read_plain(Trail& trail, const Json& json, std::string& value) {
  if (!json.is_string()) return trail.fail("a text");
  value = json.get<std::string>();
}
void read_plain(Trail& trail, const Json& json, double& value) {
  if (json.is_null()) {
    value = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (!json.is_number()) return trail.fail("a number");
  value = json.get<double>();
}
void read_plain(Trail& trail, const Json& json, bool& value) {
  if (!json.is_boolean()) return trail.fail("true or false");
  value = json.get<bool>();
}
void read_plain(Trail& trail, const Json& json, int& value) {
  const bool fits = json.is_number_integer() && json.get<std::int64_t>() >= std::numeric_limits<int>::min() &&
                    json.get<std::int64_t>() <= std::numeric_limits<int>::max();
  if (!fits) return trail.fail("a whole number");
  value = json.get<int>();
}
void read_plain(Trail& trail, const Json& json, std::uint64_t& value) {
  if (!json.is_number_unsigned()) return trail.fail("a whole number, 0 or more");
  value = json.get<std::uint64_t>();
}
void read_plain(Trail& trail, const Json& json, study::Verdict& value) {
  for (const study::Verdict verdict : kVerdicts)
    if (json.is_string() && json.get_ref<const std::string&>() == verdict_word(verdict)) {
      value = verdict;
      return;
    }
  trail.fail("a verdict");
}

template <class T>
void read_item(Trail& trail, const Json& json, T& value) {
  if constexpr (requires { read_plain(trail, json, value); })
    read_plain(trail, json, value);
  else
    read(trail, json, value);
}

template <class T>
void read_list(Trail& trail, const Json& json, std::vector<T>& values) {
  if (!json.is_array()) return trail.fail("a list");
  values.resize(json.size());
  for (std::size_t i = 0; i < values.size() && trail.ok(); ++i) {
    trail.enter("[" + std::to_string(i) + "]");
    if constexpr (std::is_same_v<T, study::Estimate>)
      read_plain(trail, json[i], values[i].value);
    else
      read_item(trail, json[i], values[i]);
    trail.leave();
  }
}

template <class T, class Owner>
void read_keyed(Trail& trail, const Json& json, std::vector<T>& items, std::string Owner::* name) {
  if (!json.is_object()) return trail.fail("an object");
  items.resize(json.size());
  std::size_t i = 0;
  for (auto member = json.begin(); member != json.end() && trail.ok(); ++member, ++i) {
    trail.enter("." + member.key());
    items[i].*name = member.key();
    read(trail, *member, items[i]);
    trail.leave();
  }
}

template <class T>
class Reader {
 public:
  Reader(Trail& trail, const Json& json, T& object) : trail_(trail), json_(json), object_(object) {}

  template <class M>
  void field(std::string_view key, M T::* member, std::string_view) {
    at(key, [&](const Json& json) { read_item(trail_, json, object_.*member); });
  }
  void field(std::string_view key, study::Estimate T::* member, std::string_view) { estimate(key, std::string(key) + "_se", member, {}); }
  template <class M>
  void field(std::string_view key, std::vector<M> T::* member, std::string_view) {
    at(key, [&](const Json& json) { read_list(trail_, json, object_.*member); });
    if constexpr (std::is_same_v<M, study::Estimate>)
      at(std::string(key) + "_se", [&](const Json& json) { read_errors(json, object_.*member); });
  }
  template <class M>
  void field(std::string_view key, std::optional<M> T::* member, std::string_view) {
    if (!json_.contains(key)) return;
    at(key, [&](const Json& json) { read_item(trail_, json, (object_.*member).emplace()); });
  }
  void estimate(std::string_view key, std::string_view se, study::Estimate T::* member, std::string_view) {
    at(key, [&](const Json& json) { read_plain(trail_, json, (object_.*member).value); });
    at(se, [&](const Json& json) { read_plain(trail_, json, (object_.*member).se); });
  }
  template <class M>
  void spread(M T::* member) {
    Reader<M> inner(trail_, json_, object_.*member);
    describe(inner, Of<M>{});
  }
  template <class M, class Owner>
  void keyed(std::string_view key, std::vector<M> T::* list, std::string Owner::* name, std::string_view) {
    at(key, [&](const Json& json) { read_keyed(trail_, json, object_.*list, name); });
  }
  template <class M>
  void is_keyed(std::vector<M> T::* list, std::string M::* name) {
    read_keyed(trail_, json_, object_.*list, name);
  }
  template <class M>
  void is_list(std::vector<M> T::* list) {
    read_list(trail_, json_, object_.*list);
  }

 private:
  template <class Then>
  void at(std::string_view key, const Then& then) {
    if (!trail_.ok()) return;
    trail_.enter("." + std::string(key));
    const auto found = json_.find(key);
    if (found == json_.end())
      trail_.fail("there");
    else
      then(*found);
    trail_.leave();
  }
  void read_errors(const Json& json, std::vector<study::Estimate>& values) {
    std::vector<double> errors;
    read_list(trail_, json, errors);
    if (errors.size() != values.size()) return trail_.fail("as long as the list of its values");
    for (std::size_t i = 0; i < errors.size(); ++i) values[i].se = errors[i];
  }

  Trail& trail_;
  const Json& json_;
  T& object_;
};

template <class T>
void read(Trail& trail, const Json& json, T& value) {
  if constexpr (!kHasNoKeys<T>)
    if (!json.is_object()) return trail.fail("an object");
  Reader<T> reader(trail, json, value);
  describe(reader, Of<T>{});
}

// What no reader can check for one member alone.
std::string disagreement(const study::Answer& answer) {
  if (answer.structures.empty()) return "'structures' should have at least one structure";
  if (answer.paths == 0) return "'paths' should be above 0";
  const auto& model = answer.model;
  if (model.num_steps < 0 || model.dates.size() != static_cast<std::size_t>(model.num_steps) + 1)
    return "'model.dates' should have one date for each of the steps and one more";
  return {};
}

}  // namespace

ReadResults from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return {{}, "this is not JSON"};
  if (!json.is_object() || !json.contains("format") || !json.contains("counterflow"))
    return {{}, "this is not a results file: it has no 'format' and 'counterflow'"};
  const Json& format = json["format"];
  if (!format.is_number_integer() || format.get<std::int64_t>() != kFormat)
    return {{},
            "the results are of format " + format.dump(-1, ' ', false, Json::error_handler_t::replace) +
                ", and this program reads format " + std::to_string(kFormat)};
  study::Answer answer;
  Trail trail;
  Reader<study::Answer> reader(trail, json, answer);
  describe_head(reader);
  describe_tail(reader);
  if (!trail.ok()) return {{}, "not a whole results file: " + trail.error()};
  if (std::string wrong = disagreement(answer); !wrong.empty()) return {{}, "not a whole results file: " + wrong};
  return {std::move(answer), {}};
}

}  // namespace cf::report
