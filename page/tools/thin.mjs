// The results as a page carries them: the same keys and shapes, less what the page does not read, with fewer digits. This is the
// rule that page/README.md states and the program follows; here it stands for building pages without the program.

const kMostSeries = 12, kMostPoints = 33, kMostInputs = 8, kMostMeasures = 4;

function rounded(x, digits) {
  return typeof x === "number" && x !== 0 && Number.isFinite(x) && !Number.isInteger(x / 1) ? Number(x.toPrecision(digits)) : typeof x === "number" ? Number(x.toPrecision(digits)) : x;
}

// Numbers to four digits, errors (keys that end in `se`) to two.
function fewerDigits(value, key = "") {
  if (typeof value === "number") return rounded(value, key === "se" || key.endsWith("_se") ? 2 : 4);
  if (Array.isArray(value)) return value.map((item) => fewerDigits(item, key));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fewerDigits(v, k)]));
  return value;
}

function pick(object, keys) {
  return Object.fromEntries(keys.filter((k) => k in object).map((k) => [k, object[k]]));
}

function points(results) {
  const count = results.model.dates.length;
  const stride = Math.max(1, Math.ceil((count - 1) / (kMostPoints - 1)));
  const at = [];
  for (let i = 0; i < count; i += stride) at.push(i);
  if (at[at.length - 1] !== count - 1) at.push(count - 1);
  return at;
}

export function thinned(results) {
  const at = points(results);
  const baseline = results.structure_names[0];
  const structures = {};
  for (const name of results.structure_names) {
    const s = results.structures[name];
    const parties = results.model.parties.map((p) => p.name);
    const series = {};
    const chosen = Object.keys(s.series).filter((k) => s.series[k].role === "cash" || s.series[k].label !== "").slice(-0);
    const order = [...chosen.filter((k) => s.series[k].role === "cash"), ...chosen.filter((k) => s.series[k].role !== "cash")].slice(0, kMostSeries);
    for (const key of order) {
      const kept = pick(s.series[key], ["label", "display", "unit", "role", "q05", "q25", "q50", "q75", "q95"]);
      for (const q of ["q05", "q25", "q50", "q75", "q95"]) kept[q] = at.map((i) => rounded(kept[q][i], 3));
      if (name !== baseline && JSON.stringify(structures[baseline].series[key]) === JSON.stringify(kept)) continue;
      series[key] = kept;
    }
    const matters = {};
    const wanted = Object.keys(s.what_matters).filter((m) => parties.slice(0, kMostMeasures).some((p) => m === p + (name === baseline ? ".value" : ".gain")));
    for (const m of wanted.length ? wanted : Object.keys(s.what_matters).slice(0, 2)) matters[m] = s.what_matters[m].slice(0, kMostInputs);
    const values = {};
    for (const [p, v] of Object.entries(s.values)) values[p] = {...v, parts: v.parts.map((part) => part)};
    structures[name] = {
      ...fewerDigits({
        ...s,
        values,
        flows: s.flows.map((f) => pick(f, ["name", "contract", "kind", "from", "to", "asset", "total", "total_se", "unpaid", "by_year"])),
        round_trips: s.round_trips.map((t) => Object.fromEntries(Object.entries(t).filter(([k]) => !k.endsWith("_by_year_se")))),
        what_matters: matters,
        series: {},
      }),
      series,
    };
  }
  return {...results, series_points: at, structures};
}

// What stands in the file for the browser: without what is in the body once and for all.
export function forBrowser(results) {
  return {...results, model: {...results.model, texts: []}};
}
