// Where the numbers come from: each fact with publisher and date, each guess with its reason. Every link on a number ends here.
import {html, idOf, type Markup, nothing, type Part} from "../html";
import {standingClass, valueId} from "../model_text";
import type {ModelValue, Results, Source} from "../results";
import {type Context, type Section} from "../section";
import {counted, dayInWords} from "../wording";

function sourceId(key: string): string {
  return idOf("s", key);
}

// A link only where the address is one of the web: model text must not become a script.
function address(url: string, text: Part): Part {
  return /^https?:\/\/[^\s"'<>]+$/i.test(url) ? html`<a href="${url}" rel="noreferrer noopener">${text}</a>` : text;
}

export function cited(source: Source): Part {
  const parts: Part[] = [address(source.url, source.title || source.key)];
  if (source.author !== "") parts.push(", " + source.author);
  if (source.publisher !== "") parts.push(", " + source.publisher);
  if (source.date !== "") parts.push(", " + dayInWords(source.date));
  return parts;
}

function shortly(source: Source): string {
  return [source.publisher || source.title || source.key, source.date === "" ? "" : dayInWords(source.date)].filter((t) => t !== "").join(", ");
}

function basis(value: ModelValue, sources: Record<string, Source>): Part {
  const said: Part[] = [];
  const keys = (value.source === "" ? [] : [value.source]).concat(value.also);
  if (value.standing !== "fact" && value.reason !== "") said.push(value.reason);
  const links = keys.map((key) => {
    const source = sources["source " + key];
    return html`<a href="#${sourceId(key)}">${source ? shortly(source) : key}</a>`;
  });
  links.forEach((link, i) => said.push(said.length === 0 ? nothing : i === 0 ? " · after " : "; ", link));
  if (value.standing === "fact" && value.reason !== "") said.push(" · " + value.reason);
  if (value.as_of !== "") said.push(" · as of " + dayInWords(value.as_of));
  if (value.note !== "") said.push(" · ", html`<i>${value.note}</i>`);
  return said.length > 0 ? said : "neither source nor reason";
}

function valueRow(value: ModelValue, sources: Record<string, Source>): Markup {
  const name = (value.contract !== "" && value.name.indexOf(value.contract + ".") !== 0 ? value.contract + "." : "") + value.name;
  return html`<tr id="${valueId(value.name)}"><th scope=row>${value.label || name}${value.label === "" ? nothing : html` <code>${name}</code>`}<td class=${standingClass(value.standing)}>${value.written}<td>${basis(value, sources)}`;
}

export function valuesTable(results: Results): Markup {
  const sources: Record<string, Source> = {};
  for (const source of results.model.sources) sources["source " + source.key] = source;
  if (results.model.values.length === 0) return html`<p>The model has no numbers of its own.</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="The model's numbers"><table class="values"><caption>The model's numbers: as written, what they are, and what they rest on</caption>
<thead><tr><th scope=col>Number<th scope=col>As written: ● fact, ○ guess, △ neither<th scope=col>Source or reason
<tbody>${results.model.values.map((v) => valueRow(v, sources))}</table></div>`;
}

export function sourceList(results: Results): Markup {
  if (results.model.sources.length === 0) return html`<p>The model names no sources.</p>`;
  return html`<h3>The sources</h3><ol class="sources">${results.model.sources.map(
    (s) => html`<li id="${sourceId(s.key)}">${cited(s)}${s.note === "" ? nothing : html`. <i>${s.note}</i>`}</li>`,
  )}</ol>`;
}

export function sourcesSection(context: Context): Section {
  const {results} = context;
  const {num_facts, num_guesses, num_unsourced} = results.model;
  const all = num_facts + num_guesses + num_unsourced;
  const tally = all === 0 ? nothing : html`<p class="tally"><span>● ${counted(num_facts, "fact", "facts")}</span> <span>○ ${counted(num_guesses, "guess", "guesses")}</span> <span>△ ${num_unsourced} with neither</span></p>`;
  return {
    id: "sources",
    title: "Where the numbers come from",
    finding: results.findings.sources,
    figures: [],
    body: [tally, valuesTable(results), sourceList(results)],
  };
}

