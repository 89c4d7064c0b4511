import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'build/**', 'test/sdk-3/**', 'test/e2e/**'],
    pool: 'forks',
    testTimeout: 30_000,
    restoreMocks: true,
  },
})
