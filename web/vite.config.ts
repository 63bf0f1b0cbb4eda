import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Beside each text file its compressed forms, which the server hands out as they are. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "" }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|json|svg)$/.test(file))) {
      const content = readFileSync(join(dir, name));
      if (content.length < 1_000) continue;
      writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content));
    }
  },
};

const server = process.env.YUANLIU_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [react(), compressed],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": server, "/_allauth": server },
  },
  build: {
    target: "es2022",
    manifest: true,
    chunkSizeWarningLimit: 1200, // kB before compression; what counts is measured by `npm run size`
    rolldownOptions: {
      output: {
        // The texts of one language in one file: one request, and compressed together.
        codeSplitting: { groups: ["zh", "en"].map((language) => ({ name: `texts-${language}`, test: new RegExp(`/src/.*/locales/${language}\\.json$`) })) },
      },
    },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx", "tests/**/*.test.ts"] },
});
