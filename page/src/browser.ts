// What the page does in the browser: another structure, another width, tips on hover and focus, all of it open in print. Nothing
// here makes markup of its own: sections come from page.ts, charts from the sections' figures.
import "./charts/charts.css";
import "./page.css";
import {unpacked} from "./pack";
import {figuresOf, sectionContent, sectionsOf} from "./sections";
import type {Results} from "./results";
import {type Context, contextOf, drawnOnPage} from "./section";
import {firstScreen} from "./sections/first_screen";

const kSameWidth = 2;    // px: a chart for nearly this width needs no other

// The data is deflated, in base64.
async function dataOf(text: string): Promise<Results> {
  const bytes = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return unpacked(JSON.parse(await new Response(opened).text())) as Results;
}

async function start(): Promise<void> {
  const data = document.getElementById("results");
  if (!data || !data.textContent || typeof DecompressionStream === "undefined") return;
  const results = await dataOf(data.textContent);
  if (results.structure_names.length === 0) return;
  let context = contextOf(results, results.findings.focus || results.structure_names[0]);

  // What is seen first comes first; the rest once it has been painted.
  drawAll(context, 1.5 * window.innerHeight);
  requestAnimationFrame(() =>
    setTimeout(() => {
      drawAll(context);
      document.documentElement.classList.add("drawn");
    }),
  );

  document.addEventListener("change", (event) => {
    const {name, value} = event.target as HTMLInputElement | HTMLSelectElement;
    if (name === "year") {
      context = {...context, year: value === "" ? undefined : Number(value)};
      showYear(context);
    } else if (name === "structure") {
      const chosen = results.structure_names[Number(value)];
      if (chosen === undefined || chosen === context.name) return;
      context = {...contextOf(results, chosen), scenario: context.scenario};
      show(context);
    } else if (name === "scenario") {
      const chosen = value === "" ? undefined : results.model.scenarios[Number(value)];
      context = {...context, scenario: chosen ? chosen.name : undefined};
      show(context);
    }
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  tips();
  printing();

  let width = document.documentElement.clientWidth;
  let waiting = 0;
  new ResizeObserver(() => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawAll(context));
  }).observe(document.documentElement);
}

// Draws each chart for the width of its place, unless it is drawn for that already; of those beneath `bottom` none.
function drawAll(context: Context, bottom = Infinity): void {
  const boxes = Array.from(document.querySelectorAll<HTMLElement>("[data-chart]")).filter((box) => bottom === Infinity || box.getBoundingClientRect().top < bottom);
  const widths = boxes.map((box) => Math.floor(box.clientWidth));
  const figures = new Map(figuresOf(context).map((figure) => [figure.name, figure]));
  boxes.forEach((box, i) => {
    const figure = figures.get(box.dataset.chart || "");
    const svg = box.firstElementChild;
    const has = svg ? Number((svg.getAttribute("viewBox") || "").split(" ")[2]) : 0;
    if (figure && widths[i] > 0 && Math.abs(has - widths[i]) > kSameWidth) box.innerHTML = drawnOnPage(figure, widths[i]).text;
  });
}

// The circle in one year, or over the whole run.
function showYear(context: Context): void {
  const figure = figuresOf(context).find((f) => f.name === "circle");
  const box = document.querySelector<HTMLElement>('[data-chart="circle"]');
  const line = box && box.closest("figure") ? box.closest("figure")?.querySelector(".sub") : null;
  if (!figure || !box) return;
  box.innerHTML = drawnOnPage(figure, Math.floor(box.clientWidth)).text;
  if (line) line.textContent = figure.subtitle;
}

// Another structure: every section that speaks of it anew, what was open stays open, and what is read stays where it is.
function show(context: Context): void {
  const parts = Array.from(document.querySelectorAll<HTMLElement>("[data-part]"));
  const root = document.documentElement;
  root.style.overflowAnchor = "none";    // two hands would hold it twice
  const held = parts.find((part) => part.getBoundingClientRect().bottom > 80);
  const top = held ? held.getBoundingClientRect().top : 0;
  const sections = sectionsOf(context);
  for (const part of parts) {
    const open = Array.from(part.querySelectorAll("details")).map((d) => d.open);
    const found = sections.find((s) => s.id === part.dataset.part);
    part.innerHTML = part.dataset.part === "first" ? firstScreen(context, false).text : sectionContent(context, found ? found.section : null, false).text;
    Array.from(part.querySelectorAll("details")).forEach((d, i) => (d.open = open[i] === true));
  }
  const index = context.results.structure_names.indexOf(context.name);
  for (const card of Array.from(document.querySelectorAll<HTMLElement>("[data-in]")))
    card.hidden = (card.dataset.in || "").split(" ").indexOf(String(index)) < 0;
  drawAll(context);
  if (held) window.scrollBy({top: held.getBoundingClientRect().top - top, behavior: "instant"});
  requestAnimationFrame(() => (root.style.overflowAnchor = ""));
  const said = document.getElementById("said");
  if (said) said.textContent = "The report now shows the structure " + context.name + ". " + context.found.headline;
}

// The number, its range and its source beside whatever is hovered or focused.
function tips(): void {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");    // its text is the mark's label already
  document.body.appendChild(tip);
  const hide = () => (tip.hidden = true);
  const place = (event: Event) => {
    const mark = event.target instanceof Element ? event.target.closest<Element>(".mark") : null;
    if (mark) placeAt(mark, event instanceof MouseEvent ? event : null);
    else hide();
  };
  const placeAt = (mark: Element, mouse: MouseEvent | null) => {
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const {clientWidth} = document.documentElement;
    const wide = mouse !== null && box.width > 120;    // beside the pointer, not in the middle of all
    const x = wide ? mouse.clientX : box.left + box.width / 2;
    const left = Math.max(8, Math.min(clientWidth - tip.offsetWidth - 8, x - tip.offsetWidth / 2));
    const above = (wide ? Math.max(box.top, mouse.clientY - 14) : box.top) - tip.offsetHeight - 8;
    tip.style.left = left + "px";
    tip.style.top = (above < 8 ? Math.min(box.bottom, window.innerHeight - tip.offsetHeight - 16) + 8 : above) + "px";
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("mousemove", place);
  document.addEventListener("focusin", place);
  document.addEventListener("focusout", hide);
  document.addEventListener("mouseleave", hide);
  // Whoever moves through the marks by keyboard scrolls with each step.
  document.addEventListener("scroll", () => {
    const focused = document.activeElement;
    if (!tip.hidden && focused && focused.classList.contains("mark")) placeAt(focused, null);
    else hide();
  }, {passive: true});
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

function printing(): void {
  let closed: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll<HTMLDetailsElement>("details:not([open])"));
    for (const details of closed) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
}

start().finally(() => document.documentElement.classList.remove("waiting"));
