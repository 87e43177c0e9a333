// What the program calls: the global `counterflow`, with functions from the text of the results to text. Runs in an ES5
// interpreter without a DOM, so what that lacks comes first; nothing here may touch `window` or `document`.
import "./interpreter";
import {chartNames, renderChart} from "./chart_list";
import {packed} from "./pack";
import {openingView, pageTitle, renderPage} from "./page";
import type {Order, Results} from "./results";
import {forBrowser, thinned} from "./thin";

// Objects of this interpreter keep their keys by the alphabet, and every engine moves those that look like numbers. Where the text
// does not say the order of the model, it is read off it: in measures and series, and nowhere else, "label" is the first key.
function orderOf(text: string, results: Results): Order {
  const first = results.structures[results.structure_names[0]];
  const numMeasures = first ? Object.keys(first.measures).length : 0;
  const numNames = numMeasures + (first ? Object.keys(first.series).length : 0);
  const names: string[] = [];
  const chunks = text.split('"label"');
  for (let i = 0; i + 1 < chunks.length && names.length < numNames; ++i) {
    const found = /("(?:[^"\\]|\\.)*"): ?\{\s*$/.exec(chunks[i].substring(Math.max(0, chunks[i].length - 300)));
    if (found) names.push(JSON.parse(found[1]) as string);
  }
  return {measures: names.slice(0, numMeasures), series: names.slice(numMeasures)};
}

function read(resultsText: string): Results {
  const results = JSON.parse(resultsText) as Results;
  if (!results.order) results.order = orderOf(resultsText, results);
  return thinned(results);
}

(Function("return this")() as {counterflow?: unknown}).counterflow = {
  // Title and body as HTML text, with all text from the model escaped; and the data that the browser needs, as JSON text.
  renderPage(resultsText: string): {title: string; body: string; data: string} {
    const results = read(resultsText);
    return {
      title: pageTitle(results).text,
      body: renderPage(results, openingView(results)).text,
      data: packed(forBrowser(results)),
    };
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
