// What this cannot tell you: the model's own limits, and those of every model of this kind.
import {html} from "../html";
import type {Context, Section} from "../section";
import {counted} from "../wording";

export function limitsSection(context: Context): Section {
  const {results} = context;
  const {model} = results;
  const always = [
    "A model is not a forecast: the futures are those that follow from its inputs, and a wrong guess is wrong in all of them.",
    "± is the error of the simulation (two standard errors). It says nothing about whether the model is right.",
  ];
  if (model.num_guesses > 0) always.push(`${counted(model.num_guesses, "number is a guess", "numbers are guesses")}; the section on what the answer hangs on says which of them matter.`);
  const beyond = results.structure_names.some((s) => Object.keys(results.structures[s].values).some((p) => (results.structures[s].values[p].promised_beyond_end || 0) > 1));
  if (beyond) always.push(`What is promised beyond ${model.years[model.years.length - 1]} is not in any value.`);
  return {
    id: "limits",
    title: "What this cannot tell you",
    finding: results.findings.limits,
    figures: [],
    body: [
      model.limits.length > 0 ? html`<h3>What the model says of itself</h3><ul>${model.limits.map((l) => html`<li>${l}</li>`)}</ul>` : "",
      html`<h3>What holds for every model of this kind</h3><ul>${always.map((l) => html`<li>${l}</li>`)}</ul>`,
    ],
  };
}
