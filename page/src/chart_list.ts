// The charts by name, for whoever wants one alone.
import {pictureOf} from "./picture";
import type {Results} from "./results";
import {contextOf} from "./section";
import {figuresOf} from "./sections";

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
