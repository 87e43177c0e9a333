#include "model/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cf::model {
namespace {

constexpr double kMonthsPerYear = 12;
constexpr double kMonthsPerDay = 12.0 / 365.0;

Unit combine(const Unit& a, const Unit& b, int sign) {
  if (a.kind == UnitKind::any || b.kind == UnitKind::any) return any_unit();
  Unit out;
  auto i = a.factors.begin();
  auto j = b.factors.begin();
  while (i != a.factors.end() || j != b.factors.end()) {
    if (j == b.factors.end() || (i != a.factors.end() && i->dimension < j->dimension)) {
      out.factors.push_back(*i++);
    } else if (i == a.factors.end() || j->dimension < i->dimension) {
      out.factors.push_back({j->dimension, sign * j->twelfths});
      ++j;
    } else {
      if (const int sum = i->twelfths + sign * j->twelfths; sum != 0) out.factors.push_back({i->dimension, sum});
      ++i, ++j;
    }
  }
  return out;
}

std::string_view time_word(double months) { return months == 1 ? "month" : months == 3 ? "quarter" : "year"; }

std::string exponent_text(int twelfths) {
  if (twelfths == 12) return "";
  if (twelfths % 12 == 0) return fmt::format("^{}", twelfths / 12);
  return fmt::format("^{:.3g}", twelfths / 12.0);
}

const std::map<std::string, std::string>& signs() {
  static const std::map<std::string, std::string> table = {{"$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}};
  return table;
}

}  // namespace

Unit plain_unit() { return {}; }
Unit any_unit() { return {UnitKind::any, {}}; }
Unit date_unit() { return {UnitKind::date, {}}; }
Unit condition_unit() { return {UnitKind::condition, {}}; }
Unit of_dimension(int dimension, int exponent) { return {UnitKind::number, {{dimension, 12 * exponent}}}; }

Unit multiply(const Unit& a, const Unit& b) { return combine(a, b, 1); }
Unit divide(const Unit& a, const Unit& b) { return combine(a, b, -1); }

std::optional<Unit> raise(const Unit& unit, double exponent) {
  if (unit.kind != UnitKind::number) return unit;
  Unit out;
  for (const Unit::Factor& f : unit.factors) {
    const double twelfths = f.twelfths * exponent;
    if (std::fabs(twelfths - std::round(twelfths)) > 1e-9) return std::nullopt;
    if (std::round(twelfths) != 0) out.factors.push_back({f.dimension, static_cast<int>(std::round(twelfths))});
  }
  return out;
}

UnitNames::UnitNames(std::string sign, std::string code) : sign_(std::move(sign)), code_(std::move(code)) {
  const auto time = [&](const char* one, const char* many, double months) { table_[one] = table_[many] = {of_dimension(kTime), months}; };
  time("year", "years", kMonthsPerYear);
  time("quarter", "quarters", 3);
  time("month", "months", 1);
  time("week", "weeks", 7 * kMonthsPerDay);
  time("day", "days", kMonthsPerDay);
  time("hour", "hours", kMonthsPerDay / 24);
  table_["share"] = table_["shares"] = {of_dimension(kShares), 1};
  table_[code_] = {of_dimension(kMoney), 1};
}

void UnitNames::add_own(const std::string& name) {
  table_[name] = {of_dimension(kFirstOwn + static_cast<int>(own_.size())), 1};
  own_.push_back(name);
}

void UnitNames::bind(const std::string& name, const Unit& unit) { table_[name] = {unit, 1}; }
bool UnitNames::has(const std::string& name) const { return table_.count(name) > 0; }

std::vector<std::string> UnitNames::names() const {
  std::vector<std::string> out;
  for (const auto& [name, scaled] : table_) out.push_back(name);
  return out;
}

std::optional<UnitNames::Scaled> UnitNames::find(const std::string& name) const {
  const auto it = table_.find(name);
  if (it == table_.end()) return std::nullopt;
  return it->second;
}

std::optional<UnitNames::Scaled> UnitNames::read(const std::string& currency, int currency_exponent,
                                                 const std::vector<syntax::UnitFactor>& factors, Place place,
                                                 Diagnostics& diagnostics) const {
  Scaled out;
  if (!currency.empty()) {
    if (currency != sign_) {
      const auto foreign = signs().find(currency);
      const std::string code = foreign == signs().end() ? currency : foreign->second;
      diagnostics
          .error("E0340", place, fmt::format("{} in a model whose currency is {}", code, code_),
                 fmt::format("{} and {} meet here", code, code_))
          .notes.push_back(
              {fmt::format("write the sum in {}, or multiply it by a driver for the price of {} in {}", code_, code, code_), {}});
      return std::nullopt;
    }
    out.unit = of_dimension(kMoney, currency_exponent);
  }
  for (const syntax::UnitFactor& f : factors) {
    const auto scaled = find(f.name);
    if (!scaled) {
      const std::string near = nearest(f.name, names());
      Diagnostic& d = diagnostics.error("E0341", f.place, fmt::format("'{}' is not a unit of this model", f.name),
                                        near.empty() ? "" : fmt::format("did you mean '{}'?", near));
      d.notes.push_back({fmt::format("units: year, quarter, month, week, day, hour, share{}{}; others are declared under `units:`",
                                     own_.empty() ? "" : ", ", fmt::join(own_, ", ")),
                         {}});
      return std::nullopt;
    }
    out.unit = f.exponent > 0 ? multiply(out.unit, scaled->unit) : divide(out.unit, scaled->unit);
    out.factor = f.exponent > 0 ? out.factor * scaled->factor : out.factor / scaled->factor;
  }
  return out;
}

std::string UnitNames::text(const Unit& unit, double time_months) const {
  switch (unit.kind) {
    case UnitKind::any: return "any unit";
    case UnitKind::date: return "a date";
    case UnitKind::condition: return "a condition";
    case UnitKind::number: break;
  }
  if (unit.factors.empty()) return "a plain number";
  return display(unit, time_months).text;
}

Display UnitNames::display(const Unit& unit, double time_months) const {
  Display out;
  if (unit.kind != UnitKind::number || unit.factors.empty()) return out;
  std::vector<std::string> above, below;
  if (const int money = unit.twelfths_of(kMoney); money != 0) (money > 0 ? above : below).push_back(sign_ + exponent_text(std::abs(money)));
  const auto put = [&](int dimension, const std::string& name) {
    const int e = unit.twelfths_of(dimension);
    if (e != 0) (e > 0 ? above : below).push_back(name + exponent_text(std::abs(e)));
  };
  for (std::size_t i = 0; i < own_.size(); ++i) put(kFirstOwn + static_cast<int>(i), own_[i]);
  put(kShares, "share");
  put(kTime, std::string(time_word(time_months)));
  if (above.size() == 1 && below.empty() && unit.twelfths_of(kTime) == 12) {
    out.text = std::string(time_word(time_months));
  } else {
    out.text = above.empty() ? "1" : fmt::format("{}", fmt::join(above, "*"));
    for (const std::string& b : below) out.text += "/" + b;
    if (above.empty() && below.size() == 1) out.text = "/" + below[0];
  }
  out.unit = out.text;
  out.scale = std::pow(time_months, unit.twelfths_of(kTime) / 12.0);
  return out;
}

std::optional<Display> UnitNames::display(const syntax::UnitText& given, const std::string& text, const Unit& unit, Place place,
                                          Diagnostics& diagnostics) const {
  Display out;
  out.text = text;
  if (given.condition || given.date) {
    const UnitKind kind = given.date ? UnitKind::date : UnitKind::condition;
    if (unit.kind != kind && unit.kind != UnitKind::any) return std::nullopt;
    return Display{};
  }
  const auto scaled = read(given.currency_exponent == 0 ? "" : given.currency, given.currency_exponent, given.factors, place, diagnostics);
  if (!scaled) return Display{};  // reported
  if (unit.kind == UnitKind::any || unit.kind == UnitKind::condition) {
    if (unit.kind == UnitKind::condition && !is_plain(scaled->unit)) return std::nullopt;
  } else if (!(scaled->unit == unit)) {
    return std::nullopt;
  }
  out.magnitude = given.scale;
  out.scale = scaled->factor * given.scale;
  out.unit = text;
  if (!given.scale_text.empty())
    if (const auto at = out.unit.find(given.scale_text); at != std::string::npos) out.unit.erase(at, given.scale_text.size());
  while (!out.unit.empty() && out.unit.front() == ' ') out.unit.erase(0, 1);
  if (out.unit == "1") out.unit.clear();
  return out;
}

}  // namespace cf::model
