// How the pages are built: one entry for each page, no inline scripts or styles, so that a strict CSP holds.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = "http://127.0.0.1:8000";

export default defineConfig({
  root: here("."),
  build: {
    outDir: here("../server/static"),
    emptyOutDir: true,
    // A data: URL would need a hole in the CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { studio: here("index.html") } },
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
