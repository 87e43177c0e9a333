// Tables first, as plain values; then one function that writes a table as a sheet. libxlsxwriter is seen by this file alone.
#include "report/xlsx.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "report/findings.hpp"
#include "report/json.hpp"
#include "report/layout.hpp"
#include "report/verdict_word.hpp"
#include "report/wording.hpp"

namespace cf::report {
namespace {

using study::Estimate;

constexpr int kWidestColumn = 60, kNarrowestColumn = 8;   // characters
constexpr std::size_t kLongestText = 32'000;              // bytes of a cell; the format's limit is 32,767 characters
constexpr time_t kCreated = 315'532'800;                  // 1980-01-01, as the parts of the file are dated: nothing depends on the clock

// How the numbers of a column are shown.
enum class Shown { text, sentence, money, part, plain, count };

struct Column {
  std::string title;
  std::string unit = {};
  Shown shown = Shown::text;
};

// A number in a column that shows plain ones may be a part of 1 all the same.
struct Part {
  double value;
};
using Cell = std::variant<std::monostate, std::string, double, Part>;
using Row = std::vector<Cell>;

struct Table {
  const char* name;
  int num_names;           // columns on the left that stay in sight
  std::vector<Column> columns;
  std::vector<Row> rows;
};

void add(Row& row, const Estimate& x) {
  row.emplace_back(x.value);
  row.emplace_back(x.se);
}

void add_columns(std::vector<Column>& columns, const std::string& title, const std::string& unit, Shown shown) {
  columns.push_back({title, unit, shown});
  columns.push_back({title + ", standard error", unit, shown});
}

void add_quantiles(std::vector<Column>& columns, const std::string& unit, Shown shown) {
  add_columns(columns, "mean", unit, shown);
  columns.push_back({"standard deviation", unit, shown});
  add_columns(columns, "below in 1 of 20 futures", unit, shown);
  add_columns(columns, "middle", unit, shown);
  add_columns(columns, "above in 1 of 20 futures", unit, shown);
  add_columns(columns, "mean of the worst twentieth", unit, shown);
}

void add_quantiles(Row& row, const study::Summary& summary) {
  add(row, summary.mean);
  row.emplace_back(summary.sd);
  for (const auto* quantile : {&summary.q05, &summary.q50, &summary.q95, &summary.es05}) add(row, *quantile);
}

Table answer_table(const study::Answer& answer) {
  Table table{"Answer", 1, {{"about", "", Shown::text}, {"structure", "", Shown::text}, {"finding", "", Shown::sentence}}, {}};
  const Findings findings = find(answer);
  const auto say = [&](const char* about, const std::string& structure, const std::string& finding) {
    if (!finding.empty()) table.rows.push_back({std::string(about), structure, finding});
  };
  say("title", "", answer.model.title);
  say("the whole", "", findings.headline);
  say("the deal", "", findings.deal);
  say("which form is better", "", findings.better);
  for (const auto& found : findings.structures) {
    say("the whole", found.name, found.headline);
    say("worth", found.name, found.worth);
    say("range", found.name, found.range);
    for (const auto& hedge : found.hedges) {
      say("hedge or bet", found.name, hedge.verdict);
      say("its pieces", found.name, hedge.pieces);
      say("the worst tenth", found.name, hedge.bad_tenth);
    }
    say("scenarios", found.name, found.scenarios);
    say("what goes round", found.name, found.round_trip);
    say("who cannot pay", found.name, found.defaults);
    say("who depends on whom", found.name, found.dependence);
    say("what it hangs on", found.name, found.what_matters);
    say("from cheque to result", found.name, found.waterfall);
    say("checks", found.name, found.checks);
  }
  say("where numbers come from", "", findings.sources);
  for (const auto& limit : answer.model.limits) say("what this cannot tell you", "", limit);
  for (const auto& warning : answer.warnings) say("warning", "", warning);
  say("futures", "", std::to_string(answer.paths));
  say("futures of flows and pieces", "", std::to_string(answer.series_paths));
  say("seed", "", std::to_string(answer.seed));
  say("currency", "", answer.model.currency);
  say("model", "", answer.model.file);
  say("counterflow", "", answer.version);
  say("to repeat", "", findings.repeat);
  return table;
}

Table structures_table(const study::Answer& answer, const std::string& money) {
  Table table{"Structures", 3, {{"structure"}, {"party"}, {"name"}}, {}};
  add_columns(table.columns, "gain against the first structure", money, Shown::money);
  table.columns.push_back({"chance to be better", "of futures", Shown::part});
  add_quantiles(table.columns, money, Shown::money);
  add_columns(table.columns, "promised beyond the end", money, Shown::money);
  add_columns(table.columns, "paper gain", money, Shown::money);
  for (const auto& structure : answer.structures)
    for (const auto& value : structure.values) {
      Row row{structure.name, value.party, value.title};
      add(row, value.gain);
      row.emplace_back(value.chance_better);
      add_quantiles(row, value.value);
      add(row, value.promised_beyond_end);
      add(row, value.paper_gain);
      table.rows.push_back(std::move(row));
    }
  return table;
}

Table hedges_table(const study::Answer& answer) {
  Table table{"Hedges", 4, {{"structure"}, {"hedge"}, {"party"}, {"piece"}, {"verdict"}, {"why"}}, {}};
  for (const char* title : {"offset", "net", "own risk"}) add_columns(table.columns, title, "of each unit fallen short", Shown::part);
  table.columns.push_back({"bar", "of each unit fallen short", Shown::part});
  table.columns.push_back({"unit of what follows"});
  for (const char* title : {"gain", "gain in the worst tenth", "exposure", "exposure in the worst tenth"})
    add_columns(table.columns, title, "", Shown::plain);
  for (const char* title : {"correlation", "effectiveness"}) add_columns(table.columns, title, "from -1 to 1", Shown::plain);
  for (const auto& structure : answer.structures)
    for (const auto& hedge : structure.hedges) {
      const auto put = [&](const std::string& piece, const study::HedgeNumbers& numbers) {
        Row row{structure.name, hedge.title, hedge.party, piece, std::string(verdict_word(numbers.verdict)), numbers.why};
        for (const auto* x : {&numbers.offset, &numbers.net, &numbers.own_risk}) add(row, *x);
        row.emplace_back(numbers.bar);
        row.emplace_back(hedge.unit);
        for (const auto* x : {&numbers.gain, &numbers.gain_in_bad_tenth, &numbers.exposure, &numbers.exposure_in_bad_tenth,
                              &numbers.correlation, &numbers.effectiveness})
          add(row, *x);
        table.rows.push_back(std::move(row));
      };
      put("the whole deal", hedge.numbers);
      for (const auto& piece : hedge.pieces) put(piece.name, piece.numbers);
    }
  return table;
}

Table figures_table(const study::Answer& answer) {
  Table table{"Figures", 3, {{"structure"}, {"measure"}, {"name"}, {"unit"}}, {}};
  add_quantiles(table.columns, "", Shown::plain);
  for (const auto& structure : answer.structures)
    for (const auto& measure : structure.measures) {
      Row row{structure.name, measure.name, measure.label, measure.summary.unit};
      add_quantiles(row, measure.summary);
      if (measure.display == "%")
        for (auto& cell : row)
          if (const double* x = std::get_if<double>(&cell)) cell = Part{*x};
      table.rows.push_back(std::move(row));
    }
  return table;
}

Table years_table(const study::Answer& answer, const std::string& money) {
  Table table{"Years", 5, {{"structure"}, {"what"}, {"name"}, {"from"}, {"to"}, {"unit"}}, {}};
  for (const int year : answer.model.years) table.columns.push_back({std::to_string(year), "", Shown::plain});
  for (const int year : answer.model.years) table.columns.push_back({std::to_string(year) + ", standard error", "", Shown::plain});
  const auto put = [&](std::vector<std::string> names, const std::vector<Estimate>& by_year, bool parts) {
    Row row(names.begin(), names.end());
    const auto put_number = [&](double x) {
      if (parts)
        row.emplace_back(Part{x});
      else
        row.emplace_back(x);
    };
    for (const auto member : {&Estimate::value, &Estimate::se})
      for (std::size_t y = 0; y < answer.model.years.size(); ++y) put_number(y < by_year.size() ? by_year[y].*member : std::nan(""));
    table.rows.push_back(std::move(row));
  };
  for (const auto& structure : answer.structures) {
    const std::string& name = structure.name;
    for (const auto& flow : structure.flows)
      put({name, flow.asset == "cash" ? "paid" : "paid in " + flow.asset, flow.name, flow.from, flow.to, money}, flow.by_year, false);
    for (const auto& trip : structure.round_trips) {
      put({name, "put in", "", trip.from, trip.to, money}, trip.put_in_by_year, false);
      put({name, "paid back", "", trip.to, trip.from, money}, trip.came_back_by_year, false);
      put({name, "traced back", "", trip.to, trip.from, money}, trip.traced_by_year, false);
      put({name, "caused", "", trip.to, trip.from, money}, trip.caused_by_year, false);
    }
    for (const auto& party : structure.defaults) put({name, "cannot pay", party.party, "", "", "of futures"}, party.by_year, true);
    for (const auto& dependence : structure.dependence)
      for (const auto& share : dependence.shares) {
        std::vector<Estimate> by_year;
        for (const double part : share.by_year) by_year.push_back({part, std::nan("")});
        put({name, "share of " + dependence.what, dependence.dispatch.empty() ? dependence.kind : dependence.dispatch, share.of,
             dependence.party, "of the whole"},
            by_year, true);
      }
  }
  return table;
}

Table flows_table(const study::Answer& answer, const std::string& money) {
  Table table{"Flows", 2, {{"structure"}, {"flow"}, {"contract"}, {"kind"}, {"from"}, {"to"}, {"asset"}, {"rank", "", Shown::count}}, {}};
  add_columns(table.columns, "paid over the run", money, Shown::money);
  add_columns(table.columns, "due and not paid", money, Shown::money);
  for (const auto& structure : answer.structures)
    for (const auto& flow : structure.flows) {
      Row row{structure.name, flow.name, flow.contract, flow.kind, flow.from, flow.to, flow.asset, static_cast<double>(flow.rank)};
      add(row, flow.total);
      add(row, flow.unpaid);
      table.rows.push_back(std::move(row));
    }
  return table;
}

Table facts_table(const study::Answer& answer) {
  Table table{"Facts",
              1,
              {{"name"},
               {"label"},
               {"contract"},
               {"as written"},
               {"standing"},
               {"source"},
               {"publisher"},
               {"date"},
               {"also"},
               {"as of"},
               {"reason", "", Shown::sentence},
               {"note", "", Shown::sentence}},
              {}};
  for (const auto& value : answer.model.values) {
    const auto& sources = answer.model.sources;
    const auto source = std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.key == value.source; });
    const bool known = source != sources.end();
    std::string also;
    for (const auto& key : value.also) also += (also.empty() ? "" : ", ") + key;
    table.rows.push_back({value.name, value.label, value.contract, value.written, value.standing, value.source,
                          known ? source->publisher : "", known ? source->date : "", also, value.as_of, value.reason, value.note});
  }
  return table;
}

Table sources_table(const study::Answer& answer) {
  Table table{"Sources",
              1,
              {{"source"}, {"title", "", Shown::sentence}, {"publisher"}, {"author"}, {"date"}, {"url"}, {"note", "", Shown::sentence}},
              {}};
  for (const auto& source : answer.model.sources)
    table.rows.push_back({source.key, source.title, source.publisher, source.author, source.date, source.url, source.note});
  return table;
}

Table checks_table(const study::Answer& answer) {
  Table table{"Checks",
              2,
              {{"structure"},
               {"check", "", Shown::sentence},
               {"needed", "of futures", Shown::part},
               {"held", "of futures", Shown::part},
               {"result"}},
              {}};
  for (const auto& structure : answer.structures)
    for (const auto& check : structure.checks)
      table.rows.push_back({structure.name, check.title, check.needed, check.held, std::string(check.ok ? "holds" : "fails")});
  return table;
}

// Text as a cell can hold it.
std::string cell_text(std::string_view text) {
  std::string out = valid_utf8(text);
  if (out.size() <= kLongestText) return out;
  std::size_t end = kLongestText;
  while ((static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  return out.substr(0, end) + "…";
}

std::string head_text(const Column& column) { return column.unit.empty() ? column.title : column.title + " [" + column.unit + "]"; }

class Workbook {
 public:
  explicit Workbook(const char* path) : workbook_(workbook_new(path)) {
    head_ = format("");
    format_set_bold(head_);
    format_set_text_wrap(head_);
    format_set_align(head_, LXW_ALIGN_VERTICAL_TOP);
    format_set_bottom(head_, LXW_BORDER_THIN);
    format_set_bg_color(head_, 0xE8ECF0);
    sentence_ = format("@");
    format_set_text_wrap(sentence_);
    format_set_align(sentence_, LXW_ALIGN_VERTICAL_TOP);
    text_ = format("@");
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
    money_ = format("#,##0");
    count_ = format("0");
    part_ = format("0.0%");
    large_ = format("#,##0");
    medium_ = format("0.00");
    small_ = format("0.0000");
  }

  void describe(const std::string& title, const std::string& version) {
    std::string by = "Counterflow " + version;
    std::string named = cell_text(title).substr(0, 200);
    named = valid_utf8(named);
    lxw_doc_properties properties{};
    properties.title = named.data();
    properties.company = by.data();
    properties.created = kCreated;
    workbook_set_properties(workbook_, &properties);
  }

  void add(const Table& table) {
    lxw_worksheet* sheet = workbook_add_worksheet(workbook_, table.name);
    const auto num_columns = static_cast<lxw_col_t>(table.columns.size());
    const auto num_rows = static_cast<lxw_row_t>(table.rows.size());
    for (lxw_col_t c = 0; c < num_columns; ++c) {
      worksheet_write_string(sheet, 0, c, cell_text(head_text(table.columns[c])).c_str(), head_);
      worksheet_set_column(sheet, c, c, width(table, c), nullptr);
    }
    for (lxw_row_t r = 0; r < num_rows; ++r)
      for (lxw_col_t c = 0; c < num_columns && c < table.rows[r].size(); ++c)
        write(sheet, r + 1, c, table.rows[r][c], table.columns[c].shown);
    worksheet_freeze_panes(sheet, 1, static_cast<lxw_col_t>(table.num_names));
    worksheet_autofilter(sheet, 0, 0, num_rows, static_cast<lxw_col_t>(num_columns - 1));
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
  }

  // Writes the file; nothing may be done afterwards.
  lxw_error close() { return workbook_close(workbook_); }

 private:
  lxw_format* format(const char* number) {
    lxw_format* made = workbook_add_format(workbook_);
    if (*number) format_set_num_format(made, number);
    return made;
  }

  void write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, Shown shown) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      if (!text->empty())
        worksheet_write_string(sheet, row, column, cell_text(*text).c_str(), shown == Shown::sentence ? sentence_ : text_);
    } else if (const auto* number = std::get_if<double>(&cell)) {
      if (std::isfinite(*number)) worksheet_write_number(sheet, row, column, *number, format_of(*number, shown));
    } else if (const auto* part = std::get_if<Part>(&cell)) {
      if (std::isfinite(part->value)) worksheet_write_number(sheet, row, column, part->value, part_);
    }
  }

  lxw_format* format_of(double number, Shown shown) const {
    if (shown == Shown::money) return money_;
    if (shown == Shown::part) return part_;
    if (shown == Shown::count) return count_;
    const double size = std::abs(number);
    return size >= 1000 || number == 0 ? large_ : size >= 1 ? medium_ : small_;
  }

  // As wide as its widest text or the numbers it may hold, within reason.
  static double width(const Table& table, lxw_col_t column) {
    const Column& head = table.columns[column];
    if (head.shown == Shown::sentence) return kWidestColumn;
    int widest = std::min(display_width(head_text(head)), 16);   // heads wrap
    for (const auto& row : table.rows) {
      if (column >= row.size()) continue;
      if (const auto* text = std::get_if<std::string>(&row[column])) widest = std::max(widest, display_width(*text));
      if (const auto* number = std::get_if<double>(&row[column]); number && std::isfinite(*number)) {
        const int digits = static_cast<int>(std::log10(std::max(1.0, std::abs(*number)))) + 1;
        widest = std::max(widest, digits + (digits - 1) / 3 + 1);
      }
    }
    return std::clamp(widest + 2, kNarrowestColumn, kWidestColumn);
  }

  lxw_workbook* workbook_;
  lxw_format *head_, *sentence_, *text_, *money_, *count_, *part_, *large_, *medium_, *small_;
};

// A file that lies in memory: the library takes nothing but the name of one.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("counterflow.xlsx", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  bool good() const { return descriptor_ >= 0; }
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  std::string bytes() const {
    std::string all;
    char buffer[1 << 16];
    for (;;) {
      const auto count = ::pread(descriptor_, buffer, sizeof buffer, static_cast<off_t>(all.size()));
      if (count <= 0) return all;
      all.append(buffer, static_cast<std::size_t>(count));
    }
  }

 private:
  int descriptor_;
};

}  // namespace

Spreadsheet to_xlsx(const study::Answer& answer) {
  const MemoryFile file;
  if (!file.good()) return {{}, "the system gives no memory for it"};
  const std::string path = file.name();
  const std::string& money = answer.model.currency;
  Workbook workbook(path.c_str());
  workbook.describe(answer.model.title, answer.version);
  workbook.add(answer_table(answer));
  workbook.add(structures_table(answer, money));
  workbook.add(hedges_table(answer));
  workbook.add(figures_table(answer));
  workbook.add(years_table(answer, money));
  workbook.add(flows_table(answer, money));
  workbook.add(facts_table(answer));
  workbook.add(sources_table(answer));
  workbook.add(checks_table(answer));
  if (const lxw_error error = workbook.close(); error != LXW_NO_ERROR) return {{}, lxw_strerror(error)};
  return {file.bytes(), {}};
}

}  // namespace cf::report
