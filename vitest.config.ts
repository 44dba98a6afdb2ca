import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './tests/setup/summary-reporter.ts';

const sizedForTwoCores = { pool: 'forks' as const, maxWorkers: 2 };
const onDatabase = {
  ...sizedForTwoCores,
  globalSetup: ['tests/setup/postgres.ts'],
  setupFiles: ['tests/setup/console.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/**
 * unit       pure rules; no database (`tests/unit/platform` is the exception: it tests the database's plumbing
 *            and therefore runs in the project `platform`)
 * contracts  one suite per port over every adapter, and verbs of modules, on the real database
 * flows      journeys, with sandboxes, kills and faults
 * e2e        a browser; one file at a time
 */
export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    ...sizedForTwoCores,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/*.test.ts'],
          exclude: ['tests/unit/platform/**'],
          setupFiles: ['tests/setup/console.ts'],
          testTimeout: 60_000, // properties run thousands of cases, on a machine that may be busy
          ...sizedForTwoCores,
        },
      },
      { test: { name: 'platform', include: ['tests/unit/platform/**/*.test.ts'], ...onDatabase } },
      { test: { name: 'contracts', include: ['tests/contracts/**/*.test.ts'], ...onDatabase } },
      {
        test: {
          name: 'flows',
          include: ['tests/flows/**/*.test.ts'],
          ...onDatabase,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          ...onDatabase,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
