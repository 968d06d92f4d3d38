/** Builds the editor's benchmark as a page of its own; benchmarks/editor.py serves it. */
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { input: "benchmark.html" },
  },
  worker: { format: "es" },
});
