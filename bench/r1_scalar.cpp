// The reference deal, structure R1F (models/r1.yaml), as a plain program for this one deal: one path after the other, the library's
// functions, the compiler's own vectorising. What somebody would write who needs this deal and no other.
//   r1_scalar PATHS SEED   prints seconds of the thread, then the means of amazon_npv and lab_npv in $m
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

namespace {

constexpr int kSteps = 96;
constexpr double kMonth = 1.0 / 12;

// What depends on time alone. Money in $m, work in millions.
struct Month {
  double gpu_price, trainium_price, gpu_capacity, trainium_capacity, minimum, price, amazon_discount, lab_discount;
};

struct Deal {
  Month months[kSteps];
  Deal() {
    for (int t = 0; t < kSteps; ++t) {
      const double year = t * kMonth;
      months[t] = {2.5 * std::exp(-0.15 * year), 1.2 * std::exp(-0.12 * year), 90 * std::pow(1.3, year), 300 * std::pow(1.4, year),
                   t < 84 ? 38000.0 / 84 : 0.0,  5 * std::exp(-0.2 * year),    std::pow(1.09, -year),    std::pow(1.15, -year)};
    }
  }
};

struct Result {
  double amazon, lab;
};

template <class Normal>
Result path(const Deal& deal, Normal normal) {
  const double growth = 0.35 + 0.1 * normal();
  const double low = std::log(0.5), high = std::log(0.9), z95 = 1.6448536269514722;
  const double performance = std::exp((low + high) / 2 + (high - low) / (2 * z95) * normal());
  const double root = std::sqrt(kMonth), kept = std::exp(-kMonth), spread = 0.25 * std::sqrt((1 - kept * kept) / 2);
  // Correlations: demand and multiple 0.6, demand and scarcity 0.3, scarcity and multiple 0.2.
  const double b = 0.8, c = (0.2 - 0.3 * 0.6) / b, d = std::sqrt(1 - 0.3 * 0.3 - c * c);
  double demand = 100, scarcity = 0, multiple = 300, cash = 20000, credits = 7000, raised = 0, stake = 10.0 / 510, revenue = 0;
  bool alive = true;
  Result result{0, 0};
  for (int t = 0; t < kSteps; ++t) {
    const Month& m = deal.months[t];
    const double gpu_price = m.gpu_price * std::exp(scarcity), trainium_price = m.trainium_price / performance;
    const double reserved = performance * std::min(m.trainium_capacity, m.minimum / m.trainium_price);
    const double trainium = performance * m.trainium_capacity - reserved;
    const double from_reserved = std::min(demand, reserved), rest = demand - from_reserved;
    double from_trainium, from_gpu;
    if (trainium_price <= gpu_price) {
      from_trainium = std::min(rest, trainium);
      from_gpu = std::min(rest - from_trainium, m.gpu_capacity);
    } else {
      from_gpu = std::min(rest, m.gpu_capacity);
      from_trainium = std::min(rest - from_gpu, trainium);
    }
    const double to_aws = std::max(m.minimum, trainium_price * (from_reserved + from_trainium));
    const double used = t < 36 ? std::min(credits, 0.5 * to_aws) : 0.0;
    const double in_cash = to_aws - used;
    revenue = alive ? (from_reserved + from_trainium + from_gpu) * m.price : 0.0;
    const double profit = alive ? revenue - (0.25 * revenue + 150) - gpu_price * from_gpu - in_cash : 0.0;
    const double before = cash + profit;
    if (alive) {
      result.amazon += (0.35 * in_cash - 0.45 * used) * m.amazon_discount;
      credits -= used;
    }
    result.lab += profit * m.lab_discount;
    const bool raises = before < 3000 && raised < 1 && alive;
    if (raises) {
      const double worth = multiple * revenue;
      stake *= worth / (worth + 10000);
      raised += 1;
    }
    cash = before + (raises ? 10000.0 : 0.0);
    if (cash < 0) alive = false;
    const double z1 = normal(), z2 = normal(), z3 = normal();
    demand *= std::exp((growth - 0.08) * kMonth + 0.4 * root * z1);
    multiple *= std::exp(-0.045 * kMonth + 0.3 * root * (0.6 * z1 + 0.8 * z2));
    scarcity = scarcity * kept + spread * (0.3 * z1 + c * z2 + d * z3);
  }
  const double equity = alive ? std::max(0.0, multiple * revenue + cash) : 0.0;
  result.amazon += stake * equity * std::pow(1.09, -8);
  result.lab += equity * std::pow(1.15, -8);
  return result;
}

double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
  const long paths = argc > 1 ? std::atol(argv[1]) : 65536;
  std::mt19937_64 bits(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  std::normal_distribution<double> distribution;
  const Deal deal;
  const double begin = now();
  double amazon = 0, lab = 0;
  for (long i = 0; i < paths; ++i) {
    const Result r = path(deal, [&] { return distribution(bits); });
    amazon += r.amazon;
    lab += r.lab;
  }
  std::printf("%.6f %.2f %.2f\n", now() - begin, amazon / static_cast<double>(paths), lab / static_cast<double>(paths));
}
