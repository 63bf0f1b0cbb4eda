/** Compressed size of what a first visit to a list loads: the entry, what it imports, the shell, the lists and the styles. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

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

const sizes = [...files].map((file) => [file, gzipSync(readFileSync(new URL(file, dist))).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes.sort((a, b) => b[1] - a[1])) console.log(String(size).padStart(8), file);
console.log(String(total).padStart(8), `of ${limit}`);
process.exitCode = total > limit ? 1 : 0;
