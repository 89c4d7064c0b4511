/** What one folder of `src` may import. `node` stands for Node's own modules. */
export interface Direction {
  readonly folders: readonly string[]
  readonly packages: readonly (string | RegExp)[]
  readonly node?: boolean
}

const api = '@opentelemetry/api'
const officialSdk = /^@opentelemetry\/(?!api$)/

/** The layers, lowest first. A folder that is missing here fails the test, so that a new one states its place. */
export const directions: Readonly<Record<string, Direction>> = {
  naming: { folders: [], packages: [] },
  points: { folders: [], packages: [] },
  credentials: { folders: [], packages: [], node: true },
  guard: { folders: [], packages: [api] },
  instruments: { folders: ['guard', 'points'], packages: [api], node: true },
  operations: { folders: ['guard', 'instruments'], packages: [api], node: true },
  catalog: { folders: ['guard', 'naming', 'instruments', 'operations'], packages: [api] },
  domains: {
    folders: ['guard', 'catalog', 'instruments', 'operations'],
    packages: [api, '@opentelemetry/semantic-conventions'],
    node: true,
  },
  exposition: { folders: ['points', 'naming', 'guard', 'credentials'], packages: [], node: true },
  otlp: { folders: ['points', 'guard'], packages: [api, officialSdk], node: true },
  setup: {
    folders: [
      'points',
      'naming',
      'guard',
      'instruments',
      'operations',
      'catalog',
      'domains',
      'exposition',
      'otlp',
    ],
    packages: [api, officialSdk],
    node: true,
  },
  integrations: {
    folders: ['domains', 'catalog', 'operations', 'guard'],
    packages: [api, '@electric-sql/pglite', 'fastify', 'lru-cache', 'opossum', 'pg'],
    node: true,
  },
  artifacts: {
    folders: ['catalog', 'domains', 'naming'],
    packages: [
      '@grafana/grafana-foundation-sdk',
      '@grafana/promql-builder',
      '@prometheus-io/lezer-promql',
      'yaml',
    ],
  },
  grafana: { folders: ['credentials'], packages: [], node: true },
  'index.ts': {
    folders: ['points', 'naming', 'guard', 'instruments', 'operations', 'catalog', 'domains'],
    packages: [],
  },
}

/** The only files that may import the official SDK, its exporters or its types: each line of it has one twin. */
export const sdkFiles = /^src\/(setup\/sdk[^/]*\.ts|setup\/sdk[^/]*\/.*|otlp\/.*)$/

/** A package that is the SDK or belongs to it: everything of OpenTelemetry but the API and the names. */
export function isSdk(specifier: string): boolean {
  return officialSdk.test(specifier) && specifier !== '@opentelemetry/semantic-conventions'
}
