// Dollar tracing by hand: pools, mixes, several steps, payments at once, and that what goes in comes out or stays.
#include "study/tracing.hpp"

#include <gtest/gtest.h>

namespace cf::study {
namespace {

// Parties: 0 cloud (no account), 1 lab (account 0), 2 chips (no account), 3 world (origins: 0 cloud, 1 lab, 2 chips, 3 customers).
Payments deal() {
  Payments p;
  p.num_origins = 4;
  p.opening = {20};
  p.opening_origin = {1};
  p.flows = {{0, 1, -1, 0, 0}, {3, 1, -1, 0, 3}, {1, 0, 0, -1, 0}, {1, 2, 0, -1, 0}};
  return p;
}

TEST(Tracing, APoolPaysInProportion) {
  Payments p = deal();
  // 20 of its own, 10 from the cloud, 10 from customers: of a bill of 8 to the cloud a quarter is the cloud's own money.
  p.amounts = {{10, 10, 8, 4}};
  const auto back = trace_back(p, 0, 1);
  EXPECT_DOUBLE_EQ(back[0][2], 2);
  const auto carried = trace_origins(p);
  EXPECT_DOUBLE_EQ(carried[2][0], 2);
  EXPECT_DOUBLE_EQ(carried[2][1], 4);
  EXPECT_DOUBLE_EQ(carried[2][3], 2);
  EXPECT_DOUBLE_EQ(carried[3][0], 1);
  EXPECT_DOUBLE_EQ(carried[0][0], 10);
}

TEST(Tracing, ThePoolRemembersAcrossSteps) {
  Payments p = deal();
  p.amounts = {{10, 10, 20, 0}, {0, 20, 20, 0}};
  // After step 1: 20 left, 5 of them the cloud's. Step 2 adds 20 from customers: 5 of 40.
  const auto back = trace_back(p, 0, 1);
  EXPECT_DOUBLE_EQ(back[0][2], 5);
  EXPECT_DOUBLE_EQ(back[1][2], 2.5);
}

TEST(Tracing, ItCanComeBackThroughAThirdParty) {
  // 0 cloud pays lab (account 0), lab pays maker (account 1), maker pays cloud.
  Payments p;
  p.num_origins = 3;
  p.opening = {0, 10};
  p.opening_origin = {1, 2};
  p.flows = {{0, 1, -1, 0, 0}, {1, 2, 0, 1, 0}, {2, 0, 1, -1, 0}};
  p.amounts = {{10, 10, 5}};
  const auto back = trace_back(p, 0, 1);
  EXPECT_DOUBLE_EQ(back[0][2], 2.5);      // the maker has 20, half of them the cloud's
  EXPECT_DOUBLE_EQ(trace_back(p, 0, 2)[0][2], 0);
}

// Two pools that pay each other in one step: mixes solve a linear system. a has 10 of its own, b 30; a pays b 20, b pays a 10.
// a's pool 20 = 10 a + 10 mix(b); b's pool 50 = 30 b + 20 mix(a). So mix(a) of a: x = (10 + 10 y) / 20, y = 20 x / 50: x = 0.625.
TEST(Tracing, PaymentsAtOnce) {
  Payments p;
  p.num_origins = 2;
  p.opening = {10, 30};
  p.opening_origin = {0, 1};
  p.flows = {{0, 1, 0, 1, 0}, {1, 0, 1, 0, 0}};
  p.amounts = {{20, 10}};
  const auto carried = trace_origins(p);
  EXPECT_NEAR(carried[0][0], 20 * 0.625, 1e-12);
  EXPECT_NEAR(carried[1][0], 10 * 0.25, 1e-12);
  // Of the 20 that a puts into b, b's pool of 50 sends back 10.
  EXPECT_NEAR(trace_back(p, 0, 1)[0][1], 10 * 20.0 / 50, 1e-12);
}

// Over many steps, what origins put in equals what is carried out of the network plus what the pools still hold.
TEST(Tracing, NothingIsCreatedOrLost) {
  Payments p = deal();
  for (int step = 0; step < 40; ++step) p.amounts.push_back({2.0 + step % 3, 1.5, 3.0 - step % 2, 0.4});
  const auto carried = trace_origins(p);
  double in = 20, out = 0, by_origin = 0;
  for (const auto& amounts : p.amounts) in += amounts[0] + amounts[1], out += amounts[2] + amounts[3];
  for (std::size_t f = 2; f < 4; ++f)
    for (const double x : carried[f]) by_origin += x;
  EXPECT_GT(in, out);
  EXPECT_NEAR(by_origin, out, 1e-9);
  double back = 0, put_in = 0;
  for (const auto& step : trace_back(p, 0, 1)) back += step[2];
  for (const auto& amounts : p.amounts) put_in += amounts[0];
  EXPECT_LT(back, put_in);
  EXPECT_NEAR(back, carried[2][0], 1e-9);
}

TEST(Tracing, NoMoneyNoMix) {
  Payments p = deal();
  p.opening = {0};
  p.amounts = {{0, 0, 0, 0}, {0, 0, 0, 0}};
  EXPECT_EQ(trace_back(p, 0, 1)[1][2], 0);
  // A ring of accounts that pays itself from nothing.
  Payments ring;
  ring.num_origins = 1;
  ring.opening = {0, 0};
  ring.opening_origin = {0, 0};
  ring.flows = {{0, 1, 0, 1, 0}, {1, 0, 1, 0, 0}};
  ring.amounts = {{5, 5}};
  EXPECT_EQ(trace_origins(ring)[0][0], 0);
}

}  // namespace
}  // namespace cf::study
