import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const source = new URL("../src", import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: "utf8" });

function keysOf(tree: object, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`)));
}

function catalogue(language: string): Set<string> {
  const paths = files.filter((file) => file.endsWith(`locales/${language}.json`));
  return new Set(paths.flatMap((path) => keysOf(JSON.parse(readFileSync(join(source, path), "utf8")))));
}

const zh = catalogue("zh");
const en = catalogue("en");
const code = files.filter((file) => /\.tsx?$/.test(file) && !file.includes(".test.")).map((file) => ({ file, text: readFileSync(join(source, file), "utf8") }));

it("has the same texts in both languages; only English has singulars of its own", () => {
  expect([...zh].filter((key) => !en.has(key))).toEqual([]);
  expect([...en].filter((key) => !zh.has(key) && !key.endsWith("_one"))).toEqual([]);
});

it("has every text that the code asks for", () => {
  const asked = code.flatMap(({ file, text }) => [...text.matchAll(/\bt\((?:[^()]*\? )?"([\w.-]+)"/g)].map(([, key]) => ({ file, key: key! })));
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter(({ key }) => !zh.has(key))).toEqual([]);
});

it("keeps Chinese out of the code", () => {
  const outside = code.filter(({ text }) => /[\u4e00-\u9fff]/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
  expect(outside.map(({ file }) => file)).toEqual([]);
});

it("keeps colours out of the screens", () => {
  const outside = code.filter(({ file, text }) => file !== "ui/theme.ts" && /#[0-9a-f]{3,8}\b|rgba?\(/i.test(text));
  expect(outside.map(({ file }) => file)).toEqual([]);
});
