// How the pages are built: one entry for each page, no inline scripts or styles, so that a strict CSP holds.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = "http://127.0.0.1:8000";

/** What the licences of the API page's renderer ask for: they go where it goes. */
const licences: Plugin = {
  name: "licences",
  apply: "build",
  generateBundle() {
    const texts = ["NOTICE", "LICENSE", "swagger-ui-es-bundle.js.LICENSE.txt"].map((name) =>
      readFileSync(here(`node_modules/swagger-ui-dist/${name}`), "utf-8"),
    );
    this.emitFile({ type: "asset", fileName: "assets/docs-licences.txt", source: texts.join("\n\n") });
  },
};

export default defineConfig({
  root: here("."),
  plugins: [licences],
  build: {
    outDir: here("../server/static"),
    emptyOutDir: true,
    // A data: URL would need a hole in the CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Swagger UI, which only the API's page loads.
    chunkSizeWarningLimit: 1600,
    rolldownOptions: { input: { studio: here("index.html"), docs: here("docs.html") } },
  },
  worker: { format: "es" },
  // `npm run dev` beside a running server. The Host header is passed on, so the server's Origin check holds.
  server: {
    proxy: {
      "/api": { target: server, ws: true },
      "/auth": server,
      "/i/": server,
      "/sample.flac": server,
    },
  },
});
