import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      ...(process.env["CHROMA_AUDIT_BROWSER"] ? [] : ["test/browser/**"]),
      ...(process.env["CHROMA_AUDIT_PACKAGE"] ? [] : ["test/package/**"]),
      ...(process.env["CHROMA_AUDIT_VERSIONS"] ? [] : ["test/versions/**"]),
    ],
    globalSetup: ["test/support/setup.ts"],
    reporters: ["default", "./test/support/summary.ts"],
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // Most of the time is spent waiting for child processes: leave no core idle.
    maxWorkers: "100%",
  },
})
