#include "engine/tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "base/check.hpp"
#include "base/random.hpp"
#include "engine/quantiles.hpp"

namespace cf::engine {

using program::CheckKind;
using program::Code;
using program::is_scalar;
using program::kNone;
using program::Operand;

namespace {

constexpr int kNobody = std::numeric_limits<int>::max();
constexpr std::align_val_t kAlign{64};

std::size_t most(const auto& items, auto size) {
  std::size_t result = 0;
  for (const auto& item : items) result = std::max(result, size(item));
  return result;
}

// Of conditions.
bool none_of_eight(const double* x) {
  std::uint64_t bits[8], any = 0;
  std::memcpy(bits, x, sizeof bits);
  for (const std::uint64_t b : bits) any |= b;
  return any << 1 == 0;                // a zero below zero is one too
}

// What a check stops on, of one path.
bool is_bad(CheckKind kind, double x, double y) {
  switch (kind) {
    case CheckKind::is_true:
    case CheckKind::created_or_lost: return x != 0;
    case CheckKind::zero: return x == 0;
    case CheckKind::not_positive: return !(x > 0);
    case CheckKind::below_zero: return !(x >= 0);
    case CheckKind::nonfinite: return !std::isfinite(x);
    case CheckKind::not_real_power: return (x < 0 && y != std::floor(y)) || (x == 0 && y < 0);
  }
  return true;
}

}  // namespace

// ---- a tile --------------------------------------------------------------------------------------------------------

void Tile::Free::operator()(double* p) const { ::operator delete[](p, kAlign); }

Tile::Tile(const TileProgram& program, const Points* points)
    : program_(program),
      kernels_(program.kernels),
      points_(points),
      clearing_(program.program.settlements),
      cross_holding_(most(program.program.cross_holdings, [](const auto& c) { return c.base.size(); })) {
  const program::Program& p = program.program;
  const std::size_t size = program.memory_size();
  memory_.reset(static_cast<double*>(::operator new[](size * sizeof(double), kAlign)));
  std::fill_n(memory_.get(), size, 0.0);
  std::copy(p.constants.begin(), p.constants.end(), memory_.get());
  std::copy(native::kConstants.begin(), native::kConstants.end(), at(program.native_constants()));
  spread_ = at(program.spread());
  const std::size_t width = most(p.settlements, [](const auto& s) { return s.flows.size() + 2 * s.parties.size(); });
  cleared_.resize(width * program.tile);
  cleared_lanes_.resize(program.tile);
  const std::size_t supplies = most(p.dispatches, [](const auto& d) { return d.capacity.size(); });
  CF_CHECK(supplies <= 64, "a dispatch has at most 64 supplies");
  for (const auto& d : p.dispatches) prepare(d);
  for (const auto& s : p.settlements) prepare(s);
  stop_variant_.assign(program.tile, kNobody);
  stop_conservation_.assign(program.tile, 0);
  if (points) point_draws_.emplace(*points, p, kernels_, program.tile);
}

std::size_t Tile::most_from(std::uint64_t first_path) const {
  return points_ ? static_cast<std::size_t>(points_->stretch() - first_path % points_->stretch()) : std::numeric_limits<std::size_t>::max();
}

std::optional<Stop> Tile::run(int worker, std::uint64_t seed, std::uint64_t first_path, std::size_t count, std::span<double* const> columns,
                              std::size_t offset, StepSink* sink) {
  const program::Program& p = program_.program;
  worker_ = worker;
  source_.seed = seed;
  source_.first_path = first_path;
  count_ = count;
  n_ = (count + 7) / 8 * 8;
  columns_ = columns;
  offset_ = offset;
  sink_ = sink;
  if (point_draws_) {
    CF_CHECK(points_->seed() == seed, "the points are those of the seed");
    point_draws_->begin(first_path, n_);
  }
  suspicious_ = 0;
  run(program_.start, 0);
  for (int step = 0; step < p.num_steps; ++step)
    run(program_.bodies[static_cast<std::size_t>(p.body_of[static_cast<std::size_t>(step)])], step);
  run(program_.end, p.num_steps);
  if (!any_stop_) return std::nullopt;

  const auto first = std::find_if(stop_variant_.begin(), stop_variant_.end(), [](int v) { return v != kNobody; });
  const auto lane = static_cast<std::size_t>(first - stop_variant_.begin());
  const Stop stop{first_path + lane, *first, stop_conservation_[lane] != 0};
  any_stop_ = false;
  std::fill(stop_variant_.begin(), stop_variant_.end(), kNobody);
  std::fill(stop_conservation_.begin(), stop_conservation_.end(), 0);
  return stop;
}

void Tile::run(const std::vector<TileInstruction>& code, int step) {
  const program::Program& p = program_.program;
  step_ = step;
  const auto num_rows = static_cast<std::size_t>(p.num_rows);
  std::copy_n(p.rows.data() + static_cast<std::size_t>(step) * num_rows, num_rows, at(program_.first_row()));
  double* const memory = memory_.get();
  for (const TileInstruction& i : code) {
    if (i.native) {
      suspicious_ |= i.native(memory, memory, memory + n_);
      continue;
    }
    switch (i.code) {
      case Code::operation: {
        const double* x[3] = {at(i.x[0]), at(i.x[1]), at(i.x[2])};
        i.kernel(at(i.out), x, n_);
        break;
      }
      case Code::fused: {
        const double* x[5] = {at(i.x[0]), at(i.x[1]), at(i.x[2]), at(i.x[3]), at(i.x[4])};
        i.kernel(at(i.out), x, n_);
        break;
      }
      case Code::copy:
        if (i.form & 1)
          kernels_.fill(at(i.out), *at(i.x[0]), n_);
        else
          kernels_.copy(at(i.out), at(i.x[0]), n_);
        break;
      case Code::uniform:
      case Code::normal: draw(i); break;
      case Code::step_uniform:
      case Code::step_normal: draw_step(i, step); break;
      case Code::normal_distribution: {
        double* out = at(i.out);
        const double* x = at(i.x[0]);
        for (std::size_t k = 0; k < n_; ++k) out[k] = normal_distribution(x[k]);
        break;
      }
      case Code::quantile_table: table_quantiles(at(i.out), at(i.x[0]), p.tables[static_cast<std::size_t>(i.index)], n_); break;
      case Code::beta_quantile:
        beta_quantiles(at(i.out), at(i.x[0]), at(i.x[1]), i.form & 2 ? 0 : 1, at(i.x[2]), i.form & 4 ? 0 : 1, n_);
        break;
      case Code::poisson: poisson_quantiles(at(i.out), at(i.x[0]), at(i.x[1]), i.form & 2 ? 0 : 1, n_); break;
      case Code::dispatch: kernels_.dispatch(dispatches_[static_cast<std::size_t>(i.index)].tiles, n_); break;
      case Code::settle: settle(static_cast<std::size_t>(i.index)); break;
      case Code::cross_held: cross_hold(p.cross_holdings[static_cast<std::size_t>(i.index)]); break;
      case Code::check: check(i); break;
      case Code::observe:
        if (sink_) sink_->take(worker_, i.index, step, as_tile(i, 0), static_cast<int>(count_), source_.first_path);
        break;
      case Code::column: {
        double* out = columns_[static_cast<std::size_t>(i.index)] + offset_;
        if (i.form & 1)
          std::fill_n(out, count_, *at(i.x[0]));
        else
          std::memcpy(out, at(i.x[0]), count_ * sizeof(double));
        break;
      }
    }
  }
}

const double* Tile::as_tile(const TileInstruction& i, std::size_t operand) {
  const double* x = at(i.x[operand]);
  if (!(i.form >> operand & 1)) return x;
  kernels_.fill(spread_, *x, n_);
  return spread_;
}

// ---- draws ---------------------------------------------------------------------------------------------------------

void Tile::draw(const TileInstruction& i) {
  if (point_draws_) return point_draws_->once(at(i.out), static_cast<std::uint32_t>(i.index), i.code == Code::normal);
  source_.block = 0;
  source_.stream = static_cast<std::uint32_t>(i.index);
  (i.code == Code::normal ? kernels_.normals : kernels_.uniforms)(at(i.out), nullptr, source_, n_);
}

// A block gives the draws of two steps; that of the odd one waits in a slot of its own.
void Tile::draw_step(const TileInstruction& i, int step) {
  if (point_draws_) return point_draws_->of_step(at(i.out), static_cast<std::uint32_t>(i.index), step, i.code == Code::step_normal);
  double* odd = at(i.x[0]);
  if (step % 2 != 0) {
    kernels_.copy(at(i.out), odd, n_);
    return;
  }
  source_.block = static_cast<std::uint32_t>(step / 2);
  source_.stream = static_cast<std::uint32_t>(i.index);
  (i.code == Code::step_normal ? kernels_.normals : kernels_.uniforms)(at(i.out), odd, source_, n_);
}

// ---- compound instructions -----------------------------------------------------------------------------------------

void Tile::prepare(const program::DispatchData& d) {
  const auto tile_of = [&](std::int32_t number) { return number == kNone ? nullptr : operand(number); };
  Dispatch dispatch;
  DispatchTiles& t = dispatch.tiles;
  t.num_supplies = d.capacity.size();
  t.demand = operand(d.demand);
  for (std::size_t i = 0; i < d.capacity.size(); ++i) {
    dispatch.capacity.push_back(operand(d.capacity[i]));
    dispatch.price.push_back(operand(d.price[i]));
    dispatch.supplied.push_back(tile_of(d.supplied[i]));
    if (is_scalar(d.capacity[i])) t.scalar_capacity |= std::uint64_t{1} << i;
    if (is_scalar(d.price[i])) t.scalar_price |= std::uint64_t{1} << i;
  }
  t.capacity = dispatch.capacity.data();
  t.price = dispatch.price.data();
  t.supplied = dispatch.supplied.data();
  t.served = tile_of(d.served);
  t.unserved = tile_of(d.unserved);
  t.cost = tile_of(d.cost);
  t.last_price = tile_of(d.last_price);
  dispatches_.push_back(std::move(dispatch));
}

void Tile::prepare(const program::SettlementData& s) {
  Settlement settlement;
  settlement.any_short = operand(s.any_short);
  std::size_t position = 0;
  const auto add = [&](const program::SettlementData::Pair& pair) {
    if (pair.out != kNone) settlement.pairs.push_back({position, operand(pair.in), operand(pair.out), is_scalar(pair.in)});
    ++position;
  };
  for (const auto& flow : s.flows) add(flow.amount);
  for (const auto& party : s.parties) {
    add(party.after);
    add(party.defaulted);
  }
  settlements_.push_back(std::move(settlement));
}

// All is read before anything is written, so outputs may lie where inputs are.
void Tile::settle(std::size_t number) {
  const program::SettlementData& s = program_.program.settlements[number];
  const double* const any_short = settlements_[number].any_short;
  const std::size_t width = s.flows.size() + 2 * s.parties.size();
  std::size_t num_cleared = 0;
  if (kernels_.any_true(any_short, nullptr, n_)) {
    const auto value = [&](Operand x, std::size_t lane) { return is_scalar(x) ? *operand(x) : operand(x)[lane]; };
    for (std::size_t lane = 0; lane < n_; ++lane) {
      if (lane % 8 == 0 && none_of_eight(any_short + lane)) {
        lane += 7;
        continue;
      }
      if (any_short[lane] == 0) continue;
      for (std::size_t p = 0; p < s.parties.size(); ++p) {
        clearing_.cash[p] = value(s.parties[p].cash, lane);
        clearing_.recovery_cash[p] = value(s.parties[p].recovery_cash, lane);
        clearing_.recovery_receipts[p] = value(s.parties[p].recovery_receipts, lane);
      }
      for (std::size_t f = 0; f < s.flows.size(); ++f) clearing_.due[f] = value(s.flows[f].amount.in, lane);
      if (!clearing_.run(s)) stop(lane, s.variant, true);
      double* out = &cleared_[num_cleared * width];
      for (std::size_t f = 0; f < s.flows.size(); ++f) *out++ = clearing_.paid[f];
      for (std::size_t p = 0; p < s.parties.size(); ++p) {
        *out++ = clearing_.after[p];
        *out++ = clearing_.falls_short[p] ? 1.0 : value(s.parties[p].defaulted.in, lane);
      }
      cleared_lanes_[num_cleared++] = lane;
    }
  }
  for (const Pair& pair : settlements_[number].pairs) {
    if (pair.is_scalar)
      kernels_.fill(pair.out, *pair.in, n_);
    else if (pair.in != pair.out)
      kernels_.copy(pair.out, pair.in, n_);
    for (std::size_t c = 0; c < num_cleared; ++c) pair.out[cleared_lanes_[c]] = cleared_[c * width + pair.position];
  }
}

void Tile::cross_hold(const program::CrossHoldingData& c) {
  const std::size_t n = c.base.size();
  const auto value = [&](Operand x, std::size_t lane) { return is_scalar(x) ? *operand(x) : operand(x)[lane]; };
  for (std::size_t lane = 0; lane < n_; ++lane) {
    for (std::size_t i = 0; i < n; ++i) cross_holding_.base[i] = value(c.base[i], lane);
    for (std::size_t i = 0; i < n * n; ++i) cross_holding_.fraction[i] = value(c.fraction[i], lane);
    cross_holding_.run(n, c.limited.data());
    for (std::size_t i = 0; i < n; ++i)
      if (c.out[i] != kNone) operand(c.out[i])[lane] = cross_holding_.equity[i];
  }
}

// ---- stops ---------------------------------------------------------------------------------------------------------

void Tile::check(const TileInstruction& i) {
  const auto kind = static_cast<CheckKind>(i.which);
  const double* x = at(i.x[0]);
  const double* guard = i.guarded ? at(i.x[2]) : nullptr;
  const bool scalar = i.form & 1, scalar_y = i.form & 2;
  const double* y = kind == CheckKind::not_real_power ? at(i.x[1]) : nullptr;
  bool any = false;
  if (scalar) {
    any = is_bad(kind, *x, 0);
  } else {
    switch (kind) {
      case CheckKind::is_true:
      case CheckKind::created_or_lost: any = kernels_.any_true(x, guard, n_); break;
      case CheckKind::zero: any = kernels_.any_zero(x, guard, n_); break;
      case CheckKind::not_positive: any = kernels_.any_not_positive(x, guard, n_); break;
      case CheckKind::below_zero: any = kernels_.any_below_zero(x, guard, n_); break;
      case CheckKind::nonfinite: any = kernels_.any_nonfinite(x, guard, n_); break;
      case CheckKind::not_real_power: any = kernels_.any_not_real_power(x, y, scalar_y, guard, n_); break;
    }
  }
  if (!any) return;
  for (std::size_t lane = 0; lane < n_; ++lane) {
    if (guard && guard[lane] == 0) continue;
    const double second = y ? y[scalar_y ? 0 : lane] : 0;
    if (is_bad(kind, x[scalar ? 0 : lane], second)) stop(lane, i.index, kind == CheckKind::created_or_lost);
  }
}

void Tile::stop(std::size_t lane, int variant, bool conservation) {
  if (lane >= count_ || variant >= stop_variant_[lane]) return;
  any_stop_ = true;
  stop_variant_[lane] = variant;
  stop_conservation_[lane] = conservation;
}

}  // namespace cf::engine
