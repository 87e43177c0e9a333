// Names, units and values: what binding makes of a formula.
#include <gtest/gtest.h>

#include "read_deal.hpp"

namespace cf::model {
namespace {

double value_of(const std::string& formula, const std::string& more = "") {
  const Model m = bind_deal(more + "series: {x: \"" + formula + "\"}\nmeasures: {keep: final(x)}\n");
  return constant_of(m, m.series[static_cast<std::size_t>(m.find_series("x").value)].value);
}

std::vector<std::string> errors_of(const std::string& body) {
  std::vector<std::string> out;
  for (const std::string& m : read_deal(body).messages())
    if (m[0] == 'E') out.push_back(m);
  return out;
}

TEST(Values, AreInBaseUnits) {
  EXPECT_DOUBLE_EQ(value_of("$12bn/year"), 1e9);             // a month
  EXPECT_DOUBLE_EQ(value_of("7 years"), 84);
  EXPECT_DOUBLE_EQ(value_of("44%"), 0.44);
  EXPECT_DOUBLE_EQ(value_of("365 days"), 12);
  EXPECT_DOUBLE_EQ(value_of("$38bn / 84 months"), 38e9 / 84);
  EXPECT_DOUBLE_EQ(value_of("2026-03"), 2026 * 12 + 2);
  EXPECT_DOUBLE_EQ(value_of("2026-03 - time.start"), 2);
  EXPECT_DOUBLE_EQ(value_of("time.start + 1 year"), 2027 * 12);
  EXPECT_DOUBLE_EQ(value_of("-2 ^ 2"), -4);
  EXPECT_DOUBLE_EQ(value_of("clamp(5, 1, 3)"), 3);
  EXPECT_DOUBLE_EQ(value_of("sqrt(4 gw * 9 gw)", "units: {gw: a gigawatt}\n"), 6);
}

TEST(Values, ARateOfTheStepIsTheSameRate) {
  const Model m = bind_deal("time: {start: 2026-01, end: 2027, step: quarter}\nseries: {x: dt}\nmeasures: {keep: final(x)}\n");
  EXPECT_EQ(m.time.num_steps, 8);
  EXPECT_DOUBLE_EQ(constant_of(m, m.series[0].value), 3);
}

TEST(Time, BothEndsCount) {
  EXPECT_EQ(bind_deal("time: {start: 2026-01, end: 2033-12}\n").time.num_steps, 96);
  EXPECT_EQ(bind_deal("time: {start: 2026-01, end: 2033, step: year}\n").time.num_steps, 8);
  EXPECT_EQ(errors_of("time: {start: 2026-01, end: 2024-01}\n"),
            (std::vector<std::string>{"E0313 2:29 the end 2024-01 is before the start"}));
  EXPECT_EQ(errors_of("time: {start: 2026-01, end: 9999}\n"),
            (std::vector<std::string>{"E0314 2:29 7974 years are past the limit of 100"}));
}

TEST(Units, ThatDifferAreAnError) {
  EXPECT_EQ(errors_of("series: {x: $1 + $1/year}\nmeasures: {k: final(x)}\n"),
            (std::vector<std::string>{"E0330 3:13 cannot add $ and $/year"}));
  EXPECT_EQ(errors_of("units: {gw: a gigawatt}\nseries: {x: 1 gw + 1 year}\nmeasures: {k: final(x)}\n"),
            (std::vector<std::string>{"E0330 4:13 cannot add gw and year"}));
  EXPECT_EQ(errors_of("series: {x: exp($3)}\nmeasures: {k: final(x)}\n"),
            (std::vector<std::string>{"E0330 3:13 exp takes a plain number, found $"}));
  EXPECT_EQ(errors_of("series: {x: €3}\nmeasures: {k: final(x)}\n"),
            (std::vector<std::string>{"E0340 3:13 EUR in a model whose currency is USD"}));
  EXPECT_EQ(errors_of("units: {gw: a gigawatt}\nparties: {a: {}, b: {}}\nflows: {f: {from: a, to: b, amount: $3/gw * 2 gw/year * 1 gw}}\n"),
            (std::vector<std::string>{"E0344 5:37 flow f pays money, found $*gw/year"}));
}

TEST(Units, ZeroAndInfFitEvery) {
  EXPECT_DOUBLE_EQ(value_of("max(0, $3)"), 3);
  EXPECT_DOUBLE_EQ(value_of("min(inf, 3 years)"), 36);
}

TEST(Units, OfAContractTypeAreFoundFromItsArguments) {
  const std::string head =
      "units: {trnh: an hour}\nparties: {a: {discount: 9%}, b: {discount: 9%}}\n"
      "contracts:\n  c: {type: take_or_pay, buyer: a, seller: b, term: 1 year, total: $12, price: $2/trnh, use: ";
  const Model m = bind_deal(head + "3 trnh/month}\nmeasures: {k: total(c.volume)}\n");
  EXPECT_EQ(m.series[static_cast<std::size_t>(m.find_series("c.volume").value)].named.display.text, "trnh/year");
  const auto e = errors_of(head + "3 share/month}\n");
  ASSERT_EQ(e.size(), 1u) << e[0] << e[1];
}

TEST(Names, AreSuggested) {
  const ReadDeal r = read_deal("inputs: {gpu_price: 2}\nseries: {x: gpu_prise * 2}\nmeasures: {k: final(x)}\n");
  EXPECT_NE(r.all().find("did you mean 'gpu_price'?"), std::string::npos) << r.all();
  EXPECT_NE(read_deal("contrcts: {}\n").all().find("did you mean 'contracts'?"), std::string::npos);
  EXPECT_NE(read_deal("inputs: {x: norml(1, 2)}\n").all().find("did you mean 'normal'?"), std::string::npos);
}

TEST(Names, AreOneNameSpace) {
  EXPECT_EQ(errors_of("inputs: {lab: 2}\nparties: {lab: {}}\n").size(), 1u);
  EXPECT_EQ(errors_of("inputs: {yes: 2}\n").size(), 1u);
  EXPECT_EQ(errors_of("inputs: {max: 2}\n").size(), 1u);
}

TEST(Circles, NameTheirMembers) {
  const auto e = errors_of("series: {a: b + 1, b: a - 1}\n");
  ASSERT_EQ(e.size(), 1u);
  EXPECT_NE(e[0].find("a -> b -> a"), std::string::npos) << e[0];
}

TEST(Circles, GoByFormulasNotByContracts) {
  // The commitment's volume feeds the dispatch that feeds the commitment's use.
  bind_deal(
      "units: {h: an hour}\nparties: {a: {discount: 9%, cash: $1}, b: {discount: 9%}}\n"
      "dispatch: {d: {buyer: a, demand: 3 h/month, supplies: {r: {seller: b, capacity: c.volume, price: 0}}}}\n"
      "contracts: {c: {type: take_or_pay, buyer: a, seller: b, term: 1 year, total: $12, price: $2/h, use: d.r}}\n");
}

TEST(Circles, ThroughTheDispatchAreFound) {
  const auto e = errors_of("series: {cap: 2 * d.r}\ndispatch: {d: {demand: 3, supplies: {r: {capacity: cap, price: 0}}}}\n");
  ASSERT_EQ(e.size(), 1u);
  EXPECT_NE(e[0].find("cap -> d -> cap"), std::string::npos) << e[0];
}

TEST(Circles, ACashAmountCannotReadWhatIsPaid) {
  EXPECT_EQ(
      errors_of(
          "parties: {a: {}, b: {}}\nflows:\n  f: {from: a, to: b, amount: $3/year}\n  g: {from: b, to: a, amount: f.paid / 1 year}\n"),
      (std::vector<std::string>{"E0363 6:31 the amount of g reads what is paid in the same step"}));
}

TEST(Contracts, TwoDefaultsThatReadEachOtherMeanGiveOne) {
  const auto e = errors_of(
      "units: {h: an hour}\nparties: {a: {}, b: {}}\ncontracts: {c: {type: take_or_pay, buyer: a, seller: b, term: 1 year, price: "
      "$2/h}}\n");
  ASSERT_FALSE(e.empty());
  EXPECT_NE(e[0].find("give "), std::string::npos) << e[0];
}

TEST(Contracts, NamesOfOneThatIsNotThereReadZero) {
  const std::string body =
      "units: {h: an hour}\nparties: {a: {discount: 9%}, b: {discount: 9%}}\nseries: {x: 1 h/month + c.volume}\nmeasures: {k: final(x)}\n"
      "contracts: {c: {type: take_or_pay, buyer: a, seller: b, term: 1 year, total: $12, price: $2/h}}\n"
      "structures:\n  none: {without: [c]}\n  all: {}\n";
  EXPECT_EQ(bind_deal(body, 0).flows.size(), 0u);
  EXPECT_EQ(bind_deal(body, 1).flows.size(), 2u);
  EXPECT_DOUBLE_EQ(
      constant_of(bind_deal(body, 0), bind_deal(body, 0).series[static_cast<std::size_t>(bind_deal(body, 0).find_series("x").value)].value),
      1);
}

TEST(Terms, WhatIsSetHasToExistAndKeepItsUnit) {
  EXPECT_NE(
      read_deal("inputs: {access: 5%}\nmeasures: {k: access}\nstructures:\n  a: {set: {acess: 3%}}\n").all().find("did you mean 'access'?"),
      std::string::npos);
  EXPECT_EQ(errors_of("inputs: {access: 5%}\nmeasures: {k: access}\nstructures:\n  a: {set: {access: $3}}\n").size(), 1u);
}

TEST(Terms, TheScenarioWins) {
  const std::string body =
      "inputs: {x: 1}\nseries: {y: x}\nmeasures: {k: final(y)}\nstructures:\n  a: {}\n  b: {set: {x: 2}}\nscenarios:\n  s: {set: {x: 3}}\n";
  const auto x = [&](int structure, int scenario) {
    const Model m = bind_deal(body, structure, scenario);
    return constant_of(m, m.inputs[0].parameters[0]);
  };
  EXPECT_EQ(x(0, -1), 1);
  EXPECT_EQ(x(1, -1), 2);
  EXPECT_EQ(x(0, 0), 3);
  EXPECT_EQ(x(1, 0), 3);
}

TEST(Terms, PiecesAreTheContractsAloneAndTheOtherTerms) {
  ReadDeal r = read_deal(
      "parties: {a: {}, b: {}}\ninputs: {access: 0%}\nmeasures: {k: access}\n"
      "contracts:\n  c: {type: purchase, buyer: a, seller: b, bill: $1/year}\n  d: {type: purchase, buyer: b, seller: a, bill: $2/year}\n"
      "structures:\n  base: {without: [c, d]}\n  deal: {set: {access: 50%, d.bill: $3/year}}\n");
  ASSERT_FALSE(r.diagnostics.has_errors()) << r.all();
  const auto pieces = r.deal->pieces(1);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].title, "c");
  EXPECT_TRUE(pieces[0].settings.empty());
  EXPECT_EQ(pieces[1].title, "d");
  ASSERT_EQ(pieces[1].settings.size(), 1u);
  EXPECT_EQ(pieces[1].settings[0].name, "d.bill");
  EXPECT_EQ(pieces[2].title, "other terms");
  ASSERT_EQ(pieces[2].settings.size(), 1u);
  EXPECT_EQ(pieces[2].settings[0].name, "access");
  EXPECT_TRUE(r.deal->pieces(0).empty());
}

TEST(Correlations, ThatAreNotPossibleTogetherNameThePairs) {
  const std::string drivers =
      "drivers:\n  a: {process: geometric_brownian, start: 1, drift: 0, volatility: 1}\n  b: {process: geometric_brownian, start: 1, "
      "drift: 0, volatility: 1}\n"
      "  c: {process: geometric_brownian, start: 1, drift: 0, volatility: 1}\nmeasures: {k: final(a + b + c)}\n";
  const ReadDeal bad = read_deal(drivers + "correlations:\n  - [a, b, 0.9]\n  - [b, c, 0.9]\n  - [a, c, -0.9]\n");
  EXPECT_NE(bad.all().find("not possible together (smallest eigenvalue -0.80)"), std::string::npos) << bad.all();
  EXPECT_NE(bad.all().find("a and c: -0.9; the nearest possible is -0.50"), std::string::npos) << bad.all();
  EXPECT_EQ(errors_of(drivers + "correlations:\n  - [a, b, 1.2]\n").size(), 1u);
  EXPECT_EQ(errors_of(drivers + "correlations:\n  - [a, a, 0.5]\n").size(), 1u);
  const Model m = bind_deal(drivers + "correlations:\n  - [a, b, 0.6]\n  - [b, c, 0.5]\n");
  ASSERT_EQ(m.driver_correlation.lower.size(), 3u);
  EXPECT_DOUBLE_EQ(m.driver_correlation.lower[1][0], 0.6);
  EXPECT_DOUBLE_EQ(m.driver_correlation.lower[1][1], 0.8);
}

TEST(Distributions, AreJudgedBeforeTheRun) {
  EXPECT_EQ(errors_of("inputs: {x: 0.9 to 0.5}\nmeasures: {k: x}\n"),
            (std::vector<std::string>{"E0352 3:13 the range is upside down: 0.9 is not below 0.5"}));
  EXPECT_EQ(errors_of("inputs: {x: \"normal(5, -1)\"}\nmeasures: {k: x}\n").size(), 1u);
  EXPECT_NE(errors_of("inputs: {x: \"triangular(2, 11, 5)\"}\nmeasures: {k: x}\n")[0].find("11"), std::string::npos);
  EXPECT_NE(errors_of("inputs: {x: \"choice(1 = 0.5, 2 = 0.3, 3 = 0.3)\"}\nmeasures: {k: x}\n")[0].find("1.1"), std::string::npos);
  EXPECT_EQ(errors_of("units: {gw: a gigawatt}\ninputs: {x: 5 to 10 gw}\nmeasures: {k: x}\n"), std::vector<std::string>{});
}

TEST(Facts, AreTheNumbersWithASource) {
  const Model m = bind_deal(
      "sources: {s: {title: t, publisher: p, date: 2025-12}}\ninputs: {a: {value: 3, source: s}, b: {value: 3, reason: r}, c: 1 to 2, d: "
      "4, e: a + d}\n"
      "measures: {k: a + b + c + d + e}\n");
  const auto standing = [&](std::size_t i) { return m.inputs[i].named.provenance.standing; };
  EXPECT_EQ(standing(0), Standing::fact);
  EXPECT_EQ(standing(1), Standing::guess);
  EXPECT_EQ(standing(2), Standing::guess);
  EXPECT_EQ(standing(3), Standing::unsourced);
  EXPECT_EQ(standing(4), Standing::formula);
}

TEST(Includes, StayBelowTheFolder) {
  const auto load = [](const std::string& path) -> std::optional<std::string> {
    if (path == "more.yaml") return "inputs: {x: 2}\n";
    if (path == "loop.yaml") return "include: [loop.yaml]\n";
    return std::nullopt;
  };
  EXPECT_TRUE(read_deal("include: [more.yaml]\nmeasures: {k: x}\n", load).messages().empty());
  for (const char* bad : {"gone.yaml", "../../etc/passwd", "loop.yaml", "https://example.org/x.yaml"})
    EXPECT_EQ(read_deal("include: [" + std::string(bad) + "]\n", load).messages().size(), 1u) << bad;
}

TEST(Holdings, CannotPassTheWhole) {
  EXPECT_NE(errors_of("parties: {a: {}, b: {}, c: {holders: {a: 70%, b: 60%}}}\n")[0].find("1.3"), std::string::npos);
  const auto e = errors_of("parties: {a: {holders: {b: 100%}}, b: {holders: {a: 100%}}}\n");
  ASSERT_EQ(e.size(), 1u);
  EXPECT_NE(e[0].find("loop"), std::string::npos);
}

}  // namespace
}  // namespace cf::model
