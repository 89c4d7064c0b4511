import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** They all look at one run of the stack, which is started for them. Every other file has a stack of its own. */
const lookAtOneRun = ['both-paths', 'check-grafana', 'exemplars', 'panels', 'redaction'].map(
  (name) => `test/e2e/${name}.test.ts`,
)

/**
 * Nothing runs beside these. To rules with their time divided by a hundred a slow second is a long one; and what a stack
 * has left that was killed would be removed by any other that starts.
 */
const alone = ['alerts', 'npm-run-stack'].map((name) => `test/e2e/${name}.test.ts`)

/** They put processes under strain, which whoever counts to the last one beside them would feel. */
const systems = ['test/e2e/systems/*.test.ts']

const common = {
  root: join(import.meta.dirname, '../..'),
  // One stack after the other, except where it is said: several at once would starve each other of processors.
  fileParallelism: false,
  pool: 'forks',
  // Whoever waits for something says itself when that takes too long, and what it was: this is for what hangs.
  testTimeout: 600_000,
  hookTimeout: 600_000,
} as const

/** For outages to pass, for servers to come back, for alerts to fire. */
const mostlyWaiting = { fileParallelism: true, maxWorkers: 2 } as const

export default defineConfig({
  root: common.root,
  test: {
    // The one run ends after its tests, one process after the other.
    teardownTimeout: 300_000,
    projects: [
      {
        test: { ...common, name: 'one run', include: lookAtOneRun, globalSetup: 'test/e2e/global-setup.ts' },
      },
      {
        test: { ...common, name: 'alone', include: alone },
      },
      {
        test: {
          ...common,
          name: 'own stacks',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...lookAtOneRun, ...alone, ...systems],
          ...mostlyWaiting,
        },
      },
      {
        test: { ...common, name: 'systems', include: systems, ...mostlyWaiting },
      },
    ],
  },
})
