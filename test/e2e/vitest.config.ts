import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** They all look at one run of the stack, which is started for them. Every other file has a stack of its own. */
const lookAtOneRun = ['both-paths', 'check-grafana', 'exemplars', 'panels', 'redaction'].map(
  (name) => `test/e2e/${name}.test.ts`,
)

/** Rules with their time divided by a hundred: a slow second is a long one to them, so nothing runs beside. */
const timed = ['test/e2e/alerts.test.ts']

/** They put processes under strain, which whoever counts to the last one beside them would feel. */
const systems = ['test/e2e/systems/*.test.ts']

const common = {
  root: join(import.meta.dirname, '../..'),
  // One stack after the other, except where it is said: several at once would starve each other of processors.
  fileParallelism: false,
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 240_000,
} as const

/** For outages to pass, for servers to come back, for alerts to fire. */
const mostlyWaiting = { fileParallelism: true, maxWorkers: 2 } as const

export default defineConfig({
  root: common.root,
  test: {
    projects: [
      {
        test: { ...common, name: 'one run', include: lookAtOneRun, globalSetup: 'test/e2e/global-setup.ts' },
      },
      {
        test: { ...common, name: 'alerts', include: timed },
      },
      {
        test: {
          ...common,
          name: 'own stacks',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...lookAtOneRun, ...timed, ...systems],
          ...mostlyWaiting,
        },
      },
      {
        test: { ...common, name: 'systems', include: systems, ...mostlyWaiting },
      },
    ],
  },
})
