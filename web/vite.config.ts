// The development server and the tests. The production build of each part is in build.mjs.
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: {
    __REACH__: JSON.stringify("/widget/reach/reach.ts"),
    __FILES__: JSON.stringify("/widget/files/files.ts"),
  },
  server: { proxy: { "/api": process.env.TERANG_URL ?? "http://127.0.0.1:8080" } },
  test: { include: ["*/**/*.test.ts", "*/**/*.test.tsx"], environment: "node" },
});
