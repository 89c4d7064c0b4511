import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'build/**', 'test/sdk-3/**', 'test/e2e/**'],
    pool: 'forks',
    // By default one processor is left idle: half of a small machine.
    maxWorkers: '100%',
    // Whoever waits for something says itself when that takes too long, and what it was: this is for what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
  },
})
