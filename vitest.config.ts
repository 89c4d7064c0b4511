import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'build/**', 'test/sdk-3/**', 'test/e2e/**'],
    pool: 'forks',
    // By default one processor is left idle: half of a small machine.
    maxWorkers: '100%',
    testTimeout: 30_000,
    restoreMocks: true,
  },
})
