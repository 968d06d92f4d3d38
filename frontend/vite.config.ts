/** How the browser side is built: one bundle under /static/, no inline code, workers as files. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/",
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "es2022",
    sourcemap: false,
    // The content security policy allows neither data: scripts nor data: fonts.
    assetsInlineLimit: 0,
    // The accessible widgets are most of the first chunk; pages beyond the gallery load on demand.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: {
    // `npm run dev` beside a Django server on its usual port.
    proxy: { "/api": "http://127.0.0.1:8000" },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    // A test that needs a document opens with `// @vitest-environment jsdom`.
    environment: "node",
    restoreMocks: true,
  },
});
