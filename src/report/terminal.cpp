// Each section is one function that adds to the page, or nothing where there is nothing to say. Details are those of one
// structure, the focus of the findings; comparisons show all.
#include "report/terminal.hpp"

#include <algorithm>
#include <cmath>

#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/sentences.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::StructureAnswer;
using study::Verdict;

constexpr std::size_t kMostTrips = 3, kMostMeasures = 6, kMostFixed = 8, kMostScenarioParties = 4, kMostWarnings = 3;
constexpr int kIndent = 2;    // of what stands below a heading

// In tables: "about 0 ± $4bn".
std::string in_cell(std::string text) {
  static constexpr std::string_view kLong = ", give or take ";
  const std::size_t at = text.find(kLong);
  if (at != std::string::npos) text.replace(at, kLong.size(), " ± ");
  return text;
}

bool exactly_zero(const Estimate& x) { return x.value == 0 && x.se == 0; }

Style style_of(const Estimate& gain) { return !sure(gain) ? Style::plain : gain.value > 0 ? Style::good : Style::bad; }

Style style_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::hedge: return Style::good;
    case Verdict::double_bet: return Style::bad;
    case Verdict::side_bet: return Style::warn;
    case Verdict::neither: return Style::plain;
    case Verdict::no_verdict: return Style::faint;
  }
  return Style::plain;
}

class Screen {
 public:
  Screen(const study::Answer& answer, const TerminalOptions& options)
      : answer_(answer), words_(answer), findings_(find(answer)), page_(options.width, options.color) {
    for (std::size_t s = 0; s < answer.structures.size(); ++s)
      if (answer.structures[s].name == findings_.focus) focus_ = s;
  }

  std::string text() {
    if (answer_.structures.empty()) return "There is nothing to show.\n";
    page_.paragraph(findings_.headline, Style::strong);
    page_.paragraph(findings_.deal, Style::faint);
    page_.gap();
    worth();
    hedges();
    round_trips();
    defaults();
    scenarios();
    measures();
    end();
    return page_.text();
  }

 private:
  const StructureAnswer& baseline() const { return answer_.structures[0]; }
  const StructureAnswer& focus() const { return answer_.structures[focus_]; }
  const NumberText& numbers() const { return words_.numbers(); }
  bool only_baseline() const { return answer_.structures.size() == 1; }

  std::vector<std::string> structure_titles() const {
    std::vector<std::string> titles;
    for (const auto& s : answer_.structures) titles.push_back(s.name);
    return titles;
  }

  const study::PartyValue* value_of(std::size_t structure, const std::string& party) const {
    for (const auto& v : answer_.structures[structure].values)
      if (v.party == party) return &v;
    return nullptr;
  }

  void worth() {
    if (baseline().values.empty()) return;
    Table table{"", structure_titles(), {}}, without_errors = table;
    std::vector<std::string> same;
    for (const auto& before : baseline().values) {
      Table::Row row{words_.party(before.party),
                     {{only_baseline() ? in_cell(numbers().with_error(before.value.mean, words_.money()))
                                       : numbers().number(before.value.mean, words_.money())}}};
      Table::Row shorter = row;
      bool moves = only_baseline();
      for (std::size_t s = 1; s < answer_.structures.size(); ++s) {
        const study::PartyValue* v = value_of(s, before.party);
        const Estimate gain = v ? v->gain : Estimate{};
        moves = moves || !exactly_zero(gain);
        const Style style = style_of(gain);
        row.cells.push_back({exactly_zero(gain) ? "no change" : in_cell(numbers().difference_with_error(gain, words_.money())), style});
        shorter.cells.push_back({sure(gain) ? numbers().difference(gain, words_.money()) : "=", style});
      }
      if (moves) {
        table.rows.push_back(std::move(row));
        without_errors.rows.push_back(std::move(shorter));
      } else {
        same.push_back(words_.party(before.party) + " (" + row.cells[0].text + ")");
      }
    }
    const bool fits = table.rows.empty() || page_.fits_as_table(table, kIndent);
    const std::string gains = "present value; then gain against " + words_.baseline();
    page_.heading("Worth today", only_baseline() ? "present value, mean; ± is two standard errors"
                                 : fits          ? gains + "; ± is two standard errors"
                                                 : gains + "; “=” where it is within ±, two standard errors");
    if (!table.rows.empty()) page_.table(fits ? table : without_errors, kIndent);
    if (!same.empty()) page_.paragraph("No structure makes a difference to " + joined_up_to(same, 4) + ".", Style::plain, kIndent);
    nine_in_ten();
  }

  void nine_in_ten() {
    std::vector<std::string> ranges;
    for (const auto& v : focus().values) {
      const bool matters = only_baseline() || !exactly_zero(v.gain);
      if (matters) ranges.push_back(words_.party(v.party) + " " + numbers().range(v.value.q05, v.value.q95, words_.money()));
    }
    if (!ranges.empty())
      page_.paragraph(
          "In 9 of 10 futures" + (only_baseline() ? "" : ", in " + words_.structure(focus_)) + ": " + joined_up_to(ranges, 3) + ".",
          Style::plain, kIndent);
  }

  void hedges() {
    if (focus().hedges.empty()) return;
    page_.heading("Hedge or bet", "cents of each " + numbers().currency_word() + " that falls short in the worst tenth of futures");
    if (!only_baseline()) verdicts();
    for (std::size_t h = 0; h < focus().hedges.size(); ++h) one_hedge(h);
    if (focus().mutual.holds) page_.paragraph(words_.structure(focus_) + " is a mutual hedge.", Style::good, kIndent);
    if (focus_ > 0 && !focus().mutual.holds && !focus().mutual.parties.empty())
      page_.paragraph(sentence("No mutual hedge: " + (focus().mutual.why.empty() ? "not both sides have a hedge" : focus().mutual.why)),
                      Style::plain, kIndent);
  }

  void verdicts() {
    Table table;
    for (const auto& hedge : focus().hedges) table.columns.push_back(hedge.title);
    for (std::size_t s = 1; s < answer_.structures.size(); ++s) {
      Table::Row row{answer_.structures[s].name, {}};
      for (const auto& hedge : answer_.structures[s].hedges)
        row.cells.push_back({verdict_cell(hedge.numbers), style_of(hedge.numbers.verdict)});
      table.rows.push_back(std::move(row));
    }
    page_.table(table, kIndent);
  }

  // The verdict and the number that it hangs on.
  std::string verdict_cell(const study::HedgeNumbers& n) const {
    const std::string word = verdict_in_words(n);
    switch (n.verdict) {
      case Verdict::hedge: return word + ": " + hundredths(n.offset) + " back, " + hundredths(n.own_risk) + " own risk";
      case Verdict::double_bet: return word + ": " + hundredths(without_sign(n.offset)) + " more lost";
      case Verdict::side_bet: return word + ": " + hundredths(n.net) + " net";
      case Verdict::neither: return word + (word == "no change" ? "" : ": " + hundredths(n.net) + " net");
      case Verdict::no_verdict: return word;
    }
    return word;
  }

  void one_hedge(std::size_t h) {
    const study::HedgeAnswer& hedge = focus().hedges[h];
    const HedgeFinding& finding = findings_.structures[focus_].hedges[h];
    std::string said = hedge.title + ". ";
    if (only_baseline() || hedge.numbers.verdict == Verdict::no_verdict)
      said += finding.verdict;
    else
      said += pieces(hedge);
    if (hedge.by_value && verdict_in_words(*hedge.by_value) != verdict_in_words(hedge.numbers))
      said += " Judged by " + possessive(words_.party(hedge.party)) + " whole value: " + verdict_cell(*hedge.by_value) + ".";
    if (!finding.bad_tenth.empty()) said += " " + finding.bad_tenth;
    if (!hedge.turns.empty()) said += " " + finding.turns;
    if (said != hedge.title + ". ") page_.paragraph(said, Style::plain, kIndent);
  }

  std::string hundredths(const Estimate& part) const { return in_cell(numbers().with_error({part.value * 100, part.se * 100}, {})); }

  // Each contract alone, with those that do nothing put together.
  std::string pieces(const study::HedgeAnswer& hedge) const {
    std::vector<std::string> items, idle;
    for (const auto& piece : hedge.pieces) {
      if (sure(piece.numbers.offset))
        items.push_back(piece.name + " " + hundredths(piece.numbers.offset));
      else
        idle.push_back(piece.name);
    }
    if (items.empty())
      return hedge.pieces.empty() ? std::string() : "No piece of " + words_.structure(focus_) + " alone gives back more than its ±.";
    if (!idle.empty()) items.push_back(joined_up_to(idle, 3) + " about 0");
    if (sure(hedge.left_over_offset)) items.push_back("left over " + hundredths(hedge.left_over_offset));
    std::string all;
    for (const std::string& item : items) all += (all.empty() ? "" : ", ") + item;
    return "Each piece alone gives back: " + all + ".";
  }

  void round_trips() {
    auto trips = trips_in_order(focus());
    trips.erase(std::remove_if(trips.begin(), trips.end(), [](const study::RoundTrip* t) { return !(t->came_back.value > 0); }),
                trips.end());
    if (trips.empty()) return;
    page_.heading("What goes round" + (only_baseline() ? std::string() : " in " + words_.structure(focus_)),
                  "undiscounted, credits at face; cents of each " + numbers().currency_word() + " put in");
    Table table{"", {"put in", "in credits", "traced back", "in cents", "paid back", "caused"}, {}};
    if (focus_ == 0) table.columns.pop_back();
    for (std::size_t i = 0; i < std::min(trips.size(), kMostTrips); ++i) {
      const study::RoundTrip& t = *trips[i];
      const auto money = [&](const Estimate& x) { return Cell{numbers().number(x, words_.money())}; };
      Table::Row row{words_.party(t.from) + " → " + words_.party(t.to),
                     {money(t.put_in), money(t.put_in_credits), money(t.traced), {numbers().in_100(traced_part(t))}, money(t.came_back)}};
      if (focus_ > 0) row.cells.push_back({in_cell(numbers().difference_with_error(t.caused, words_.money()))});
      table.rows.push_back(std::move(row));
    }
    page_.columns(table, kIndent);
  }

  void defaults() {
    if (baseline().defaults.empty()) return;
    bool anybody = false;
    for (const auto& s : answer_.structures)
      for (const auto& d : s.defaults) anybody = anybody || d.chance.value > 0;
    page_.heading("Who cannot pay", anybody ? "in how many of 100 futures" : "");
    if (!anybody) return page_.paragraph(findings_.structures[focus_].defaults, Style::plain, kIndent);
    Table table{"", structure_titles(), {}};
    for (std::size_t d = 0; d < baseline().defaults.size(); ++d) {
      Table::Row row{words_.party(baseline().defaults[d].party), {}};
      for (std::size_t s = 0; s < answer_.structures.size(); ++s) {
        const auto& all = answer_.structures[s].defaults;
        if (d >= all.size()) continue;
        std::string text = numbers().in_100(all[d].chance);
        if (all[d].saved.value > 0 || all[d].sunk.value > 0)
          text += " (saved " + numbers().in_100(all[d].saved) + ", sunk " + numbers().in_100(all[d].sunk) + ")";
        row.cells.push_back({text});
      }
      table.rows.push_back(std::move(row));
    }
    page_.table(table, kIndent);
  }

  void scenarios() {
    if (focus().scenarios.empty()) return;
    page_.heading(
        "What a scenario costs",
        only_baseline() ? "mean" : "in " + words_.baseline() + " → in " + words_.structure(focus_) + "; “=” where the change is within ±");
    // Who is hit hardest, in the order of the model.
    std::vector<std::pair<double, std::string>> hit;
    for (const auto& party : answer_.model.parties) {
      double most = 0;
      for (const auto& scenario : focus().scenarios)
        for (const auto& cost : scenario.parties)
          if (cost.party == party.name && (sure(cost.without) || sure(cost.covered)))
            most = std::max({most, std::abs(cost.without.value), std::abs(cost.covered.value)});
      if (most > 0) hit.push_back({most, party.name});
    }
    if (hit.empty()) return page_.paragraph("No scenario costs anybody more than its ±.", Style::plain, kIndent);
    if (hit.size() > kMostScenarioParties) {
      auto sorted = hit;
      std::sort(sorted.rbegin(), sorted.rend());
      const double least = sorted[kMostScenarioParties - 1].first;
      hit.erase(std::remove_if(hit.begin(), hit.end(), [&](const auto& h) { return h.first < least; }), hit.end());
    }
    Table table;
    for (const auto& [size, party] : hit) table.columns.push_back(words_.party(party));
    for (const auto& scenario : focus().scenarios) {
      Table::Row row{scenario.scenario, {}};
      for (const auto& [size, party] : hit) row.cells.push_back(cost_cell(scenario, party));
      table.rows.push_back(std::move(row));
    }
    page_.table(table, kIndent);
  }

  Cell cost_cell(const study::ScenarioAnswer& scenario, const std::string& party) const {
    for (const auto& cost : scenario.parties) {
      if (cost.party != party) continue;
      const std::string before = numbers().number(cost.without, words_.money());
      if (focus_ == 0) return {before};
      if (!sure(cost.covered)) return {exactly_zero(cost.without) && exactly_zero(cost.with) ? "" : before + " ="};
      return {before + " → " + numbers().number(cost.with, words_.money()), style_of(cost.covered)};
    }
    return {};
  }

  // What differs from future to future in a table, what does not in a line.
  void measures() {
    const std::string checks = findings_.structures[focus_].checks;
    std::vector<const study::NamedSummary*> spread;
    std::vector<std::string> fixed;
    for (const auto& m : focus().measures) {
      if (m.summary.sd == 0 && m.summary.mean.se == 0)
        fixed.push_back(title_of(m) + " " + numbers().number(m.summary.mean, kind_of(m)));
      else
        spread.push_back(&m);
    }
    if (spread.empty() && fixed.empty() && checks.empty()) return;
    page_.heading("Figures", spread.empty()    ? ""
                             : only_baseline() ? "mean over futures, and 9 in 10 of them"
                                               : "mean over futures, and 9 in 10 of them in " + words_.structure(focus_));
    const std::size_t shown = spread.size() <= kMostMeasures + 1 ? spread.size() : kMostMeasures;
    Table table;
    if (focus_ > 0) table.columns.push_back(baseline().name);
    table.columns.push_back(focus().name);
    table.columns.push_back("9 in 10");
    for (std::size_t i = 0; i < shown; ++i) table.rows.push_back(measure_row(*spread[i]));
    if (!table.rows.empty()) page_.columns(table, kIndent);
    if (shown < spread.size())
      page_.paragraph(std::to_string(spread.size() - shown) + " more are in --json and --csv.", Style::plain, kIndent);
    if (!fixed.empty()) page_.paragraph("The same in all futures: " + joined_up_to(fixed, kMostFixed) + ".", Style::plain, kIndent);
    page_.paragraph(checks, checks.find(" fail") == std::string::npos ? Style::plain : Style::bad, kIndent);
  }

  static std::string title_of(const study::NamedSummary& m) { return m.label.empty() ? m.name : m.label; }
  static Kind kind_of(const study::NamedSummary& m) { return {m.summary.unit, m.display}; }

  Table::Row measure_row(const study::NamedSummary& m) const {
    Table::Row row{title_of(m), {}};
    if (focus_ > 0) {
      const auto& before = baseline().measures;
      const auto same = std::find_if(before.begin(), before.end(), [&](const study::NamedSummary& other) { return other.name == m.name; });
      row.cells.push_back({same != before.end() ? numbers().number(same->summary.mean, kind_of(m)) : ""});
    }
    row.cells.push_back({in_cell(numbers().with_error(m.summary.mean, kind_of(m)))});
    row.cells.push_back({numbers().range(m.summary.q05, m.summary.q95, kind_of(m))});
    return row;
  }

  void end() {
    page_.gap();
    const auto& model = answer_.model;
    std::string run = counted(answer_.paths, "future", "futures");
    if (answer_.paths < answer_.paths_asked) run = "Stopped after " + run + " of " + counted(answer_.paths_asked, "asked for", "asked for");
    if (answer_.series_paths > 0 && answer_.series_paths < answer_.paths)
      run += " (pieces, scenarios and flows: " + counted(answer_.series_paths, "", "") + ")";
    const auto count = [](int n, const char* one, const char* many) { return std::to_string(n) + (n == 1 ? one : many); };
    const std::string basis = count(model.num_facts, " fact", " facts") + " with a source, " +
                              count(model.num_guesses, " guess, ", " guesses, ") + std::to_string(model.num_unsourced) + " with neither";
    page_.paragraph(sentence(run + ", seed " + std::to_string(answer_.seed) + "; " + basis));
    for (std::size_t i = 0; i < std::min(answer_.warnings.size(), kMostWarnings); ++i)
      page_.paragraph("Warning: " + sentence(answer_.warnings[i]), Style::warn);
    if (answer_.warnings.size() > kMostWarnings)
      page_.paragraph(counted(answer_.warnings.size() - kMostWarnings, "more warning is", "more warnings are") + " in --json.",
                      Style::warn);
    page_.paragraph(findings_.next, Style::strong);
  }

  const study::Answer& answer_;
  Wording words_;
  Findings findings_;
  Page page_;
  std::size_t focus_ = 0;
};

}  // namespace

std::string to_terminal(const study::Answer& answer, const TerminalOptions& options) { return Screen(answer, options).text(); }

}  // namespace cf::report
