// The model's own numbers in the page: every name of a number leads to where it comes from, and facts, guesses and what has neither
// look different: by the line beneath, by a sign before, and in words for screen readers.
import {html, idOf, type Markup, type Part} from "./html";
import type {ModelValue, Results, Standing} from "./results";

// The class that marks it; the style sheet has the sign and the line, and the word for those who hear the page.
export function standingClass(standing: Standing): string {
  return standing === "fact" ? "f" : standing === "guess" ? "g" : "u";
}

export function valueId(name: string): string {
  return idOf("v", name);
}

// A text that is one of the model's numbers, as a link to its source or reason.
export function standingLink(value: ModelValue, text: Part): Markup {
  return html`<a class=${standingClass(value.standing)} href="#${valueId(value.name)}">${text}</a>`;
}

export class Values {
  private readonly byName: Record<string, ModelValue> = {};
  constructor(results: Results) {
    for (const value of results.model.values) this.byName["value " + value.name] = value;
  }
  find(name: string): ModelValue | undefined {
    return this.byName["value " + name];
  }

  // A formula as written, with each name of a number linked to it.
  linked(written: string): Part[] {
    const parts: Part[] = [];
    const names = /[A-Za-z_][A-Za-z0-9_.]*/g;
    let from = 0;
    for (let match = names.exec(written); match; match = names.exec(written)) {
      const value = this.find(match[0]);
      if (!value) continue;
      parts.push(written.substring(from, match.index), standingLink(value, match[0]));
      from = match.index + match[0].length;
    }
    parts.push(written.substring(from));
    return parts;
  }
}
