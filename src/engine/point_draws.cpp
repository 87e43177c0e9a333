#include "engine/point_draws.hpp"

#include <algorithm>
#include <new>

#include "base/check.hpp"
#include "base/random.hpp"

namespace cf::engine {
namespace {

constexpr std::align_val_t kAlign{64};

constexpr std::size_t kMostTogether = 64;

std::size_t stride_of(std::size_t tile) { return (tile / 8 | 1) * 8; }

}  // namespace

void PointDraws::Free::operator()(double* p) const { ::operator delete[](p, kAlign); }

std::vector<std::uint32_t> PointDraws::streams_by_step(const program::Program& program) {
  std::vector<std::uint32_t> streams;
  const auto collect = [&](const std::vector<program::Instruction>& code) {
    for (const program::Instruction& i : code)
      if (i.code == program::Code::step_normal || i.code == program::Code::step_uniform)
        streams.push_back(static_cast<std::uint32_t>(i.index));
  };
  collect(program.start);
  for (const auto& body : program.bodies) collect(body);
  collect(program.end);
  std::sort(streams.begin(), streams.end());
  streams.erase(std::unique(streams.begin(), streams.end()), streams.end());
  return streams;
}

std::size_t PointDraws::bytes(const Points& points, const program::Program& program, std::size_t tile) {
  return streams_by_step(program).size() * points.nodes().size() * stride_of(tile) * sizeof(double);
}

PointDraws::PointDraws(const Points& points, const program::Program& program, const Kernels& kernels, std::size_t tile)
    : points_(points), kernels_(kernels), stride_(stride_of(tile)), by_step_(streams_by_step(program)) {
  CF_CHECK(by_step_.empty() || points.num_steps() == program.num_steps, "the points are those of this deal");
  const std::size_t size = by_step_.size() * points.nodes().size() * stride_;
  rows_.reset(static_cast<double*>(::operator new[](size * sizeof(double), kAlign)));
  std::fill_n(rows_.get(), size, 0.0);
}

void PointDraws::coordinates(double* out, std::uint32_t stream, int node) const {
  const int dimension = points_.dimension(stream, node);
  if (dimension == Points::kNoDimension) {
    const std::uint32_t draw = Points::philox_draw(node);
    // The kernel makes both draws of a block; of an odd one the even one is written over.
    const DrawSource source{points_.seed(), first_path_, draw / 2, stream};
    if (draw % 2 == 0) return kernels_.uniforms(out, nullptr, source, n_);
    alignas(64) double even[kMostTogether];
    for (std::size_t begin = 0; begin < n_; begin += kMostTogether) {
      DrawSource some = source;
      some.first_path += begin;
      kernels_.uniforms(even, out + begin, some, std::min(kMostTogether, n_ - begin));
    }
    return;
  }
  const auto [directions, shift] = points_.scrambled(points_.set_of(first_path_), dimension);
  kernels_.sobol(out, {directions, shift, points_.point_of(first_path_)}, n_);
}

void PointDraws::begin(std::uint64_t first_path, std::size_t n) {
  first_path_ = first_path;
  n_ = n;
  const auto nodes = points_.nodes();
  double* rows = rows_.get();
  for (const std::uint32_t stream : by_step_) {
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      double* row = rows + static_cast<std::size_t>(nodes[node].at - 1) * stride_;
      coordinates(row, stream, static_cast<int>(node));
      kernels_.normal_quantile(row, row, n);
    }
    kernels_.bridge(rows, stride_, nodes.data(), nodes.size(), n);
    rows += nodes.size() * stride_;
  }
}

void PointDraws::once(double* out, std::uint32_t stream, bool normal) const {
  coordinates(out, stream, 0);
  if (normal) kernels_.normal_quantile(out, out, n_);
}

void PointDraws::of_step(double* out, std::uint32_t stream, int step, bool normal) const {
  const auto place = static_cast<std::size_t>(std::lower_bound(by_step_.begin(), by_step_.end(), stream) - by_step_.begin());
  const double* row = rows_.get() + (place * points_.nodes().size() + static_cast<std::size_t>(step)) * stride_;
  if (normal) return kernels_.copy(out, row, n_);
  for (std::size_t i = 0; i < n_; ++i) out[i] = normal_distribution(row[i]);
}

}  // namespace cf::engine
