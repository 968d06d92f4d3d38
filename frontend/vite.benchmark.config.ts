/** Builds the editor's benchmark as one classic script, which benchmarks/editor.py puts into a page. */
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    emptyOutDir: true,
    lib: {
      entry: "src/editor/benchmark/main.ts",
      formats: ["iife"],
      name: "maskwrightEditorBenchmark",
      fileName: () => "editor.js",
    },
  },
});
