// How the displays' pages are built, each by itself: `DISPLAY_PAGE` names it. One script for each, for browsers of 2018.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const page = process.env["DISPLAY_PAGE"] ?? "table";

export default defineConfig({
  root: here("."),
  publicDir: false,
  build: {
    outDir: here("../server/static"),
    // The studio's build, which comes first, has emptied it.
    emptyOutDir: false,
    // TVs of 2020 are Chromium 68. They have modules, but not what came after ES2017.
    target: "es2017",
    cssTarget: "chrome68",
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: { input: { [page]: here(`${page}.html`) } },
  },
});
