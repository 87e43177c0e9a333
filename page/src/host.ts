// What the program calls: the global `counterflow`, with functions from the text of the results to text. Runs in an ES5
// interpreter without a DOM, so what that lacks comes first; nothing here may touch `window` or `document`.
import "./interpreter";
import {chartNames, renderChart} from "./chart_list";
import {packed} from "./pack";
import {openingView, pageTitle, renderPage} from "./page";
import type {Results} from "./results";
import {forBrowser, thinned} from "./thin";

// Objects of this interpreter keep their keys by the alphabet, and every engine moves those that look like numbers. So the order of
// the model is read off the text: which name is first after the place where its section begins.
function orderIn(text: string, section: string, names: string[]): string[] {
  const placeOf = (key: string, from: number) => {
    const close = text.indexOf(JSON.stringify(key) + ":{", from), spaced = text.indexOf(JSON.stringify(key) + ": {", from);
    return close < 0 ? spaced : spaced < 0 ? close : Math.min(close, spaced);
  };
  const start = placeOf(section, 0);
  if (start < 0) return names;
  return names
    .map((name) => ({name, place: placeOf(name, start)}))
    .sort((a, b) => a.place - b.place)
    .map((item) => item.name);
}

function read(resultsText: string): Results {
  const results = JSON.parse(resultsText) as Results;
  const first = results.structures[results.structure_names[0]];
  if (first && !results.order) {
    results.order = {
      measures: orderIn(resultsText, "measures", Object.keys(first.measures)),
      series: orderIn(resultsText, "series", Object.keys(first.series)),
    };
  }
  return thinned(results);
}

(Function("return this")() as {counterflow?: unknown}).counterflow = {
  // Title and body as HTML text, with all text from the model escaped; and the data that the browser needs, as the text of a script
  // element. All three go into the template as they stand.
  renderPage(resultsText: string): {title: string; body: string; data: string} {
    const results = read(resultsText);
    return {
      title: pageTitle(results).text,
      body: renderPage(results, openingView(results)).text,
      data: packed(forBrowser(results)).replace(/</g, "\\u003c"),
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
