// The contracts and their terms. All of the model's are in the page once, and those that the structure does not have are hidden.
import {html, idOf, made, type Markup, nothing, type Part} from "../html";
import {Values, standingLink} from "../model_text";
import type {Contract} from "../results";
import type {Context} from "../section";
import {joined, spaced} from "../wording";

function terms(contract: Contract, values: Values): Part {
  return contract.arguments
    .filter((a) => contract.parties.indexOf(a.written) < 0)
    .map((a) => {
      const own = values.find(contract.name + "." + a.parameter);
      const named = values.find(a.written);
      const value = own || named;
      const shown: Part = value
        ? [standingLink(value, value.written), named && named.label !== "" ? html` <span class="label">${named.label}</span>` : nothing]
        : html`<code>${values.linked(a.written)}</code>`;
      return html`<div><dt>${spaced(a.parameter)}</dt><dd>${shown}</dd></div>`;
    });
}

function contractCard(context: Context, contract: Contract, values: Values): Markup {
  const {words, results} = context;
  const index = contract.structures.map((s) => results.structure_names.indexOf(s)).filter((i) => i >= 0);
  return html`<article class="contract" data-in="${index.join(" ")}"${contract.structures.indexOf(context.name) < 0 ? made(" hidden") : nothing} id="${idOf("contract", contract.name)}">
<h4>${spaced(contract.name)} <span class="type">${spaced(contract.type)}</span></h4>
<p class="parties">${contract.parties.length > 0 ? joined(contract.parties.map((p) => words.party(p))) : "nobody named"}</p>
<p>${contract.about}</p>
<dl class="terms">${terms(contract, values)}</dl>
</article>`;
}

// All contracts of the model, those of this structure shown: the same for every structure, so that the browser needs none of it.
export function contractCards(context: Context): Markup {
  const {results, words} = context;
  const values = new Values(results);
  const {contracts} = results.model;
  if (contracts.length === 0) return html`<p>The model has no contracts.</p>`;
  const first = words.baseline;
  const added = contracts.filter((c) => c.structures.indexOf(first) < 0);
  const before = contracts.filter((c) => c.structures.indexOf(first) >= 0);
  const cards = (list: Contract[]) => html`<div class="contracts">${list.map((c) => contractCard(context, c, values))}</div>`;
  const legend = html`<p class="legend">A solid line and ● mark a <b>fact</b> and lead to its source; a dashed line and ○ mark a <b>guess</b> and lead to its reason; △ marks a number with neither.</p>`;
  if (added.length === 0 || before.length === 0) return html`<h3>The contracts</h3>${legend}${cards(contracts)}`;
  return html`<h3>The deal itself</h3>${legend}${cards(added)}
<details class="more"><summary>Signed before: ${joined(before.map((c) => spaced(c.name)))}</summary>${cards(before)}</details>`;
}
