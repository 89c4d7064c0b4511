// Compiled, never run: each `@ts-expect-error` is a mistake that the types must refuse.
import { defineSystem } from '../catalog/index.ts'
import { wrapCallback, wrapIterable } from '../operations/index.ts'
import {
  type BoundCacheMeter,
  type BoundCircuitBreakerMeter,
  cache,
  circuitBreaker,
  type DatabaseMeter,
  database,
  errors,
  eventBus,
  type HttpMeter,
  http,
  spans,
} from './index.ts'

interface Product {
  readonly name: string
}
declare const id: string
declare const sql: string
declare const lru: Map<string, Product>
declare const pool: { query(sql: string, values: unknown[]): Promise<Product> }

export const shop = defineSystem({
  namespace: 'shop',
  domains: { cache, circuitBreaker, database, errors, eventBus, http, spans },
})

export async function documented(): Promise<Product> {
  const products = shop.cache({ cache: 'products' })
  const product = await products.getOrLoad({
    key: id,
    cache: lru,
    load: () =>
      shop.database.query({ query_type: 'select', table: 'products' }, { sql }, () => pool.query(sql, [id])),
  })
  shop.eventBus.published.add(1, { event_type: 'ProductCreated', tenant_id: 'acme' })
  const created = shop.eventBus.published.bind({ event_type: 'ProductCreated', tenant_id: 'acme' })
  created.add(1)
  await shop.http.server.run({ method: 'GET' }, async (operation) => {
    operation.set({ path: '/products/:id', status: 200 })
  })
  return product
}

export function metricLabels(): void {
  const complete = { event_type: 'ProductCreated', tenant_id: 'acme' }
  const excess = { ...complete, sql }
  const missing = { event_type: 'ProductCreated' }
  const misspelt = { event_typ: 'ProductCreated', tenant_id: 'acme' }
  const open: Record<string, string> = complete
  const { published } = shop.eventBus
  published.add(1, complete)
  published.bind(complete).add(1)
  published.zero(complete)
  // @ts-expect-error a label is missing
  published.add(1, { event_type: 'ProductCreated' })
  // @ts-expect-error a label is missing, through a variable
  published.add(1, missing)
  // @ts-expect-error an unknown label
  published.add(1, { event_type: 'ProductCreated', tenant_id: 'acme', sql })
  // @ts-expect-error an unknown label, through a variable
  published.add(1, excess)
  // @ts-expect-error a misspelt label, through a variable
  published.add(1, misspelt)
  // @ts-expect-error labels of which nobody knows the names
  published.add(1, open)
  // @ts-expect-error an unknown label when binding, through a variable
  published.bind(excess)
  // @ts-expect-error an unknown label of a zero series, through a variable
  published.zero(excess)
  // @ts-expect-error an unknown label when removing, through a variable
  published.remove(excess)
  // @ts-expect-error an object is no label value
  published.add(1, { event_type: { name: 'ProductCreated' }, tenant_id: 'acme' })
  // @ts-expect-error a BigInt is no label value
  published.add(1, { event_type: 'ProductCreated', tenant_id: 1n })
  // @ts-expect-error a counter has no record
  published.record(1, complete)
}

export function closedSets(): void {
  const state: string = 'active'
  shop.database.connections.record(3, { state: 'idle' })
  // @ts-expect-error not one of the values
  shop.database.connections.record(3, { state: 'used' })
  // @ts-expect-error any string is too wide for a closed set
  shop.database.connections.record(3, { state })
  // @ts-expect-error not one of the values
  shop.cache.operations.add(1, { cache: 'products', operation: 'get', result: 'found' })
  // @ts-expect-error not a severity
  shop.errors.record({ module: 'checkout', severity: 'fatal' }, new Error())
}

export function highCardinality(): void {
  const details = { sql }
  const labels = { query_type: 'select', table: 'products' }
  shop.database.query(labels, details, () => 1)
  shop.database.queryDuration.record(1, labels)
  // @ts-expect-error SQL never reaches a metric
  shop.database.queryDuration.record(1, { ...labels, sql })
  // @ts-expect-error SQL is no label of the operation either
  shop.database.query({ ...labels, sql }, {}, () => 1)
  // @ts-expect-error nor can it be set on the way
  shop.database.query(labels, {}, (operation) => operation.set(details))
  // @ts-expect-error and a label is no detail
  shop.database.query({ query_type: 'select' }, { table: 'products' }, () => 1)
  shop.database.query(labels, {}, (operation) => operation.annotate(details))
  // @ts-expect-error details are spelt as the catalog has them
  shop.database.query(labels, {}, (operation) => operation.annotate({ statement: sql }))
}

export function operations(): number {
  const late = { path: '/', user_id: '7' }
  // @ts-expect-error the method is known at the start
  shop.http.server.run({ path: '/' }, () => 1)
  // @ts-expect-error no such label
  shop.http.server.run({ method: 'GET' }, (operation) => operation.set({ route: '/' }))
  // @ts-expect-error no such label, through a variable
  shop.http.server.run({ method: 'GET' }, (operation) => operation.set(late))
  // @ts-expect-error neither does a handle know it
  shop.http.server.start({ method: 'GET' }).set(late)
  const text: string = shop.http.server.run({ method: 'GET' }, () => 'sync')
  const promised: Promise<number> = shop.database.query(
    { query_type: 'select', table: 't' },
    {},
    async () => text.length,
  )
  // @ts-expect-error the result has the type of the work's
  const wrong: string = promised
  return wrong.length
}

export async function binding(): Promise<void> {
  const products = shop.cache({ cache: 'products' })
  products.operations.add(1, { operation: 'get', result: 'hit' })
  products.size.record(3)
  products.hitRate.observe({}, () => 1)
  // @ts-expect-error the cache is bound already
  products.operations.add(1, { cache: 'products', operation: 'get', result: 'hit' })
  // @ts-expect-error a label without which nothing is known
  shop.cache.getOrLoad
  // @ts-expect-error no such label
  shop.cache({ pool: 'products' })
  const bindings = { cache: 'products', pool: 1 }
  // @ts-expect-error no such label, through a variable
  shop.cache(bindings)
  const gets = products({ operation: 'get' })
  gets.operations.add(1, { result: 'miss' })
  gets.operationDuration.record(0.001)
  // @ts-expect-error bound before
  products({ cache: 'others' })

  const selects = shop.database({ query_type: 'select' })
  selects.query({ table: 'products' }, { sql }, () => 1)
  // @ts-expect-error bound already
  selects.query({ query_type: 'select', table: 'products' }, { sql }, () => 1)

  const checkout = shop.errors({ module: 'checkout' })
  checkout.record({}, new Error())
  checkout.record({ severity: 'critical' }, new Error())
  // @ts-expect-error bound already
  checkout.record({ module: 'checkout' }, new Error())
  // @ts-expect-error the module is not known
  shop.errors.record({ severity: 'critical' }, new Error())

  const payments = shop.circuitBreaker({ service: 'payments' })
  payments.transition('half_open')
  const paid: boolean = await payments.run(async () => true)
  payments.call(paid ? 'success' : 'failure')
  // @ts-expect-error not a state
  payments.transition('half-open')
  // @ts-expect-error which service?
  shop.circuitBreaker.transition('open')
}

export function renaming(): void {
  const gateway = defineSystem({
    namespace: 'dalston',
    domains: {
      gateway: http.with({
        subsystem: 'gateway',
        only: ['requests', 'requestDuration'],
        labels: { path: 'endpoint', status: 'status_code' },
      }),
      events: eventBus.with({
        only: ['dispatched'],
        metrics: { dispatched: { name: 'events_processed', labels: { handler: false } } },
      }),
      products: cache.with({ constant: { cache: 'products' } }),
      jobs: database.with({
        metrics: { queryDuration: { labels: { stage_count: { bound: 10, description: 'Stages' } } } },
      }),
    },
  })
  gateway.gateway.requests.add(1, { method: 'GET', endpoint: '/', status_code: 200 })
  // @ts-expect-error the metric has the new names
  gateway.gateway.requests.add(1, { method: 'GET', path: '/', status: 200 })
  // @ts-expect-error a metric that is not emitted is not there
  gateway.gateway.requestSize
  // @ts-expect-error one that is declared, but off unless asked for
  shop.http.websocketConnections
  gateway.events.dispatched.add(1, { event_type: 'JobDone' })
  // @ts-expect-error the label is dropped
  gateway.events.dispatched.add(1, { event_type: 'JobDone', handler: 'h' })
  // Operations speak the domain's own names whatever the system calls them.
  gateway.gateway.server.run({ method: 'GET' }, (operation) => operation.set({ path: '/', status: 200 }))
  gateway.events.dispatch({ event_type: 'JobDone', handler: 'h' }, {}, () => 1)
  gateway.products.size.record(1)
  gateway.products.observeSize(lru)
  gateway.jobs.queryDuration.record(1, { query_type: 'select', table: 't', stage_count: 3 })
  gateway.jobs.query({ query_type: 'select', table: 't', stage_count: 3 }, {}, () => 1)

  const sizes = [[{ cache: 'products' }, 7]] as const
  shop.cache.size.setAll(sizes)
  shop.cache.size.setAll(new Map([[{ cache: 'products' }, 7]]))
  const excess = [[{ cache: 'products', user: 'u1' }, 7]] as const
  // @ts-expect-error an excess key, also through a variable
  shop.cache.size.setAll(excess)

  const again = http.with({ labels: { path: 'endpoint' } }).with({ labels: { path: 'route' } })
  const twice = defineSystem({ namespace: 'x', domains: { http: again } })
  twice.http.requests.add(1, { method: 'GET', route: '/', status: 200 })
  const sockets = defineSystem({
    namespace: 'x',
    domains: { http: http.with({ also: ['websocketConnections'] }) },
  })
  sockets.http.websocketConnections.record(2)

  // @ts-expect-error no such metric
  http.with({ only: ['request'] })
  // @ts-expect-error no such label
  http.with({ labels: { route: 'endpoint' } })
  // @ts-expect-error no such metric
  http.with({ metrics: { request: { name: 'x' } } })
  // @ts-expect-error no such option
  http.with({ lables: { path: 'endpoint' } })
  // @ts-expect-error no such option beside one that there is
  http.with({ subsystem: 'gateway', lables: { path: 'endpoint' } })

  const asHttp: HttpMeter = gateway.gateway
  const asDatabase: DatabaseMeter = shop.database
  const asCache: BoundCacheMeter = gateway.products
  const asBreaker: BoundCircuitBreakerMeter = shop.circuitBreaker({ service: 'payments' })
  consume(asHttp, asDatabase, asCache, asBreaker)
}

export function wrapping(): void {
  const labels = { query_type: 'select', table: 'products' }
  const callback = wrapCallback(
    shop.database.query.start(labels),
    (_error: Error | null, rows: number) => rows,
  )
  consume(callback(null, 7))
  consume(wrapIterable(shop.http.client.start({ method: 'GET' }), [1, 2]))
}

declare function consume(...values: readonly unknown[]): void
