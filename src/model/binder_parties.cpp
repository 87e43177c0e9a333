// Parties and what they hold.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {
namespace {

constexpr double kDefaultShares = 1e9;

}  // namespace

BalanceId Binder::balance_of(PartyId party, AssetId asset) {
  const auto key = std::make_pair(party.value, asset.value);
  if (const auto it = balance_ids_.find(key); it != balance_ids_.end()) return it->second;
  Balance b;
  b.party = party, b.asset = asset, b.start = constant(0);
  out_.balances.push_back(b);
  return balance_ids_[key] = BalanceId{static_cast<std::int32_t>(out_.balances.size()) - 1};
}

void Binder::bind_party(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (static_cast<std::size_t>(index) >= in_.parties.size() || party_bound_[index]) return;
  party_bound_[index] = true;
  const PartyDecl& d = in_.parties[i];
  const std::string name = d.name.text;
  const auto field = [&](const char* f, const Unit& unit, Reading reading) -> ExprId {
    const auto it = d.fields.find(f);
    const ValueIndex value = chosen(name + "." + f, it == d.fields.end() ? kNoValue : it->second);
    if (value == kNoValue) return {};
    const Bound b = bind_value(value, name + "." + f, root_, reading);
    if (b.ok && b.unit.kind != UnitKind::any && !(b.unit == unit))
      diagnostics_.error("E0344", in_[value].place, fmt::format("{}.{} is {}, found {}", name, f, units_.text(unit), units_.text(b.unit)));
    return b.expr;
  };
  const auto ranged = [&](const char* f, ExprId expr, double low, double high, const char* what) {
    const auto it = d.fields.find(f);
    const ValueIndex value = chosen(name + "." + f, it == d.fields.end() ? kNoValue : it->second);
    if (value != kNoValue) check_range(expr, low, high, in_[value], what);
  };
  const ExprId discount = field("discount", plain_unit(), Reading::path);
  if (discount) ranged("discount", discount, -0.5, 2, "a discount rate");
  out_.parties[i].discount = discount ? discount : constant(0);
  const ExprId cash = field("cash", of_dimension(kMoney), Reading::path);
  if (cash) ranged("cash", cash, 0, 1e18, "cash at the start");
  out_.parties[i].cash_start = cash;
  const ExprId shares = field("shares", of_dimension(kShares), Reading::path);
  if (shares) ranged("shares", shares, 1e-9, 1e18, "a number of shares");
  out_.parties[i].shares_start = shares ? shares : constant(kDefaultShares);
  const ExprId alpha = field("recovery.cash", plain_unit(), Reading::path), beta = field("recovery.receipts", plain_unit(), Reading::path);
  if (alpha) ranged("recovery.cash", alpha, 0, 1, "recovery");
  if (beta) ranged("recovery.receipts", beta, 0, 1, "recovery");
  out_.parties[i].recovery_cash = alpha ? alpha : constant(1);
  out_.parties[i].recovery_receipts = beta ? beta : constant(1);
  // Holders: the issuer has put out all of its shares; what no party holds is held outside.
  const AssetId asset = out_.parties[i].shares;
  const ExprId all = out_.parties[i].shares_start;
  ExprId held = constant(0);
  double sum = 0;
  bool known = true;
  for (const HolderDecl& h : d.holders) {
    const PartyId holder = party_named(h.party, root_, name + ".holders");
    const std::string path = fmt::format("{}.holders.{}", name, h.party.text);
    const ValueIndex value = chosen(path, h.share);
    const Bound share = bind_value(value, path, root_, Reading::path);
    if (!holder || !share.ok) continue;
    if (holder.value == index) {
      diagnostics_.error("E0346", h.party.place, fmt::format("{} holds its own shares", name), "own shares are not held: leave them out");
      continue;
    }
    if (!is_plain(share.unit) && share.unit.kind != UnitKind::any)
      diagnostics_.error("E0344", in_[value].place, fmt::format("a holding is a part of the shares, found {}", units_.text(share.unit)),
                         "write 27%");
    if (const auto v = constant_value(share.expr)) {
      sum += *v;
      check_range(share.expr, 0, 1, in_[value], fmt::format("a holding of {}", name));
    } else {
      known = false;
    }
    if (holder == out_.world()) continue;
    out_.balances[static_cast<std::size_t>(balance_of(holder, asset).value)].start = make(Operation::multiply, {all, share.expr});
    held = make(Operation::add, {held, share.expr});
  }
  if (known && sum > 1 + 1e-12)
    diagnostics_.error("E0346", d.holders.front().party.place, fmt::format("the holdings of {} add up to {:.6g}, more than 1", name, sum));
  const BalanceId own = balance_of(PartyId{index}, asset), outside = balance_of(out_.world(), asset);
  out_.balances[static_cast<std::size_t>(own.value)].start = make(Operation::negate, {all});
  out_.balances[static_cast<std::size_t>(outside.value)].start = make(Operation::subtract, {all, make(Operation::multiply, {all, held})});
  out_.assets[static_cast<std::size_t>(asset.value)].worth = read(Quantity::series, out_.parties[i].share_price.value);
  const ExprId enterprise = field("enterprise_value", of_dimension(kMoney), Reading::step);
  out_.parties[i].enterprise_value = enterprise;
}

Unit Binder::asset_unit(AssetId asset) {
  const auto i = static_cast<std::size_t>(asset.value);
  if (!asset_decls_[i].second) return of_dimension(kShares);
  const AssetDecl& d = *asset_decls_[i].second;
  const auto text = syntax::parse_unit(d.unit.text, d.unit.place, diagnostics_);
  if (!text) return any_unit();
  const auto scaled =
      units_of(*asset_decls_[i].first)
          .read(text->currency_exponent ? text->currency : "", text->currency_exponent, text->factors, d.unit.place, diagnostics_);
  return scaled ? scaled->unit : any_unit();
}

void Binder::bind_asset(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (!asset_decls_[i].second) return;
  const AssetDecl& d = *asset_decls_[i].second;
  const Scope& scope = *asset_decls_[i].first;
  const std::string name = out_.assets[i].name;
  const PartyId issuer = party_named(d.issuer, scope, "asset " + name);
  const ValueIndex value = chosen(name + ".worth", d.worth);
  const Bound worth = bind_value(value, name + ".worth", value == d.worth ? scope : root_, Reading::step);
  const Unit unit = asset_unit(AssetId{index});
  if (worth.ok && worth.unit.kind != UnitKind::any && unit.kind != UnitKind::any && !(multiply(worth.unit, unit) == of_dimension(kMoney)))
    diagnostics_.error("E0344", in_[value].place,
                       fmt::format("the worth of {} is {} for each {}", name, units_.text(worth.unit), units_.text(unit)),
                       fmt::format("expected {}", units_.text(divide(of_dimension(kMoney), unit))));
  out_.assets[i].issuer = issuer;
  out_.assets[i].worth = worth.expr;
  if (issuer) balance_of(issuer, AssetId{index});
}

}  // namespace cf::model
