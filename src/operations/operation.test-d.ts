// Compiled with the rest by `tsc --noEmit`, never run: each line below an expectation must not compile.
import { wrapCallback, wrapIterable } from './index.ts'
import type { Operation } from './types.ts'

declare const query: Operation<{ table: string; rows: number }, { sql: string }>

query.run({ table: 'orders' }, () => 1, { attributes: { sql: 'select 1' } })
// @ts-expect-error a high-cardinality attribute is no label
query.run({ table: 'orders', sql: 'select 1' }, () => 1)
// @ts-expect-error a label is no high-cardinality attribute
query.run({ table: 'orders' }, () => 1, { attributes: { sql: 'select 1', table: 'orders' } })
query.run({}, (operation) => {
  operation.set({ rows: 3 }).annotate({ sql: 'select 1' })
  // @ts-expect-error a high-cardinality attribute is no label
  operation.set({ sql: 'select 1' })
  // @ts-expect-error a label is no high-cardinality attribute
  operation.annotate({ rows: 3 })
})

// What the work gives is what `run` gives.
const sync: number = query.run({}, () => 1)
const async: Promise<string> = query.run({}, async () => 'x')
// @ts-expect-error the work gives a promise
const wrong: string = query.run({}, async () => 'x')

const items: Generator<number, unknown, undefined> = wrapIterable(query.start({}), [1, 2])
const later: AsyncGenerator<string, boolean, number> = wrapIterable(
  query.start({}),
  (async function* (): AsyncGenerator<string, boolean, number> {
    yield 'x'
    return true
  })(),
)
// @ts-expect-error the items of an asynchronous iterable come later
const now: Iterable<string> = later
const callback: (error: Error | null, data?: string) => number = wrapCallback(
  query.start({}),
  (_error: Error | null, data?: string) => data?.length ?? 0,
)

export const used = [sync, async, wrong, items, now, callback]
