// How much of the money goes round: what one party puts into another and what of it comes back.
import {html, nothing} from "../html";
import {estimate, finite, kMoney, kPercent, sure} from "../number_text";
import type {Estimate, Maybe, RoundTrip, Structure} from "../results";
import {bars, chord} from "../charts";
import {type Context, type Figure, type Section, withError} from "../section";
import {quoted, withCapital} from "../wording";
import {type Sum, partiesIn, payments, sumOf} from "./flows";

// Of what is put in, the part that came back traced; the same as the program's.
export function tracedPart(trip: RoundTrip): Estimate {
  const {put_in, traced} = trip;
  if (!finite(put_in) || !finite(traced) || !(put_in > 0)) return {value: null, se: null};
  const part = traced / put_in;
  const a = trip.traced_se || 0, b = part * (trip.put_in_se || 0);
  return {value: part, se: Math.sqrt(a * a + b * b) / put_in};
}

// The middle of a payment in time.
function middle(byYear: Maybe[]): number {
  let sum = 0, weighted = 0;
  byYear.forEach((amount, i) => {
    sum += amount || 0;
    weighted += (amount || 0) * i;
  });
  return sum > 0 ? weighted / sum : 0;
}

// Where something was put in: who is paid back comes first, then who pays in first, then the larger; the program's order.
export function tripsInOrder(structure: Structure): RoundTrip[] {
  return structure.round_trips
    .filter((t) => finite(t.put_in) && t.put_in > 0 && sure(estimate(t.put_in, t.put_in_se)))
    .map((trip, place) => ({trip, place, returns: (trip.came_back || 0) > 0, when: middle(trip.put_in_by_year)}))
    .sort((a, b) => Number(b.returns) - Number(a.returns) || a.when - b.when || (b.trip.put_in || 0) - (a.trip.put_in || 0) || a.place - b.place)
    .map((item) => item.trip);
}

// The trip that the finding is about, if money comes back at all.
export function mainTrip(structure: Structure): RoundTrip | null {
  const trip = tripsInOrder(structure)[0];
  return trip && (trip.came_back || 0) > 0 ? trip : null;
}

function loopsFigure(context: Context, trips: RoundTrip[]): Figure {
  const {words, name} = context;
  const say = words.say(kMoney);
  const loops = trips.slice(0, 6);
  const largest = loops[0];
  return {
    name: "loops",
    lead: true,
    title:
      words.party(largest.from) + " puts " + words.numbers.number(estimate(largest.put_in, largest.put_in_se), kMoney) + " into " +
      words.party(largest.to) + "; " + words.numbers.number(estimate(largest.traced, largest.traced_se), kMoney) + " of it is traced back",
    subtitle: `Put in, paid back and traced back, ${context.words.period}; ${words.currency}, undiscounted, credits at face; mean over futures; ${quoted(name)}`,
    how: "Paid back is all that returns. Traced is only what came from the money put in, by following each dollar through the books.",
    draw: (frame) =>
      bars(
        {
          title: "Loops by size",
          description: "For each pair of parties what is put in, what is paid back and how much of it is traced back",
          names: ["put in", "paid back", "traced back"],
          chosen: 2,
          rows: loops.map((t) => ({
            label: words.party(t.from) + " → " + words.party(t.to),
            values: [estimate(t.put_in, t.put_in_se), estimate(t.came_back, t.came_back_se), estimate(t.traced, t.traced_se)],
          })),
          format: words.format(kMoney),
          say,
        },
        frame,
      ),
    table: {
      caption: "What goes round, by pair of parties",
      columns: [
        {title: "From → to"}, {title: "Put in", numeric: true}, {title: "of it credits", numeric: true}, {title: "Paid back", numeric: true},
        {title: "Traced back", numeric: true}, {title: "Cents of each " + words.numbers.currencyWord(), numeric: true}, {title: "Caused by the deal", numeric: true},
      ],
      rows: trips.map((t) => ({
        head: words.party(t.from) + " → " + words.party(t.to),
        cells: [
          withError(context, t.put_in, t.put_in_se, kMoney), withError(context, t.put_in_credits, t.put_in_credits_se, kMoney),
          withError(context, t.came_back, t.came_back_se, kMoney), withError(context, t.traced, t.traced_se, kMoney),
          words.numbers.cents(tracedPart(t)), words.numbers.differenceWithError(estimate(t.caused, t.caused_se), kMoney),
        ],
      })),
    },
  };
}

function originInWords(context: Context, origin: string): string {
  return withCapital(context.words.party(origin));
}

// Whose money each party receives, by dollar tracing.
function sourcesFigure(context: Context): Figure[] {
  const {structure, words, results, name} = context;
  const parties = results.model.parties.map((p) => p.name).filter((p) => structure.revenue_sources[p] && structure.revenue_sources[p].length > 0);
  if (parties.length === 0) return [];
  const share = (s: {share: Maybe; share_se: Maybe}) => estimate(s.share, s.share_se);
  const largest = structure.revenue_sources[parties[0]].slice().sort((a, b) => (b.share || 0) - (a.share || 0))[0];
  return [
    {
      name: "whose money",
      tableOnly: true,
      title: `Of what ${words.party(parties[0])} receives, ${words.numbers.withError(share(largest), kPercent)} is the money of ${originInWords(context, largest.origin).replace(/^Outside$/, "others outside the model")}`,
      subtitle: `Whose money each party receives, ${words.period}; parts of its receipts by dollar tracing; ${quoted(name)}`,
      how: "Each payment carries the payer's mix of money; followed back to whoever brought it into the model.",
      draw: () => "",
      table: {
        caption: "Whose money each party receives",
        columns: [{title: "Party"}, {title: "Whose money, largest first"}],
        rows: parties.map((party) => ({
          head: words.party(party),
          cells: [
            structure.revenue_sources[party]
              .slice()
              .sort((a, b) => (b.share || 0) - (a.share || 0))
              .map((s) => originInWords(context, s.origin) + " " + words.numbers.withError(share(s), kPercent))
              .join(", "),
          ],
        })),
      },
    },
  ];
}

// Everything that the parties pay each other; the pair of the finding stands out.
function chordFigures(context: Context): Figure[] {
  const {words, name, structure} = context;
  const all = payments(context);
  const parties = partiesIn(context, all);
  if (parties.length < 3) return [];
  const trip = mainTrip(structure);
  const sum = sumOf(all);
  const focus: [string, string] | undefined = trip ? [trip.from, trip.to] : undefined;
  const between = sumOf(all.filter((p) => focus && focus.indexOf(p.from) >= 0 && focus.indexOf(p.to) >= 0));
  const amount = (x: Sum) => words.numbers.number(x, kMoney);
  return [
    {
      name: "chord",
      title: focus
        ? `Of ${amount(sum)} that the parties pay each other, ${amount(between)} goes between ${words.party(focus[0])} and ${words.party(focus[1])}`
        : `The parties pay each other ${amount(sum)}`,
      subtitle: `All payments among the parties, ${words.period}; ${words.currency}, undiscounted, credits at face; mean over futures; ${quoted(name)}`,
      how: "An arc is all that a party pays and gets. A ribbon is a payment: as wide as the amount, pointed where it arrives.",
      draw: (frame) =>
        chord(
          {
            title: "Payments among the parties",
            description: "Who pays whom how much",
            parties: parties.map((p) => ({name: p, label: words.partyAlone(p)})),
            flows: all.map((p) => ({from: p.from, to: p.to, total: p.total})),
            focus,
            format: words.format(kMoney),
          },
          frame,
        ),
      table: {
        caption: "Payments among the parties",
        columns: [{title: "From"}, ...parties.map((p) => ({title: "to " + words.partyAlone(p), numeric: true}))],
        rows: parties.map((from) => ({
          head: words.partyAlone(from),
          cells: parties.map((to) => {
            const paid = sumOf(all.filter((p) => p.from === from && p.to === to));
            return paid.value > 0 ? words.numbers.withError(paid, kMoney) : "";
          }),
        })),
      },
    },
  ];
}

export function roundTripSection(context: Context): Section {
  const {structure, found, words} = context;
  const trips = tripsInOrder(structure);
  const figures = trips.length > 0 ? [loopsFigure(context, trips)] : [];
  const finn = estimate(structure.finn_cycling_index, structure.finn_cycling_index_se);
  return {
    id: "round-trip",
    title: "How much of the money goes round?",
    finding: found.round_trip,
    figures: [...figures, ...chordFigures(context), ...sourcesFigure(context)],
    body: [
      finite(finn.value) && finn.value > 0
        ? html`<p>Of all that flows among the parties, ${words.numbers.withError(finn, kPercent)} goes in circles (Finn cycling index).</p>`
        : nothing,
    ],
  };
}
