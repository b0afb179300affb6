// Builds the one bundle every page loads: hashed files and a manifest that `{% bundle %}` reads.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "vite";
import icons from "./icons.js";

const require = createRequire(import.meta.url);

/** The mark for the browser's tab, and one sprite of the icons in use, addressed as `icons.svg#name`. */
function pictures() {
  return {
    name: "pictures",
    generateBundle() {
      const mark = { type: "asset", name: "mark.svg", originalFileName: "mark.svg" };
      this.emitFile({ ...mark, source: readFileSync(new URL("src/mark.svg", import.meta.url)) });
      const symbols = Object.entries(icons).map(([name, source]) => {
        const svg = readFileSync(require.resolve(`@tabler/icons/outline/${source}.svg`), "utf8");
        const shapes = svg.replace(/^[\s\S]*?<svg[\s\S]*?>|<\/svg>\s*$/g, "").replace(/\s*<path stroke="none"[^>]*\/>/, "");
        return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
      });
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
      });
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [pictures()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "xinghe/manifest.json",
    assetsDir: "xinghe",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // County offices run browsers some years old: nesting, oklch and light-dark() are written down to these.
    target: ["chrome99", "safari15.4", "firefox97"],
    rolldownOptions: { input: { app: "src/app.js" } },
  },
});
