// node tools/assemble.mjs RESULTS.json PAGE.html: what the program does with template.html and host.js, for working on the page.
import {readFileSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import vm from "node:vm";
import {deflateRawSync} from "node:zlib";

const dist = resolve(dirname(fileURLToPath(import.meta.url)), "../dist");

export function loadHost() {
  const context = vm.createContext({});
  vm.runInContext(readFileSync(resolve(dist, "host.js"), "utf8"), context);
  return context.counterflow;
}

export function assembled(results) {
  const template = readFileSync(resolve(dist, "template.html"), "utf8");
  const {title, body, data} = loadHost().renderPage(JSON.stringify(results));
  const parts = {TITLE: title, BODY: body, DATA: deflateRawSync(data, {level: 9}).toString("base64")};
  return {text: template.replace(/<!--CF:([A-Z]+)-->/g, (_, name) => parts[name]), parts};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  const {text, parts} = assembled(JSON.parse(readFileSync(from, "utf8")));
  writeFileSync(to, text);
  const kb = (t) => Math.round(Buffer.byteLength(t) / 1000);
  console.log(`${to}: ${kb(text)} kB (body ${kb(parts.BODY)}, data ${kb(parts.DATA)}, template ${kb(text) - kb(parts.BODY) - kb(parts.DATA)})`);
}
