// Correlations: checked, proved possible together, and factored for sampling.
#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "model/binder.hpp"

namespace cf::model {
namespace {

// The nearest correlation matrix by alternating projections (Higham 2002, algorithm 3.3).
Eigen::MatrixXd nearest_correlation(const Eigen::MatrixXd& a) {
  Eigen::MatrixXd y = a, correction = Eigen::MatrixXd::Zero(a.rows(), a.cols());
  for (int i = 0; i < 500; ++i) {
    const Eigen::MatrixXd r = y - correction;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(r);
    const Eigen::MatrixXd x = solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).asDiagonal() * solver.eigenvectors().transpose();
    correction = x - r;
    const Eigen::MatrixXd before = y;
    y = x;
    y.diagonal().setOnes();
    if ((y - before).cwiseAbs().maxCoeff() < 1e-10) break;
  }
  return y;
}

// Cholesky's factor of a positive semidefinite matrix: a pivot of 0 leaves its column 0.
std::vector<std::vector<double>> lower_factor(const Eigen::MatrixXd& a) {
  const auto n = static_cast<std::size_t>(a.rows());
  std::vector<std::vector<double>> l(n);
  for (std::size_t i = 0; i < n; ++i) {
    l[i].assign(i + 1, 0);
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      for (std::size_t k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
      if (i == j)
        l[i][i] = std::sqrt(std::max(0.0, sum));
      else
        l[i][j] = l[j][j] > 1e-9 ? sum / l[j][j] : 0;
    }
  }
  return l;
}

struct Entry {
  const CorrelationDecl* decl;
  double rho;
  bool inputs;
  std::string a, b;
};

}  // namespace

void Binder::bind_correlations() {
  std::vector<Entry> entries;
  std::map<std::pair<std::string, std::string>, Place> seen;
  for (const CorrelationDecl& c : in_.correlations) {
    const auto kind_of = [&](const Word& word) -> std::optional<SymbolKind> {
      const auto symbol = find(word.text);
      if (symbol && (symbol->kind == SymbolKind::input || symbol->kind == SymbolKind::driver || symbol->kind == SymbolKind::absent)) {
        used_[word.text] = true;
        return symbol->kind;
      }
      // A range written where it is used is an input by that name.
      for (const Input& input : out_.inputs)
        if (input.named.name == word.text) return SymbolKind::input;
      std::vector<std::string> names;
      for (const Input& input : out_.inputs) names.push_back(input.named.name);
      for (const Driver& driver : out_.drivers) names.push_back(driver.named.name);
      const std::string near = nearest(word.text, names);
      diagnostics_.error("E0333", word.place, fmt::format("a correlation ties two drivers or two inputs, '{}' is neither", word.text),
                         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
      return std::nullopt;
    };
    const auto a = kind_of(c.a), b = kind_of(c.b);
    if (!a || !b || c.rho == kNoValue) continue;
    const Bound rho = bind_value(c.rho, "correlation", root_, Reading::path);
    if (!rho.ok) continue;
    const auto v = constant_value(rho.expr);
    if (!v) {
      diagnostics_.error("E0361", in_[c.rho].place, "a correlation is one number, the same in all futures");
      continue;
    }
    if (*v < -1 || *v > 1) {
      diagnostics_.error("E0361", in_[c.rho].place, fmt::format("a correlation lies between -1 and 1, found {:.6g}", *v));
      continue;
    }
    if (c.a.text == c.b.text) {
      diagnostics_.error("E0361", c.place, fmt::format("{} is correlated with itself", c.a.text), "that is always 1");
      continue;
    }
    if (*a == SymbolKind::absent || *b == SymbolKind::absent) continue;
    if (*a != *b) {
      diagnostics_.error("E0361", c.place,
                         fmt::format("{} is {}, {} is {}", c.a.text, *a == SymbolKind::input ? "an input" : "a driver", c.b.text,
                                     *b == SymbolKind::input ? "an input" : "a driver"),
                         "a correlation ties two drivers, or two inputs");
      continue;
    }
    const auto key = std::minmax(c.a.text, c.b.text);
    if (const auto [it, fresh] = seen.emplace(key, c.place); !fresh) {
      diagnostics_.error("E0361", c.place, fmt::format("the correlation of {} and {} is given twice", key.first, key.second))
          .notes.push_back({"first given here", it->second});
      continue;
    }
    bool usable = true;
    for (const Word* w : {&c.a, &c.b}) {
      if (*a == SymbolKind::driver && out_.drivers[static_cast<std::size_t>(find(w->text)->index)].process == Process::event) {
        diagnostics_.error("E0361", w->place, fmt::format("{} is an event, which has no normal increments", w->text),
                           "let its hazard read the other driver");
        usable = false;
      }
      if (*a == SymbolKind::input) {
        for (const Input& input : out_.inputs)
          if (input.named.name == w->text && input.distribution == Distribution::fixed) {
            diagnostics_.error("E0361", w->place, fmt::format("{} is one number, so it is correlated with nothing", w->text));
            usable = false;
          }
      }
    }
    if (usable) entries.push_back({&c, *v, *a == SymbolKind::input, c.a.text, c.b.text});
  }
  const auto factor = [&](bool inputs) {
    std::vector<std::string> names;  // in the order of their names: the order of the file means nothing
    for (const Entry& e : entries)
      if (e.inputs == inputs) names.push_back(e.a), names.push_back(e.b);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const auto n = static_cast<Eigen::Index>(names.size());
    Eigen::MatrixXd m = Eigen::MatrixXd::Identity(n, n);
    const auto at = [&](const std::string& name) {
      return static_cast<Eigen::Index>(std::lower_bound(names.begin(), names.end(), name) - names.begin());
    };
    for (const Entry& e : entries)
      if (e.inputs == inputs) m(at(e.a), at(e.b)) = m(at(e.b), at(e.a)) = e.rho;
    if (n > 0) {
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(m);
      if (solver.eigenvalues()(0) < -1e-9) {
        // The pairs that clash are those that the eigenvector of the negative eigenvalue weighs most.
        const Eigen::VectorXd v = solver.eigenvectors().col(0);
        const Eigen::MatrixXd near = nearest_correlation(m);
        std::vector<const Entry*> clash;
        for (const Entry& e : entries)
          if (e.inputs == inputs && std::fabs(e.rho * v(at(e.a)) * v(at(e.b))) > 0.02) clash.push_back(&e);
        Diagnostic& d = diagnostics_.error(
            "E0361", clash.empty() ? in_.correlations.front().place : clash.front()->decl->place,
            fmt::format("these correlations are not possible together (smallest eigenvalue {:.2f})", solver.eigenvalues()(0)));
        for (const Entry* e : clash)
          d.notes.push_back({fmt::format("{} and {}: {:.6g}; the nearest possible is {:.2f}", e->a, e->b, e->rho, near(at(e->a), at(e->b))),
                             e->decl->place});
        names.clear();
      }
    }
    return std::make_pair(names, names.empty() ? std::vector<std::vector<double>>{} : lower_factor(m));
  };
  const auto [driver_names, driver_lower] = factor(false);
  for (const std::string& name : driver_names) {
    out_.driver_correlation.members.push_back(DriverId{find(name)->index});
    out_.driver_correlation.streams.push_back(stream_of(name));
  }
  out_.driver_correlation.lower = driver_lower;
  const auto [input_names, input_lower] = factor(true);
  for (const std::string& name : input_names) {
    std::int32_t index = 0;
    while (out_.inputs[static_cast<std::size_t>(index)].named.name != name) ++index;
    out_.input_correlation.members.push_back(InputId{index});
    out_.input_correlation.streams.push_back(stream_of(name));
  }
  out_.input_correlation.lower = input_lower;
}

}  // namespace cf::model
