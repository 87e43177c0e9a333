// Markup that is safe by construction: `html` escapes every text put into it, and only what is Markup already (what `html` made,
// or the SVG of our own charts) goes in as it stands. Text from a model can therefore never become markup.

export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | null | undefined | false | Part[];

// In the text of an element and in a quoted attribute alike.
export function escaped(text: string): string {
  return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");
}

function gather(part: Part, into: string[]): void {
  if (part === null || part === undefined || part === false) return;
  if (part instanceof Markup) into.push(part.text);
  else if (Array.isArray(part)) for (const item of part) gather(item, into);
  else into.push(escaped(String(part)));
}

export function html(fixed: TemplateStringsArray, ...parts: Part[]): Markup {
  const texts: string[] = [fixed[0]];
  for (let i = 0; i < parts.length; ++i) {
    gather(parts[i], texts);
    texts.push(fixed[i + 1]);
  }
  return new Markup(texts.join(""));
}

// Markup that our own code made: the SVG of a chart.
export function made(text: string): Markup {
  return new Markup(text);
}

export const nothing = new Markup("");

// An id for `text` that is unique as long as `text` is: names hold letters that an id should not.
export function idOf(prefix: string, text: string): string {
  return prefix + "-" + text.replace(/[^a-z0-9]/g, (c) => "_" + c.charCodeAt(0).toString(36));
}
