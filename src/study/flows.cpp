#include "study/flows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "measure/summary.hpp"
#include "study/writing.hpp"

namespace cf::study {

void add_years(Plan& plan, const Calendar& calendar, Row row, double weight, RowSum& to) {
  plan.step_mean(row);
  for (int year = 0; year < calendar.num_years(); ++year) to.push_back({row, year, weight});
}

RowSum in_year(const RowSum& sum, int year) {
  RowSum result;
  std::ranges::copy_if(sum, std::back_inserter(result), [year](const YearOfRow& part) { return part.year == year; });
  return result;
}

Flows::Flows(Plan& plan, const Calendar& calendar) : variants_(&plan.variants()), num_years_(calendar.num_years()) {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    std::vector<OfFlow> flows;
    for (std::size_t f = 0; f < model.flows.size(); ++f) {
      const model::Flow& flow = model.flows[f];
      OfFlow of{static_cast<int>(f), {}, {}};
      add_years(plan, calendar, plan.row(s, flow.face_read ? flow.face_read : flow.paid_read), 1.0, of.total);
      if (flow.unpaid_read && model.parties[static_cast<std::size_t>(flow.from.value)].has_cash)
        add_years(plan, calendar, plan.row(s, flow.unpaid_read), 1.0, of.unpaid);
      flows.push_back(std::move(of));
    }
    structures_.push_back(std::move(flows));
  }
}

void Flows::answer(const Recorder& recorder, Answer& answer) const {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    for (const OfFlow& of : structures_[static_cast<std::size_t>(s)]) {
      const model::Flow& flow = model.flows[static_cast<std::size_t>(of.flow)];
      FlowSummary line;
      line.name = flow.name;
      line.contract = flow.contract ? model.contracts[static_cast<std::size_t>(flow.contract.value)].name : "";
      line.kind = flow.kind;
      line.from = model.parties[static_cast<std::size_t>(flow.from.value)].name;
      line.to = model.parties[static_cast<std::size_t>(flow.to.value)].name;
      line.asset = flow.asset ? model.assets[static_cast<std::size_t>(flow.asset.value)].name : "cash";
      line.rank = flow.rank;
      line.total = written(recorder.sum(of.total));
      if (!of.unpaid.empty()) line.unpaid = written(recorder.sum(of.unpaid));
      for (int year = 0; year < num_years_; ++year) line.by_year.push_back(written(recorder.sum(in_year(of.total, year))));
      answer.structures[static_cast<std::size_t>(s)].flows.push_back(std::move(line));
    }
  }
}

OverTime::OverTime(Plan& plan) {
  const Variants& variants = plan.variants();
  for (int s = 0; s < variants.num_structures; ++s) {
    const model::Model& model = variants.model(s);
    std::vector<OfRow> rows;
    const auto add = [&](model::ExprId read, OfRow row) {
      row.row = plan.row(s, read);
      plan.fan(row.row);
      rows.push_back(std::move(row));
    };
    const auto named = [&](const model::Named& n, const char* role) {
      return OfRow{{}, n.name, n.provenance.label, n.display.text, n.display.unit, role, factor_of(n.display)};
    };
    for (const auto& driver : model.drivers)
      if (!driver.named.contract) add(driver.read, named(driver.named, "driver"));
    for (const auto& series : model.series)
      if (!series.hidden && !series.parameter && !series.named.contract) add(series.read, named(series.named, "series"));
    for (const auto& stock : model.stocks)
      if (!stock.named.contract) add(stock.read, named(stock.named, "stock"));
    for (const auto& supply : model.supplies) add(supply.served_read, named(supply.named, "supply"));
    for (const auto& dispatch : model.dispatches)
      add(dispatch.unserved_read,
          OfRow{
              {}, dispatch.name + ".unserved", "", dispatch.display.text, dispatch.display.unit, "unserved", factor_of(dispatch.display)});
    for (const auto& party : model.parties)
      if (party.has_cash)
        add(party.cash_read, OfRow{{}, party.name + ".cash", title_of(party) + ": cash", "", model.currency_sign, "cash", 1});
    structures_.push_back(std::move(rows));
  }
}

// Step by step: all that is known of a step lies together.
void OverTime::answer(const Recorder& recorder, Answer& answer) const {
  for (std::size_t s = 0; s < structures_.size(); ++s) {
    const std::vector<OfRow>& rows = structures_[s];
    std::vector<SeriesSummary>& series = answer.structures[s].series;
    const std::size_t begin = series.size();
    for (const OfRow& of : rows) {
      SeriesSummary& line = series.emplace_back();
      line.name = of.name;
      line.label = of.label;
      line.display = of.display;
      line.unit = of.unit;
      line.role = of.role;
    }
    for (int step = 0; step < recorder.num_points(); ++step)
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const OfRow& of = rows[r];
        SeriesSummary& line = series[begin + r];
        const measure::Estimate mean = recorder.mean(of.row, step);
        line.mean.push_back(finite(mean.value * of.factor));
        line.se.push_back(finite(mean.se * std::abs(of.factor)));
        const std::array by_part = {&line.q05, &line.q25, &line.q50, &line.q75, &line.q95};
        static_assert(by_part.size() == measure::kQuantiles.size());
        std::array<double, measure::kQuantiles.size()> quantiles;
        recorder.quantiles(of.row, step, measure::kQuantiles, quantiles);
        for (std::size_t i = 0; i < quantiles.size(); ++i) by_part[i]->push_back(finite(quantiles[i] * of.factor));
      }
  }
}

}  // namespace cf::study
