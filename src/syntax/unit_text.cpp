// The text of a `unit:` field: how a value is shown, or what a parameter must have.
//   unit := 'date' | 'condition' | [currency] [scale] factor? ('/' factor)*
// `m` and `k` are scales only after a sign of money or before a blank, since they may be the user's own units.
#include <fmt/format.h>

#include <array>

#include "syntax/formula.hpp"
#include "syntax/formula_lexer.hpp"

namespace cf::syntax {
namespace {

struct Scale {
  std::string_view text;
  double value;
};
constexpr std::array<Scale, 5> kScales = {{{"k", 1e3}, {"m", 1e6}, {"bn", 1e9}, {"tn", 1e12}, {"%", 0.01}}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

class UnitReader {
 public:
  UnitReader(std::string_view text, Place place, Diagnostics& diagnostics)
      : text_(trimmed(text)), place_(place), diagnostics_(diagnostics) {}

  std::optional<UnitText> run() {
    if (text_.empty()) return fail("a unit is expected, and there is none");
    if (text_ == "date") {
      unit_.date = true;
      return unit_;
    }
    if (text_ == "condition") {
      unit_.condition = true;
      return unit_;
    }
    read_head();
    bool first = true;
    while (at_ < text_.size()) {
      const bool slash = text_[at_] == '/';
      if (!first && !slash) return fail_here();
      if (slash) {
        if (first && !has_head_) return fail(fmt::format("'{}' has nothing before '/'", shown()), "write 1/year for a rate without a unit");
        ++at_;
      }
      if (!read_factor(slash ? -1 : 1)) return std::nullopt;
      first = false;
    }
    unit_.plain = unit_.currency_exponent == 0 && unit_.factors.empty();
    return unit_;
  }

 private:
  std::string shown() const { return printable(text_); }

  std::optional<UnitText> fail(std::string message, std::string label = {}) {
    diagnostics_.error("E0221", place_, std::move(message), std::move(label));
    return std::nullopt;
  }

  std::optional<UnitText> fail_here() {
    if (text_[at_] == ' ')
      return fail(fmt::format("'{}' is not a unit: units are joined by '/' alone", shown()), "like $bn/year or h100h/month");
    if (text_[at_] == '*' || text_[at_] == '^' || text_[at_] == '.') {
      return fail(fmt::format("'{}' is not a unit: units are joined by '/' alone", shown()), "like $bn/year or h100h/month");
    }
    return fail(fmt::format("'{}' is not a unit", shown()), "like $, $bn/year, %, year, share, date, condition or h100h/month");
  }

  std::size_t name_end(std::size_t from) const {
    if (from >= text_.size() || !is_name_start(text_[from])) return from;
    while (from < text_.size() && is_name_part(text_[from])) ++from;
    return from;
  }

  // Sign of money, scale, or the 1 of a plain number.
  void read_head() {
    if (const auto length = currency_length(text_, 0)) {
      unit_.currency = std::string(text_.substr(0, length));
      unit_.currency_exponent = 1;
      at_ = length;
      has_head_ = true;
    } else if (text_.starts_with("1") && (text_.size() == 1 || text_[1] == '/')) {
      at_ = 1;
      has_head_ = true;
      return;
    }
    for (const auto& scale : kScales) {
      if (!text_.substr(at_).starts_with(scale.text)) continue;
      const std::size_t end = at_ + scale.text.size();
      if (end < text_.size() && is_name_part(text_[end])) continue;
      const bool is_letter_scale = scale.text.size() == 1 && scale.text != "%";
      const bool blank_follows = end < text_.size() && text_[end] == ' ';
      if (is_letter_scale && unit_.currency.empty() && !blank_follows) continue;
      unit_.scale = scale.value;
      unit_.scale_text = std::string(scale.text);
      at_ = end;
      has_head_ = true;
      if (blank_follows) ++at_;
      return;
    }
  }

  bool read_factor(int exponent) {
    if (const auto length = currency_length(text_, at_)) {
      if (unit_.currency_exponent != 0) {
        fail(fmt::format("'{}' names money twice", shown()));
        return false;
      }
      unit_.currency = std::string(text_.substr(at_, length));
      unit_.currency_exponent = exponent;
      at_ += length;
      return true;
    }
    const std::size_t end = name_end(at_);
    if (end == at_) {
      if (at_ < text_.size() && is_upper(text_[at_])) {
        fail(fmt::format("units are in lower case, and '{}' is not", shown()));
      } else if (at_ == text_.size()) {
        fail(fmt::format("a unit is missing at the end of '{}'", shown()));
      } else {
        fail_here();
      }
      return false;
    }
    unit_.factors.push_back({std::string(text_.substr(at_, end - at_)), exponent, place_});
    at_ = end;
    return true;
  }

  std::string_view text_;
  Place place_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  bool has_head_ = false;
  UnitText unit_;
};

}  // namespace

std::optional<UnitText> parse_unit(std::string_view text, Place place, Diagnostics& diagnostics) {
  return UnitReader(text, place, diagnostics).run();
}

}  // namespace cf::syntax
