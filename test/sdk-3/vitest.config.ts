import { createRequire } from 'node:module'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'

const line3 = join(import.meta.dirname, 'package.json')
const { dependencies } = createRequire(import.meta.url)('./package.json') as {
  dependencies: Record<string, string>
}

/**
 * Sends every import of an OpenTelemetry package to the copies installed here, so that the same test files run on
 * either line. A package that 3.x does not have fails by name rather than falling back to 2.x.
 */
const onSdk3: Plugin = {
  name: 'on-sdk-3',
  enforce: 'pre',
  async resolveId(id) {
    // Instrumentation depends on the API alone; the repository's own runs on either line.
    if (!/^@opentelemetry\/(?!instrumentation)/.test(id)) return undefined
    const name = id.split('/', 2).join('/')
    if (!(name in dependencies)) throw new Error(`${name} is not among the packages of SDK 3.x in ${line3}.`)
    return this.resolve(id, line3, { skipSelf: true })
  },
}

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  plugins: [onSdk3],
  test: {
    include: [
      'src/{domains,operations,otlp}/**/*.test.ts',
      'test/{conformance,contracts,domains,otlp,setup}/**/*.test.ts',
    ],
    exclude: [
      '**/node_modules/**',
      // The official OTLP exporter, an oracle there, pins another patch of 3.x than the rest is at.
      'test/otlp/temporality.test.ts',
      // These start processes of their own, which no alias reaches; test/package does that on 3.x.
      'test/setup/process*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
  },
})
