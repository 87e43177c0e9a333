// node tools/shots.mjs PAGE.html OUT [WIDTH …] [dark] [print]: pictures of a page, for looking at.
import {chromium} from "playwright-core";

const [page, out, ...rest] = process.argv.slice(2);
const widths = rest.filter((r) => /^\d+$/.test(r)).map(Number);
const dark = rest.includes("dark");
const browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"]});
for (const width of widths.length ? widths : [1280]) {
  const tab = await browser.newPage({viewport: {width, height: 900}, colorScheme: dark ? "dark" : "light"});
  tab.on("console", (m) => console.log(m.type(), m.text()));
  tab.on("pageerror", (e) => console.log("error", e.message));
  await tab.goto("file://" + page);
  await tab.waitForSelector("html.drawn");
  const height = await tab.evaluate(() => document.documentElement.scrollHeight);
  const step = 2200;
  for (let i = 0; i * step < height && i < 14; ++i)
    await tab.screenshot({path: `${out}-${width}${dark ? "-dark" : ""}-${i}.png`, fullPage: true, clip: {x: 0, y: i * step, width, height: Math.min(step, height - i * step)}});
  console.log(width, height);
  if (rest.includes("print")) await tab.pdf({path: `${out}.pdf`, preferCSSPageSize: true, printBackground: true});
  await tab.close();
}
await browser.close();
