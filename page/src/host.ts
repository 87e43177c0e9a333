// What the program calls: the global `counterflow`, with functions from the text of the results to text. Runs in an ES5
// interpreter without a DOM, so what that lacks comes first; nothing here may touch `window` or `document`.
import "./interpreter";
import {chartNames, renderChart} from "./chart_list";
import {openingView, pageTitle, renderPage} from "./page";
import type {Results} from "./results";

const read = (resultsText: string) => JSON.parse(resultsText) as Results;

(Function("return this")() as {counterflow?: unknown}).counterflow = {
  // Title and body as HTML text, with all text from the model escaped.
  renderPage(resultsText: string): {title: string; body: string} {
    const results = read(resultsText);
    return {title: pageTitle(results).text, body: renderPage(results, openingView(results)).text};
  },
  // The names that renderChart knows, for these results.
  chartNames(resultsText: string): string[] {
    return chartNames(read(resultsText));
  },
  // One chart as an SVG document; empty where there is no such chart. Without a structure, the one in focus.
  renderChart(resultsText: string, name: string, structure: string, width: number): string {
    return renderChart(read(resultsText), name, structure, width);
  },
};
