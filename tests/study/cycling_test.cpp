// Finn's index against published ecosystems and rings worked out by hand.
#include "study/cycling.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cf::study {
namespace {

struct Case {
  std::string name;
  std::vector<std::vector<double>> flows;
  std::vector<double> inflow;
  std::vector<double> throughflow;
  double path_length, index;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> cases = {
      {"oyster reef (Dame and Patten 1981)",
       {{0, 0, 0, 0, 0.5135, 15.791},
        {0, 0, 1.206, 1.206, 0, 0},
        {0, 0, 0, 0.6609, 0, 4.2403},
        {0, 0, 0, 0, 0.1721, 1.9076},
        {0, 0, 0, 0, 0, 0.3262},
        {0, 8.1721, 7.2745, 0.6431, 0, 0}},
       {41.47, 0, 0, 0, 0, 0},
       {41.47, 8.1721, 8.4805, 2.51, 0.6856, 22.2651},
       2.0155124186158666,
       0.11016860881324611},
      {"marine coprophagy (Haven and Morales-Alamo 1966)",
       {{0, 0, 21.9, 0}, {0, 0, 0, 79.6}, {0, 15.3, 0, 0}, {0, 52.9, 0, 0}},
       {124.1, 255.5, 0, 0},
       {124.1, 323.7, 21.9, 79.6},
       1.447049525816649,
       0.11998628186372062},
      {"Cone Springs (Tilly 1968)",
       {{0, 0, 0, 0, 8881}, {0, 0, 75, 0, 1600}, {0, 0, 0, 370, 200}, {0, 0, 0, 0, 167}, {0, 5205, 2309, 0, 0}},
       {11184, 0, 0, 0, 635},
       {11184, 5205, 2384, 370, 11483},
       2.5912513749048145,
       0.0919389893384207},
      {"Silver Springs (Odum 1957): no cycle",
       {{0, 2874, 0, 0, 3455}, {0, 0, 382, 0, 1095}, {0, 0, 0, 21, 46}, {0, 0, 0, 0, 6}, {0, 0, 0, 0, 0}},
       {20810, 486, 0, 0, 0},
       {20810, 3360, 382, 21, 4602},
       1.3699755822689708,
       0},
      {"Lake Findley (Richey 1978): loops on themselves",
       {{0.3, 0, 0, 0.1}, {0, 0, 0, 9.4}, {2.2, 0, 0, 5.7}, {0, 11.7, 0, 0}},
       {0, 0, 16.3, 5},
       {2.5, 11.7, 16.3, 20.2},
       2.380281690140845,
       0.298709160856914},
      {"a ring whose last returns 40%",
       {{0, 50.0 / 3, 0}, {0, 0, 50.0 / 3}, {20.0 / 3, 0, 0}},
       {10, 0, 0},
       {50.0 / 3, 50.0 / 3, 50.0 / 3},
       5,
       0.4},
      {"a seller invests 10, the lab buys for 8; 5 and 3 from outside",
       {{0, 10, 0}, {8, 0, 0}, {0, 0, 0}},
       {5, 3, 0},
       {13, 13, 0},
       26.0 / 8,
       80.0 / 169},
  };
  return cases;
}

TEST(Cycling, PublishedNetworks) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    const Cycling result = finn_cycling_index(c.flows, c.inflow);
    EXPECT_NEAR(result.index, c.index, 1e-9);
    EXPECT_NEAR(result.mean_path_length, c.path_length, 1e-9);
    for (std::size_t i = 0; i < c.throughflow.size(); ++i) EXPECT_NEAR(result.throughflow[i], c.throughflow[i], 1e-9);
  }
}

TEST(Cycling, NoCycleIsExactlyZeroAndNothingIsNothing) {
  EXPECT_EQ(finn_cycling_index(cases()[3].flows, cases()[3].inflow).index, 0);
  EXPECT_EQ(finn_cycling_index({{0, 0}, {0, 0}}, {0, 0}).index, 0);
  EXPECT_EQ(finn_cycling_index({{0, 1}, {1, 0}}, {0, 0}).index, 1);
}

}  // namespace
}  // namespace cf::study
