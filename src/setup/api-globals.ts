/** What the API keeps one of for the whole process. */
export type ApiGlobal = 'diag' | 'context' | 'propagation' | 'trace' | 'metrics'

/**
 * What is registered with the API, by whoever it was. The API has no way to ask: it answers with a stand-in, and when
 * something is registered a second time it logs an error with a stack. It keeps its globals under this symbol, all of
 * 1.x the same.
 */
export function registeredGlobal(name: ApiGlobal): unknown {
  const globals: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'))
  return typeof globals === 'object' && globals !== null ? Reflect.get(globals, name) : undefined
}
