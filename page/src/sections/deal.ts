// The deal in one minute: which contracts there are in this structure, on what terms, and what moves under each.
import {bars} from "../charts";
import {html, type Markup, nothing, type Part} from "../html";
import {estimate, kMoney} from "../number_text";
import {type Context, type Figure, type Section, withError} from "../section";
import {joined, quoted, spaced} from "../wording";
import {isShares} from "./flows";

interface Moved {
  contract: string;
  cash: number;
  cashError: number;
  other: number;
  otherError: number;
  unpaid: number;
  // Shares that move, by issuer: they are counted, for what they are worth differs from future to future.
  shares: Issued[];
}

interface Issued {
  of: string;
  count: number;
  error: number;
}

function addShares(all: Issued[], of: string, count: number, error: number): void {
  const found = all.filter((s) => s.of === of)[0];
  if (found) {
    found.count += count;
    found.error += error;
  } else {
    all.push({of, count, error});
  }
}

function sharesInWords(context: Context, all: Issued[]): string {
  const {words} = context;
  return joined(all.map((s) => words.numbers.number(estimate(s.count, s.error), {unit: "share"}) + " of " + words.party(s.of)));
}

function movedUnder(context: Context): Moved[] {
  const moved: Moved[] = [];
  const places: Record<string, Moved> = {};
  for (const flow of context.structure.flows) {
    if (flow.contract === "") continue;
    // What it costs the seller to serve goes to nobody in the deal.
    if (flow.kind === "cost" || /^lapsed/.test(flow.kind)) continue;
    let item = places["contract " + flow.contract];
    if (!item) {
      item = {contract: flow.contract, cash: 0, cashError: 0, other: 0, otherError: 0, unpaid: 0, shares: []};
      places["contract " + flow.contract] = item;
      moved.push(item);
    }
    const total = flow.total || 0, error = flow.total_se || 0;
    if (isShares(flow)) {
      if (total > 0) addShares(item.shares, flow.asset.replace(/\.shares$/, ""), total, error);
    } else if (flow.asset === "cash") {
      item.cash += total;
      item.cashError += error;
      item.unpaid += flow.unpaid || 0;
    } else if (flow.from !== flow.to && total > item.other) {
      // Credits move twice, when they are given and when they are spent: what was given counts.
      item.other = total;
      item.otherError = error;
    }
  }
  return moved.filter((m) => m.cash > 0 || m.other > 0 || m.shares.length > 0);
}

function movedFigure(context: Context): Figure | null {
  const {words, results, name} = context;
  const dealOnly = context.structure.contracts.filter((c) => context.baseline.contracts.indexOf(c) < 0);
  const all = movedUnder(context);
  const moved = !context.isBaseline && dealOnly.length > 0 ? all.filter((m) => dealOnly.indexOf(m.contract) >= 0) : all;
  if (moved.length === 0) return null;
  const cash = estimate(moved.reduce((sum, m) => sum + m.cash, 0), moved.reduce((sum, m) => sum + m.cashError, 0));
  const other = estimate(moved.reduce((sum, m) => sum + m.other, 0), moved.reduce((sum, m) => sum + m.otherError, 0));
  const issued: Issued[] = [];
  for (const m of moved) for (const s of m.shares) addShares(issued, s.of, s.count, s.error);
  const hasOther = (other.value || 0) > 0;
  const of = !context.isBaseline && dealOnly.length > 0 ? "the deal" : "all contracts";
  const note = (contract: string) => {
    const found = results.model.contracts.filter((c) => c.name === contract)[0];
    return found ? spaced(found.type) + ", " + found.parties.map((p) => words.party(p)).join(" and ") : "";
  };
  return {
    name: "moved",
    title:
      "Under " + of + " " + words.numbers.number(cash, kMoney) + " moves in cash" +
      (hasOther ? " and " + words.numbers.number(other, kMoney) + " in credits" : "") +
      (issued.length > 0 ? "; " + sharesInWords(context, issued) + " change hands" : ""),
    subtitle: `Paid under each contract, ${words.period}; ${words.currency}, undiscounted, credits at face; mean over futures; ${quoted(name)}`,
    how: "Each bar is what was paid over the whole time, mean over futures. Credits pay only their issuer's bills.",
    draw: (frame) =>
      bars(
        {
          title: "Paid under each contract",
          description: "For each contract the cash and the credits that move under it",
          names: hasOther ? ["cash", "credits"] : ["cash"],
          chosen: 0,
          rows: moved.map((m) => ({
            label: spaced(m.contract),
            note: note(m.contract) + (m.shares.length > 0 ? "; " + sharesInWords(context, m.shares) : ""),
            values: hasOther ? [estimate(m.cash, m.cashError), estimate(m.other, m.otherError)] : [estimate(m.cash, m.cashError)],
          })),
          format: words.format(kMoney),
          say: words.say(kMoney),
        },
        frame,
      ),
    table: {
      caption: "Who pays whom, by flow",
      columns: [
        {title: "Flow"}, {title: "From"}, {title: "To"}, {title: "Kind"}, {title: "In"}, {title: "Paid over the run", numeric: true}, {title: "Due and not paid", numeric: true},
      ],
      rows: context.structure.flows.map((flow) => {
        const kind = isShares(flow) ? {unit: "share"} : kMoney;
        return {
          head: flow.name,
          cells: [
            words.partyAlone(flow.from), words.partyAlone(flow.to), flow.kind, flow.asset === "cash" ? "cash" : isShares(flow) ? "shares" : spaced(flow.asset),
            withError(context, flow.total, flow.total_se, kind), flow.unpaid ? words.numbers.number(estimate(flow.unpaid, 0), kind) : "",
          ],
        };
      }),
    },
  };
}

function settings(context: Context): Markup {
  const terms = context.results.model.structures.filter((s) => s.name === context.name)[0];
  if (!terms || !context.words.hasStructures) return nothing;
  const left = context.results.model.contracts.filter((c) => c.structures.indexOf(context.name) < 0).map((c) => spaced(c.name));
  const said: Part[] = [];
  if (terms.settings.length > 0)
    said.push("sets ", joinedParts(terms.settings.map((s) => html`<code>${s.name}</code> to <code>${s.written}</code>`)));
  if (left.length > 0) said.push(said.length > 0 ? " and " : "", "leaves out ", joined(left));
  if (said.length === 0) return nothing;
  return html`<p>${quoted(context.name)} ${said}.</p>`;
}

function joinedParts(items: Markup[]): Part[] {
  const parts: Part[] = [];
  items.forEach((item, i) => parts.push(i === 0 ? nothing : i + 1 === items.length ? " and " : ", ", item));
  return parts;
}

export function dealSection(context: Context): Section {
  const moved = movedFigure(context);
  return {
    id: "deal",
    title: "The deal in one minute",
    finding: context.results.findings.deal,
    body: settings(context),
    figures: moved ? [moved] : [],
  };
}

