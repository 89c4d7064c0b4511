import { cache, circuitBreaker, database, defineSystem, errors, eventBus, http, spans } from 'spanmeter'

/** The one declaration of what RusToK measures: the shipped domains under its namespace, as they are. */
export function createTelemetry() {
  return defineSystem({
    namespace: 'rustok',
    domains: { cache, circuitBreaker, database, errors, eventBus, http, spans },
  })
}

export type RustokTelemetry = ReturnType<typeof createTelemetry>
