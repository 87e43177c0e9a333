// A Deal is a model file as declared: every structure, scenario and contract of it, before any terms are chosen.
// bind() chooses terms and gives a Model. Reading and binding report all errors with their places.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source_texts.hpp"
#include "model/model.hpp"

namespace cf::model {

struct Declarations;  // model/declarations.hpp

// Which contracts are there and what is set, on top of what the file says.
struct Terms {
  struct Setting {
    std::string name;          // dotted
    std::int32_t value = -1;   // index into Declarations::values
    Place place;               // of the name
    std::string written;       // the value as the user wrote it
  };
  std::string title;
  std::vector<Setting> settings;          // a later one of the same name wins
  std::vector<std::string> contracts;     // present, in the order written
};

class Deal {
 public:
  // `load` gives the text of an included file by its path relative to the model's folder (empty: no such file).
  using Load = std::function<std::optional<std::string>(const std::string&)>;
  // `library`: the texts of the contract library, already in `texts`; their types may be used like the model's own.
  static std::optional<Deal> read(SourceTexts& texts, std::int32_t text, const std::vector<std::int32_t>& library, const Load& load,
                                  Diagnostics& diagnostics);

  Deal(Deal&&) noexcept;
  Deal& operator=(Deal&&) noexcept;
  ~Deal();

  // Reports everything that is wrong: the file as written, then each structure, each scenario over each structure.
  void check(Diagnostics& diagnostics) const;

  std::vector<std::string> structures() const;      // the first is the baseline; one, "as written", if the file has none
  std::vector<std::string> scenarios() const;
  Terms terms(int structure, int scenario = -1) const;           // scenario -1: none
  // The pieces of structure s: each contract that it has and the baseline has not, alone on top of the baseline, with the
  // settings of its own parameters; and "other terms", all other settings (and contracts taken away), if there are any.
  std::vector<Terms> pieces(int structure) const;

  Model bind(const Terms& terms, Diagnostics& diagnostics) const;

  const Declarations& declarations() const { return *declarations_; }

 private:
  explicit Deal(std::unique_ptr<Declarations> declarations);
  std::unique_ptr<Declarations> declarations_;
};

}  // namespace cf::model
