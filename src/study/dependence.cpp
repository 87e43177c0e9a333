#include "study/dependence.hpp"

#include <algorithm>

#include "study/writing.hpp"

namespace cf::study {

namespace {

template <class Part>
void add_row(Plan& plan, std::vector<Part>& parts, const std::string& of, Row row) {
  auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.of == of; });
  if (found == parts.end()) {
    parts.push_back({of, {}});
    found = parts.end() - 1;
  }
  plan.step_mean(row);
  found->rows.push_back(row);
}

}  // namespace

Dependences::Dependences(Plan& plan, const Calendar& calendar) : calendar_(&calendar) {
  const Variants& variants = plan.variants();
  for (int s = 0; s < variants.num_structures; ++s) {
    const model::Model& model = variants.model(s);
    std::vector<Whole> wholes;
    const auto name = [&](model::PartyId party) {
      return model.parties[static_cast<std::size_t>((party ? party : model.world()).value)].name;
    };
    for (const model::Dispatch& dispatch : model.dispatches) {
      Whole by_seller{"supply", name(dispatch.buyer), dispatch.name, "", {}}, by_tag{"tag", name(dispatch.buyer), dispatch.name, "", {}};
      for (const model::SupplyId id : dispatch.supplies) {
        const model::Supply& supply = model.supplies[static_cast<std::size_t>(id.value)];
        const Row served = plan.row(s, supply.served_read);
        add_row(plan, by_seller.parts, name(supply.seller), served);
        for (const std::string& tag : supply.tags) add_row(plan, by_tag.parts, tag, served);
      }
      wholes.push_back(std::move(by_seller));
      if (!by_tag.parts.empty()) wholes.push_back(std::move(by_tag));
    }
    for (int p = 0; p < model.world().value; ++p) {
      const model::Party& party = model.parties[static_cast<std::size_t>(p)];
      Whole receipts{"receipts", party.name, "", "", {}};
      std::vector<Whole> spend;      // by flow kind
      for (const model::Flow& flow : model.flows) {
        if (flow.asset || flow.from == flow.to) continue;
        if (flow.to.value == p) add_row(plan, receipts.parts, name(flow.from), plan.row(s, flow.paid_read));
        if (flow.from.value != p) continue;
        auto of_kind = std::find_if(spend.begin(), spend.end(), [&](const Whole& whole) { return whole.kind == flow.kind; });
        if (of_kind == spend.end()) {
          spend.push_back({"spend", party.name, "", flow.kind, {}});
          of_kind = spend.end() - 1;
        }
        add_row(plan, of_kind->parts, name(flow.to), plan.row(s, flow.paid_read));
      }
      if (!receipts.parts.empty()) wholes.push_back(std::move(receipts));
      for (Whole& whole : spend) wholes.push_back(std::move(whole));
    }
    structures_.push_back(std::move(wholes));
  }
}

void Dependences::answer(const Recorder& recorder, Answer& answer) const {
  for (std::size_t s = 0; s < structures_.size(); ++s)
    for (const Whole& whole : structures_[s]) {
      std::vector<std::vector<double>> amounts;
      for (const Part& part : whole.parts) {
        std::vector<double> years(static_cast<std::size_t>(calendar_->num_years()));
        for (const Row row : part.rows)
          for (int step = 0; step < calendar_->num_steps; ++step)
            years[static_cast<std::size_t>(calendar_->year_of_step[static_cast<std::size_t>(step)])] += recorder.mean(row, step).value;
        amounts.push_back(std::move(years));
      }
      const Shares shares = shares_of(amounts);
      Dependence line{whole.what, whole.party, whole.dispatch, whole.kind, {}, shares.herfindahl};
      bool any = false;
      for (std::size_t i = 0; i < whole.parts.size(); ++i) {
        for (const double share : shares.parts[i]) any |= share > 0;
        line.shares.push_back({whole.parts[i].of, shares.parts[i]});
      }
      if (any) answer.structures[s].dependence.push_back(std::move(line));
    }
}

Shares shares_of(const std::vector<std::vector<double>>& amounts) {
  Shares shares;
  if (amounts.empty()) return shares;
  shares.parts.assign(amounts.size(), std::vector<double>(amounts[0].size()));
  shares.herfindahl.assign(amounts[0].size(), 0.0);
  for (std::size_t year = 0; year < amounts[0].size(); ++year) {
    double total = 0;
    for (const auto& part : amounts) total += std::max(0.0, finite(part[year]));
    if (!(total > 0)) continue;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      const double share = std::max(0.0, finite(amounts[i][year])) / total;
      shares.parts[i][year] = share;
      shares.herfindahl[year] += share * share;
    }
  }
  return shares;
}

}  // namespace cf::study
