// Builds what the program carries: dist/template.html (one page with style and script inside, and places for title, body and data)
// and dist/host.js (an ES5 script that renders a page from the text of the results). One source, two builds.
import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import ts from "typescript";
import {build, transformWithEsbuild} from "vite";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

// One entry, bundled into a classic script; its style sheet, if it has one, beside it.
async function bundled(entry, target, minify) {
  const output = await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target,
      minify,
      cssMinify: true,
      modulePreload: false,
      lib: {entry: resolve(root, "src", entry), formats: ["iife"], name: "counterflow", fileName: "bundle"},
      rollupOptions: {output: {extend: false}},
    },
  });
  const files = output.flatMap((part) => part.output);
  const text = (name) => files.filter(name).map((f) => (f.type === "chunk" ? f.code : String(f.source))).join("\n");
  return {script: text((f) => f.type === "chunk"), style: text((f) => f.fileName.endsWith(".css"))};
}

const hash = (text) => "'sha256-" + createHash("sha256").update(text, "utf8").digest("base64") + "'";

async function template() {
  const {script, style} = await bundled("browser.ts", "es2019", "esbuild");
  const safeScript = script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  // Before anything is shown: what needs the script may be there, and what is drawn anew waits. A browser that cannot open the data
  // shows the page as one without JavaScript does.
  const first = 'if(window.DecompressionStream)document.documentElement.className="js waiting"';
  const safeStyle = style.trim();
  const policy = [
    "default-src 'none'", `script-src ${hash(first)} ${hash(safeScript)}`, `style-src ${hash(safeStyle)}`, "img-src data:", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
  const parts = {"%POLICY%": policy, "%STYLE%": safeStyle, "%SCRIPT%": safeScript, "%FIRST%": first};
  const page = readFileSync(resolve(root, "src/template.html"), "utf8").replace(/%[A-Z]+%/g, (name) => parts[name] ?? name);
  for (const place of ["<!--CF:TITLE-->", "<!--CF:BODY-->", "<!--CF:DATA-->"])
    if (page.split(place).length !== 2) throw new Error(`the template must hold ${place} exactly once`);
  return page;
}

async function host() {
  const {script} = await bundled("host.ts", "es2019", false);
  const es5 = ts.transpileModule(script, {
    compilerOptions: {target: ts.ScriptTarget.ES5, module: ts.ModuleKind.None, downlevelIteration: true, ignoreDeprecations: "5.0"},
  }).outputText;
  const {code} = await transformWithEsbuild(es5, "host.js", {minify: true, target: "es5", charset: "ascii", sourcemap: false});
  return code;
}

mkdirSync(resolve(root, "dist"), {recursive: true});
const [page, script] = [await template(), await host()];
writeFileSync(resolve(root, "dist/template.html"), page);
writeFileSync(resolve(root, "dist/host.js"), script);
console.log(`template.html ${(page.length / 1000).toFixed(0)} kB, host.js ${(script.length / 1000).toFixed(0)} kB`);
