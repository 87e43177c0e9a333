import {defineConfig} from "vitest/config";

// Reports are made once for each model, and Chromium is not quick on a busy machine.
export default defineConfig({test: {testTimeout: 120_000, hookTimeout: 120_000, pool: "threads", fileParallelism: false}});
