import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.YUANLIU_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [react()],
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
