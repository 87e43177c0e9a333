// The JSON Schema of the results, made from the same description as they are.
#include <optional>
#include <type_traits>

#include "report/fields.hpp"
#include "report/fields_of_findings.hpp"
#include "report/fields_of_model.hpp"
#include "report/json.hpp"
#include "report/verdict_word.hpp"

namespace cf::report {
namespace {

constexpr std::string_view kNumber = R"({"type": ["number", "null"]})";

template <class T>
std::string schema_of(int depth);

std::string indented(int depth) { return "\n" + std::string(static_cast<std::size_t>(depth), ' '); }

std::string list_of(const std::string& items) { return R"({"type": "array", "items": )" + items + "}"; }
std::string keyed_by_name(const std::string& items) { return R"({"type": "object", "additionalProperties": )" + items + "}"; }

// `schema` with a description, which stands first.
std::string with_about(const std::string& schema, std::string_view about) {
  if (about.empty()) return schema;
  return "{\"description\": " + json_text(about) + ", " + schema.substr(1);
}

template <class M>
struct ListItem {
  static constexpr bool is_list = false;
};
template <class M>
struct ListItem<std::vector<M>> {
  static constexpr bool is_list = true;
  using Item = M;
};

template <class M>
std::string schema_of_member(int depth) {
  if constexpr (std::is_same_v<M, std::string>)
    return R"({"type": "string"})";
  else if constexpr (std::is_same_v<M, bool>)
    return R"({"type": "boolean"})";
  else if constexpr (std::is_same_v<M, double> || std::is_same_v<M, study::Estimate>)
    return std::string(kNumber);
  else if constexpr (std::is_same_v<M, int>)
    return R"({"type": "integer"})";
  else if constexpr (std::is_same_v<M, std::uint64_t>)
    return R"({"type": "integer", "minimum": 0})";
  else if constexpr (std::is_same_v<M, study::Verdict>) {
    std::string words;
    for (const study::Verdict verdict : kVerdicts) words += (words.empty() ? "" : ", ") + json_text(verdict_word(verdict));
    return R"({"enum": [)" + words + "]}";
  } else if constexpr (ListItem<M>::is_list) {
    return list_of(schema_of_member<typename ListItem<M>::Item>(depth));
  } else {
    return schema_of<M>(depth);
  }
}

template <class T>
class Schema {
 public:
  explicit Schema(int depth) : depth_(depth) {}

  template <class M>
  void field(std::string_view key, M T::*, std::string_view about) {
    add(key, schema_of_member<M>(depth_ + 1), about);
    if constexpr (std::is_same_v<M, study::Estimate>) add(std::string(key) + "_se", std::string(kNumber), {});
    if constexpr (std::is_same_v<M, std::vector<study::Estimate>>) add(std::string(key) + "_se", list_of(std::string(kNumber)), {});
  }
  template <class M>
  void field(std::string_view key, std::optional<M> T::*, std::string_view about) {
    add(key, schema_of_member<M>(depth_ + 1), about, false);
  }
  void estimate(std::string_view key, std::string_view se, study::Estimate T::*, std::string_view about) {
    add(key, std::string(kNumber), about);
    add(se, std::string(kNumber), "standard error of " + std::string(key));
  }
  template <class M>
  void spread(M T::*) {
    Schema<M> inner(depth_);
    describe(inner, Of<M>{});
    join(inner.properties_, properties_);
    join(inner.required_, required_);
  }
  template <class M, class Owner>
  void keyed(std::string_view key, std::vector<M> T::*, std::string Owner::*, std::string_view about) {
    add(key, keyed_by_name(schema_of<M>(depth_ + 1)), about);
  }
  template <class M>
  void is_keyed(std::vector<M> T::*, std::string M::*) {
    whole_ = keyed_by_name(schema_of<M>(depth_ + 1));
  }
  template <class M>
  void is_list(std::vector<M> T::*) {
    whole_ = list_of(schema_of<M>(depth_ + 1));
  }

  void add(std::string_view key, const std::string& schema, std::string_view about, bool required = true) {
    join(indented(depth_ + 1) + json_text(key) + ": " + with_about(schema, about), properties_);
    if (required) join(json_text(key), required_);
  }
  std::string text() const {
    if (!whole_.empty()) return whole_;
    return R"({"type": "object", "required": [)" + required_ + R"(], "properties": {)" + properties_ + indented(depth_) + "}}";
  }

 private:
  template <class>
  friend class Schema;
  static void join(const std::string& more, std::string& all) {
    all += (all.empty() || more.front() == '\n' ? all.empty() ? "" : "," : ", ") + more;
  }

  int depth_;
  std::string properties_, required_, whole_;
};

template <class T>
std::string schema_of(int depth) {
  Schema<T> schema(depth);
  describe(schema, Of<T>{});
  return schema.text();
}

}  // namespace

std::string results_schema() {
  Schema<study::Answer> schema(0);
  schema.add("format", "{\"const\": " + std::to_string(kFormat) + "}", "version of this format");
  describe_head(schema);
  schema.add("structure_names", list_of(schema_of_member<std::string>(0)), "in the order of the model; the first is the baseline");
  schema.add("findings", schema_of<Findings>(1), "sentences made from the numbers");
  describe_tail(schema);
  std::string text = schema.text();
  return "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"Counterflow results\", " + text.substr(1) + "\n";
}

}  // namespace cf::report
