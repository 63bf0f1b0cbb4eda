/** Compressed size of what a first visit to a list loads: the entry, what it imports, the shell, the lists and the styles. */
import { readFileSync, statSync } from "node:fs";

const limit = 450_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const first = ["index.html", "src/app/shell/Shell.tsx", "src/app/shell/ObjectListPage.tsx", "node_modules/antd/es/locale/zh_CN.js"];
const catalogues = Object.keys(manifest).filter((key) => key.startsWith("_texts-zh"));

const files = new Set();
function take(key) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  chunk.css?.forEach((file) => files.add(file));
  chunk.imports?.forEach(take);
}
[...first, ...catalogues].forEach(take);

/** As the server hands it out; very small files go as they are. */
const weight = (file, suffix) => statSync(new URL(file + suffix, dist), { throwIfNoEntry: false })?.size ?? statSync(new URL(file, dist)).size;
const sizes = [...files].map((file) => [file, weight(file, ".gz"), weight(file, ".br")]).sort((a, b) => b[1] - a[1]);
const total = (column) => sizes.reduce((sum, row) => sum + row[column], 0);
for (const [file, gzip, brotli] of sizes) console.log(String(gzip).padStart(8), String(brotli).padStart(8), file);
console.log(String(total(1)).padStart(8), String(total(2)).padStart(8), `gzip and brotli, of ${limit}`);
process.exitCode = total(1) > limit ? 1 : 0;
