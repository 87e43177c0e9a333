// What may come at the edges: one party, twelve, names of sixty letters and names that would be markup, no facts, no contracts, numbers
// that are zero, negative, huge or the same in all futures.
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {launched, misplaced, opened, reportOfText} from "./reports";

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser?.close());

const kHead = "counterflow: 1\ncurrency: USD\ntime: {start: 2026-01, end: 2028-12, step: quarter}\n";
const kEvil = `<script>document.title='gone'</script><img src=x onerror="document.title='gone'">&amp;"'`;
const kLong = "Consolidated Amalgamated Holdings of the Northern Hemisphere";    // sixty letters

const parties = Array.from({length: 12}, (_, i) => `p${i}`);

const models: Record<string, string> = {
  one_party: kHead + `title: One party alone
parties: {shop: {name: Shop, discount: 8%, cash: $1m}}
inputs: {takings: {value: $1m/year to $3m/year, reason: a guess}}
flows: {sales: {from: world, to: shop, amount: takings, kind: revenue}}
measures: {sold: total(takings)}
`,
  nothing_much: kHead + `parties: {a: {discount: 0}}
flows: {none: {from: world, to: a, amount: $0/year}}
measures: {nil: 0, below: -3, tiny: 1e-9}
`,
  twelve_parties: kHead + `title: Twelve in a ring, and all to all
parties:
${parties.map((p, i) => `  ${p}: {name: "${i % 3 === 0 ? kLong : "Party number " + i}", discount: 8%, cash: $${i % 2 ? "1k" : "5m"}}`).join("\n")}
inputs:
${parties.map((p) => `  pays_${p}: {value: $1m/year to $${p.length + 3}m/year, label: What ${p} pays its neighbour, reason: made up}`).join("\n")}
  extra: 0
flows:
${parties.map((p, i) => `  f${i}: {from: ${p}, to: p${(i + 1) % 12}, amount: pays_${p} * (1 + extra), kind: compute}\n  g${i}: {from: p${(i + 5) % 12}, to: ${p}, amount: $${i}k/year, kind: revenue}\n  w${i}: {from: world, to: ${p}, amount: pays_p${(i + 1) % 12}, kind: sales}`).join("\n")}
structures: {as it is: {}, more: {set: {extra: 20%}}, much more: {set: {extra: 100%}}}
measures: {sum: total(pays_p0)}
`,
  markup_in_names: kHead + `title: ${JSON.stringify(kEvil)}
sources: {s: {title: ${JSON.stringify(kEvil)}, publisher: ${JSON.stringify(kEvil)}, date: 2025-12-01, url: "javascript:document.title='gone'"}}
parties:
  a: {name: ${JSON.stringify(kEvil)}, discount: 9%}
  b: {name: ${JSON.stringify(kLong)}, discount: 9%, cash: $10m}
inputs:
  base: {value: $1m/year to $4m/year, label: ${JSON.stringify(kEvil)}, reason: ${JSON.stringify(kEvil)}}
  fee: {value: $1m/year, source: s, note: ${JSON.stringify(kEvil)}}
  on: 0
flows:
  business: {from: world, to: a, amount: base, kind: revenue}
  rent: {from: b, to: a, amount: fee, kind: ${JSON.stringify("compute")}}
  help: {from: b, to: a, amount: "extra * max(0, $4m/year - base) / 2", kind: support}
structures: {${JSON.stringify(kEvil)}: {}, ${JSON.stringify(kLong)}: {set: {extra: 1}}}
scenarios: {${JSON.stringify(kEvil)}: {set: {base: $0.5m/year}}}
hedges: {${JSON.stringify(kEvil)}: {party: a, exposure: own}}
measures: {own: {value: "pv(base, 9%)", label: ${JSON.stringify(kEvil)}}}
checks: {${JSON.stringify(kEvil)}: own >= 0}
limits: [${JSON.stringify(kEvil)}]
`.replace("  on: 0\n", "  extra: 0\n"),
  huge_and_negative: kHead + `title: From nothing to more than there is
parties: {rich: {name: Rich, discount: 5%}, poor: {name: Poor, discount: 5%, cash: $1}}
inputs: {much: {value: $1e18/year, note: more than there is}, loss: {value: $2bn/year to $900bn/year, reason: made up}}
flows:
  in: {from: world, to: rich, amount: much, kind: revenue}
  out: {from: poor, to: rich, amount: loss, kind: compute}
measures: {minus: {value: -total(loss), label: All that is lost}, whole: {value: total(much), label: All there is}}
`,
};

describe.each(Object.keys(models))("a model of the kind %s", (name) => {
  it.each([360, 1280])("is right and readable at %i px", async (width) => {
    const report = reportOfText("edge_" + name, models[name], "4096");
    const {page, wrong, close} = await opened(browser, report, {width});
    expect(await misplaced(page)).toEqual([]);
    for (const structure of report.results.structure_names.slice(1)) {
      await page.evaluate((i) => document.querySelector<HTMLInputElement>(`input[name="structure"][value="${i}"]`)?.click(), report.results.structure_names.indexOf(structure));
      expect(await misplaced(page), structure).toEqual([]);
    }
    const text = (await page.textContent("main")) || "";
    for (const word of ["NaN", "undefined", "null", "Infinity", "[object"]) expect(text).not.toContain(word);
    expect(await page.title()).not.toBe("gone");
    expect(await page.evaluate(() => document.querySelectorAll("main img, main script").length)).toBe(0);
    expect(await page.evaluate(() => Array.from(document.querySelectorAll("a")).filter((a) => /^javascript/i.test(a.getAttribute("href") || "")).length)).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });
});
