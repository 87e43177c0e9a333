// Names of one set of results in the words readers get. The sentences themselves come from the program (`findings`); where a chart
// needs a title that no finding gives, its section makes one from these.
import {type Kind, NumberText, estimate, kMoney, withSeparators} from "./number_text";
import type {Results, Structure} from "./results";

export class Wording {
  readonly numbers: NumberText;
  private readonly parties: Record<string, string> = {};

  constructor(readonly results: Results) {
    this.numbers = new NumberText(results.model.currency_sign);
    for (const party of results.model.parties) this.parties["party " + party.name] = party.title || party.name;
  }

  // The title of a party; "the world" for `world`; words as they are.
  party(name: string): string {
    if (name === "world") return "the world";
    const title = this.parties["party " + name];
    return title === undefined ? name : title;
  }

  // Where the party stands alone: "Outside the model" for the world.
  partyAlone(name: string): string {
    return name === "world" ? "Outside the model" : this.party(name);
  }

  get baseline(): string {
    return this.results.structure_names[0] || "";
  }

  get hasStructures(): boolean {
    return this.results.structure_names.length > 1;
  }

  measure(structure: Structure, name: string): string {
    const measure = structure.measures[name];
    if (measure && measure.label !== "") return measure.label;
    const dot = name.lastIndexOf(".");
    const member = name.substring(dot + 1);
    if (dot < 0 || (member !== "value" && member !== "gain")) return name;
    return possessive(this.party(name.substring(0, dot))) + " " + member;
  }

  measureKind(structure: Structure, name: string): Kind {
    const measure = structure.measures[name];
    return measure ? {unit: measure.unit, display: measure.display} : kMoney;
  }

  // Axis numbers and the ends of ranges: three digits at most, without an error.
  format(kind: Kind): (value: number) => string {
    return (value) => this.numbers.number(estimate(value, 0), kind);
  }

  // "$1.2bn ± $0.3bn", as the charts ask for it.
  say(kind: Kind): (value: number, se: number) => string {
    return (value, se) => this.numbers.withError(estimate(value, se), kind);
  }

  sayDifference(kind: Kind): (value: number, se: number) => string {
    return (value, se) => this.numbers.differenceWithError(estimate(value, se), kind);
  }

  // Money and its time, for sub-titles: "$ worth today".
  get currency(): string {
    return this.results.model.currency || "money";
  }

  // "2026 to 2033".
  get period(): string {
    const dates = this.results.model.dates;
    if (dates.length < 2) return "";
    return monthInWords(dates[0]) + " to " + monthInWords(dates[dates.length - 2]);
  }

  get years(): string {
    const years = this.results.model.years;
    if (years.length === 0) return "";
    return years.length === 1 ? String(years[0]) : years[0] + "–" + years[years.length - 1];
  }
}

const kMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

// "2026-03" or "2026-03-05" as "March 2026"; anything else as it is.
export function monthInWords(date: string): string {
  const found = /^(\d{1,4})-(\d\d)(-\d\d)?$/.exec(date);
  if (!found) return date;
  return (kMonths[Number(found[2]) - 1] || found[2]) + " " + found[1];
}

// "2025-12-17" as "17 December 2025".
export function dayInWords(date: string): string {
  const found = /^(\d{1,4})-(\d\d)-(\d\d)$/.exec(date);
  return found ? Number(found[3]) + " " + monthInWords(date) : monthInWords(date);
}

export function possessive(name: string): string {
  return name + (name.charAt(name.length - 1) === "s" ? "'" : "'s");
}

export function withCapital(text: string): string {
  return text.charAt(0).toUpperCase() + text.substring(1);
}

export function quoted(text: string): string {
  return "“" + text + "”";
}

// a, b and c
export function joined(items: string[]): string {
  if (items.length < 2) return items.join("");
  return items.slice(0, -1).join(", ") + " and " + items[items.length - 1];
}

// 1 check, 65,536 futures
export function counted(count: number, one: string, many: string): string {
  return withSeparators(String(count)) + " " + (count === 1 ? one : many);
}

// A label that opens with a common word, as it stands inside a sentence; names keep their capital.
export function inSentence(label: string): string {
  return /^(A|All|An|Average|Capacity|Cash|Chance|Compute|Cost|Costs|Demand|Growth|How|Last|Margin|Mean|Money|Net|Number|Part|Peak|Price|Profit|Rate|Revenue|Share|Spare|The|Time|Total|What|Worth) /.test(label)
    ? label.charAt(0).toLowerCase() + label.substring(1)
    : label;
}

// A contract type or kind of flow as words: take_or_pay → take or pay.
export function spaced(name: string): string {
  return name.replace(/_/g, " ");
}
