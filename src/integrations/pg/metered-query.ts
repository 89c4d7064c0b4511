import { context } from '@opentelemetry/api'
import type { DatabaseMeter } from '../../domains/index.ts'
import { wrapCallback } from '../../operations/index.ts'
import type { DescribedSql } from './statement-cache.ts'

/**
 * One `query` function in the manner of `pg`, measured: `(text, values?)`, `(config)`, each with a callback in the end
 * or without one.
 */
export function meteredQuery(options: {
  meter: DatabaseMeter
  describe: (sql: string) => DescribedSql
  run: (...input: unknown[]) => unknown
}): (...input: unknown[]) => unknown {
  const { meter, describe, run } = options
  return (...input) => {
    const text = sqlOf(input[0])
    if (text === undefined) return run(...input)
    const { query_type, table, sql } = describe(text)
    const callback = input.at(-1)
    if (typeof callback !== 'function')
      return meter.query({ query_type, table }, { sql }, () => run(...input))
    const operation = meter.query.start({ query_type, table }, { details: { sql } })
    // The library calls back from its socket, where the caller's context is not known.
    const settle = wrapCallback(operation, (...results: unknown[]): unknown => callback(...results))
    try {
      return context.with(operation.context, run, undefined, ...input.slice(0, -1), settle)
    } catch (error) {
      operation.fail(error).end()
      throw error
    }
  }
}

/** The SQL of `query`'s first argument; `undefined` for a submittable, which runs itself, and for nonsense. */
function sqlOf(input: unknown): string | undefined {
  if (typeof input === 'string') return input
  if (typeof input !== 'object' || input === null || !('text' in input)) return undefined
  if ('submit' in input && typeof input.submit === 'function') return undefined
  return typeof input.text === 'string' ? input.text : undefined
}
