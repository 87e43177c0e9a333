// The charts by name, for whoever wants one alone, and for the browser, which draws them for another width.
import type {Results} from "./results";
import {sectionsOf} from "./page";
import {pictureOf} from "./picture";
import {type Context, type Figure, contextOf} from "./section";
import {firstScreenFigures} from "./sections/first_screen";

export function figuresOf(context: Context): Figure[] {
  const figures = firstScreenFigures(context);
  for (const {section} of sectionsOf(context)) if (section) figures.push(...section.figures);
  return figures.filter((f) => !f.tableOnly);
}

function focus(results: Results): string {
  return results.findings.focus || results.structure_names[0] || "";
}

export function chartNames(results: Results): string[] {
  return results.structure_names.length === 0 ? [] : figuresOf(contextOf(results, focus(results))).map((f) => f.name);
}

// A picture that stands by itself; empty where there is no such chart or structure.
export function renderChart(results: Results, name: string, structure: string, width: number): string {
  const chosen = structure || focus(results);
  if (results.structure_names.indexOf(chosen) < 0) return "";
  const context = contextOf(results, chosen);
  const figure = figuresOf(context).filter((f) => f.name === name)[0];
  return figure ? pictureOf(context, figure, width || 720) : "";
}
