import type { DatabaseMeter } from '../../domains/index.ts'
import { swallow } from '../../guard/index.ts'
import { meteredQuery } from './metered-query.ts'
import { createDescriber, type DescribedSql } from './statement-cache.ts'

/** What has a `query` in the manner of `pg`: its `Pool` and `Client`, PGlite, and whatever looks alike. */
export interface Queryable {
  // The libraries' overloads differ; the wrapper hands on exactly what it was given.
  readonly query: (...input: never[]) => unknown
}

/** How {@link meterPool} measures. */
export interface MeterPoolOptions {
  /** `shop.database`, or what else has its `query` and `observePool`. */
  readonly meter: DatabaseMeter
  /**
   * The labels of a statement. Default: its verb and its first table, read from the SQL.
   * Whatever it returns must be low in cardinality. One that throws is swallowed and counted, and the default holds.
   */
  readonly describe?: (sql: string) => { readonly query_type: string; readonly table: string }
  /**
   * How many connections are in use and idle, asked until the pool is ended or closed. Default: a `pg.Pool`'s own
   * counts; nothing for anything else.
   */
  readonly connections?: () => { readonly active: number; readonly idle: number }
  /** What the semantic conventions call the pool, where the process has several. Default `default`. */
  readonly pool?: string
}

/**
 * Measures what goes through a pool: every `query` is an operation of the database domain (a span, its duration, its
 * errors), and the pool's connections are observed at every collection. Use what is returned in place of the pool.
 *
 * Queries of a client from `connect()`, and of what `transaction(work)` hands to `work`, are measured as well.
 * Promises, callbacks and query configurations work as before. A submittable (`pg-cursor`, `pg-query-stream`) passes
 * through unmeasured. The span carries the SQL without its literals.
 *
 * Works for a `Pool` or `Client` of `pg`, for PGlite, and for anything with such a `query`. The object itself is left
 * as it is. Spans follow the semantic conventions for database client calls.
 *
 * @example
 * const pool = meterPool(new pg.Pool(), { meter: shop.database })
 * const { rows } = await pool.query('SELECT id, name FROM products WHERE id = $1', [id])
 */
export function meterPool<Pool extends Queryable>(pool: Pool, options: MeterPoolOptions): Pool {
  const { meter } = options
  const describer = createDescriber()
  const describe = (sql: string): DescribedSql => {
    const described = describer(sql)
    try {
      return options.describe === undefined ? described : { ...described, ...options.describe(sql) }
    } catch (error) {
      swallow('description of a statement', error)
      return described
    }
  }
  const connections = options.connections ?? countsOf(pool)
  const observer = connections === undefined ? undefined : meter.observePool(connections, options.pool)
  const ended = (): void => observer?.[Symbol.dispose]()
  return metered(pool, (run) => meteredQuery({ meter, describe, run }), ended)
}

type MeterRun = (run: (...input: unknown[]) => unknown) => (...input: unknown[]) => unknown

/** The same object, whose `query` is measured, and that of all it hands out; `ended` is told when it is closed. */
function metered<Target extends object>(target: Target, meterRun: MeterRun, ended?: () => void): Target {
  const replaced = new Map<PropertyKey, { readonly of: unknown; readonly by: unknown }>()
  // The proxy stands before an heir of the object, since one before a frozen object could replace nothing.
  const heir: Target = Object.create(target)
  return new Proxy(heir, {
    get(_, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      const known = replaced.get(key)
      if (known?.of === value) return known.by
      const call = (...input: unknown[]): unknown => value.apply(target, input)
      const replacement = replacementOf(key, call, meterRun, ended)
      replaced.set(key, { of: value, by: replacement })
      return replacement
    },
    set: (_, key, value) => Reflect.set(target, key, value, target),
  })
}

function replacementOf(
  key: PropertyKey,
  call: (...input: unknown[]) => unknown,
  meterRun: MeterRun,
  ended: (() => void) | undefined,
): unknown {
  if (key === 'query') return meterRun(call)
  // `end` of a pg.Pool, `close` of PGlite.
  if (ended !== undefined && (key === 'end' || key === 'close')) {
    return (...input: unknown[]) => {
      ended()
      return call(...input)
    }
  }
  if (key === 'connect') {
    return (...input: unknown[]) => {
      const [first] = input
      if (typeof first !== 'function') return thenMetered(call(...input), meterRun)
      return call((error: unknown, client: unknown, release: unknown) =>
        first(error, meteredObject(client, meterRun), release),
      )
    }
  }
  if (key === 'transaction') {
    return (work: unknown, ...rest: unknown[]) =>
      typeof work === 'function'
        ? call((transaction: unknown) => work(meteredObject(transaction, meterRun)), ...rest)
        : call(work, ...rest)
  }
  // Methods run on the object itself: private fields are not reachable through a proxy.
  return call
}

function thenMetered(result: unknown, meterRun: MeterRun): unknown {
  return result instanceof Promise ? result.then((client) => meteredObject(client, meterRun)) : result
}

function meteredObject(value: unknown, meterRun: MeterRun): unknown {
  return typeof value === 'object' && value !== null && 'query' in value ? metered(value, meterRun) : value
}

function countsOf(pool: object): (() => { active: number; idle: number }) | undefined {
  if (!('totalCount' in pool && 'idleCount' in pool)) return undefined
  return () => {
    const idle = Number(pool.idleCount)
    return { active: Number(pool.totalCount) - idle, idle }
  }
}
