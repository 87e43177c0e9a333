// One chart as a file of its own, for slides and articles: its finding above, its source below, its style inside. It needs no font but the
// system's own, and no custom properties of CSS, which programs that draw SVG often do not know; its colours are those of the light page.
import style from "./charts/charts.css?inline";
import {escaped, tag, text} from "./charts/svg";
import {kAscent, kDescent, kLineHeight, kSmall, type Weight, wrap} from "./charts/text";
import {type Context, type Figure, drawn, sourceOf} from "./section";

const kTitle = 17, kMargin = 12, kGap = 8;    // px

// Everything between `open` and the brace that closes it, cut out of `css`.
function without(css: string, open: string): {rest: string; cut: string[]} {
  const cut: string[] = [];
  let rest = css;
  for (let start = rest.indexOf(open); start >= 0; start = rest.indexOf(open)) {
    let depth = 0, end = start;
    do {
      const c = rest.charAt(end++);
      depth += c === "{" ? 1 : c === "}" ? -1 : 0;
    } while (end < rest.length && (depth > 0 || rest.charAt(end - 1) !== "}"));
    cut.push(rest.substring(start, end));
    rest = rest.substring(0, start) + rest.substring(end);
  }
  return {rest, cut};
}

// The style sheet with its custom properties put in, for light paper.
export function plainStyle(css: string): string {
  const {rest, cut} = without(without(css, "@media").rest, ":root");
  const values: Record<string, string> = {};
  for (const block of cut)
    for (const line of block.substring(block.indexOf("{") + 1, block.lastIndexOf("}")).split(";")) {
      const colon = line.indexOf(":");
      if (colon > 0) values[line.substring(0, colon).trim()] = line.substring(colon + 1).trim();
    }
  return rest.replace(/var\(([^)]*)\)/g, (whole, name: string) => (values[name] === undefined ? whole : values[name])).trim();
}

// Lines of text from `top` on, and where the next may begin.
function lines(kind: string, all: string[], top: number, size: number, weight: Weight): {markup: string; bottom: number} {
  const markup = all.map((line, i) => text(kind, kMargin, top + size * (kAscent + i * kLineHeight), line, size, "start", weight)).join("");
  return {markup, bottom: all.length === 0 ? top : top + size * (kAscent + kDescent + (all.length - 1) * kLineHeight)};
}

export function pictureOf(context: Context, figure: Figure, width: number): string {
  const inner = width - 2 * kMargin;
  const chart = drawn(figure, inner).text;
  const opening = chart.substring(0, chart.indexOf(">"));
  const height = Number((/viewBox="[^"]* ([\d.]+)"/.exec(opening) || ["", "0"])[1]);
  const kind = (/class="([^"]*)"/.exec(opening) || ["", "chart"])[1];
  const content = chart.substring(opening.length + 1, chart.lastIndexOf("</svg>"));

  const title = lines("title", wrap(figure.title, inner, kTitle, 4, "bold"), kMargin, kTitle, "bold");
  const sub = lines("sub note", wrap(figure.subtitle, inner, kSmall, 4), title.bottom + kGap / 2, kSmall, "regular");
  const top = sub.bottom + kGap;
  const source = lines("source note", wrap("Source: " + sourceOf(context, figure), inner, kSmall, 3), top + height + kGap, kSmall, "regular");
  const whole = Math.ceil(source.bottom + kMargin);
  const css = plainStyle(style);
  const font = (/font-family:([^;}]*)/.exec(css) || ["", "sans-serif"])[1];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img" font-family="${escaped(font.trim())}">` +
    `<title>${escaped(figure.title)}</title><style>${css.replace(/</g, "")}</style>` +
    tag("rect", {width, height: whole, fill: "#ffffff"}) +
    `<g class="chart">${title.markup}${sub.markup}${source.markup}</g>` +
    `<g class="${kind}" transform="translate(${kMargin} ${Math.round(top)})">${content}</g></svg>\n`
  );
}
