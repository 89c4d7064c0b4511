import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { defineSystem } from '../../src/catalog/index.ts'
import { meterProviders, type Recording, record, useContext } from './recording.ts'
import { shippedDomains } from './shipped-domains.ts'

useContext()

/** Whatever is read of it throws. */
const throwing: never = new Proxy(
  {},
  {
    get() {
      throw new Error('hostile getter')
    },
    ownKeys() {
      throw new Error('hostile keys')
    },
    getOwnPropertyDescriptor() {
      throw new Error('hostile descriptor')
    },
  },
) as never

const unprintable: never = {
  valueOf() {
    throw new Error('hostile valueOf')
  },
  toString() {
    throw new Error('hostile toString')
  },
} as never

const values: readonly [string, never][] = [
  ['undefined', undefined as never],
  ['null', null as never],
  ['a number', 7 as never],
  ['a BigInt', 7n as never],
  ['a symbol', Symbol('x') as never],
  ['a text', 'text' as never],
  ['a long text', 'x'.repeat(100_000) as never],
  ['what throws at each look', throwing],
  ['what has no number', unprintable],
]

describe.each(meterProviders)('whatever a caller hands over, on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'app', domains: shippedDomains, ...recording })
  let recording: Recording
  let app: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    app = make(recording)
  })
  const to = { event_type: 'e', subscriber: 's' }
  const delivery = { enqueued_at: 0, attempt: 1, attempts: 3, worker_id: 'w' }

  test.each(values)(
    '%s as labels, delivery or any part of it: the webhook is sent, and its outcome told',
    async (_, value) => {
      let sent = 0
      const send = () => {
        sent++
        return { status: 200 }
      }
      const outcomes = [
        app.webhook.deliver(value, delivery, send),
        app.webhook.deliver(to, value, send),
        ...['headers', 'webhook_id', 'enqueued_at', 'attempt', 'attempts', 'worker_id'].map((key) =>
          app.webhook.deliver(to, { ...delivery, [key]: value }, send),
        ),
      ]
      for (const outcome of await Promise.all(outcomes)) expect(outcome.outcome).toBe('delivered')
      expect(sent).toBe(8)
      await recording.samples()
    },
  )

  test.each(values)('%s as a route, a server or a socket of it harms nobody', async (_, value) => {
    app.http.registerRoute(value)
    app.http.registerRoute({ method: value, path: value })
    using _connections = app.http.observeConnections(value)
    const server = new EventEmitter()
    using _open = app.http.observeConnections(server)
    server.emit('connection', value)
    server.emit('connection', new EventEmitter())
    expect((await recording.samples()).get('app_http_active_connections')).toBe(1)
  })

  test.each(values)(
    '%s as labels or details of a request, a query, an event: the work is done',
    async (_, value) => {
      const done = () => 'done'
      expect(app.http.server(value, value, done)).toBe('done')
      expect(
        app.http.server({ method: value }, { headers: value, request_size: value }, (operation) => {
          operation.set({ path: value, status: value }).annotate({ response_size: value })
          return 'done'
        }),
      ).toBe('done')
      expect(app.http.client({ method: value }, { headers: value, url: value }, done)).toBe('done')
      expect(app.database.query(value, { sql: value }, done)).toBe('done')
      expect(app.eventBus.publish(value, { headers: value, message_id: value }, done)).toBe('done')
      const handled = { event_type: value, handler: value }
      expect(app.eventBus.dispatch(handled, { headers: value, published_at: value }, done)).toBe('done')
      using _pool = app.database.observePool(value)
      using _counts = app.database.observePool(() => value, value)
      await recording.samples()
    },
  )

  test.each(values)('%s as what is told of a breaker or a cache harms nobody', async (_, value) => {
    const refused = new Error('refused')
    const refuse = () => {
      throw refused
    }
    const breaker = app.circuitBreaker({ service: 'payments' })
    breaker.transition(value)
    breaker.call(value)
    expect(breaker.run(() => 'paid', value)).toBe('paid')
    expect(() => breaker.run(refuse, value)).toThrow(refused)
    expect(() => breaker.run(refuse, { isRejected: value })).toThrow(refused)
    expect(app.circuitBreaker({ service: value }).run(() => 'paid')).toBe('paid')
    const products = app.cache({ cache: 'products' })
    products.evicted(value, value)
    using _size = products.observeSize(value)
    expect(products.wrap(new Map<unknown, string>()).get(value)).toBeUndefined()
    await recording.samples()
  })

  test.each(values)('%s as labels, limit or state of a limit harms nobody', async (_, value) => {
    const limit = { limiter: 'l', limit_type: 't' }
    app.rateLimit.allowed(value, { remaining: 1 })
    app.rateLimit.allowed(limit, value)
    app.rateLimit.refused(limit, value)
    app.rateLimit.allowed(limit, { remaining: value, resetsAt: value })
    await recording.samples()
  })

  test.each(values)('%s as a pool or a worker of it harms nobody', async (_, value) => {
    app.sessions.pool(value)
    app.sessions.pool([value])
    app.sessions.pool([{ worker_id: value, healthy: value, sessions: value }])
    await recording.samples()
  })

  test.each(values)('%s as a queue, a reader or what it answers harms nobody', async (_, value) => {
    const observers = [
      app.queue.observe(value, () => ({ depth: 1 })),
      app.queue.observe({ queue: 'a' }, value),
      app.queue.observe({ queue: 'b' }, () => value),
      app.queue.observe({ queue: 'c' }, async () => value),
      app.queue.observe({ queue: 'd' }, () => ({ depth: value, oldestAge: value, capacity: value })),
      app.queue.observe({ queue: 'e' }, () => ({ depth: 2 })),
    ]
    expect((await recording.samples()).get('app_queue_depth{queue="e"}')).toBe(2)
    for (const observer of observers) observer[Symbol.dispose]()
  })

  test.each(values)('%s as a worker or a component harms nobody', async (_, value) => {
    using _worker = app.webhook.worker(value)
    using _named = app.webhook.worker({ worker_id: value })
    using _process = app.resources.observeProcess(value)
    using _component = app.resources.observeProcess({ component: value }, value)
    using _limit = app.resources.observeProcess({ component: 'api' }, { memoryLimit: value })
    await recording.samples()
  })

  test.each(values)(
    '%s as labels or details of a job, a task or a session: the work is done',
    async (_, value) => {
      const done = () => 'done'
      expect(app.jobs.submit(value, value, done)).toBe('done')
      expect(app.jobs.schedule(value, { headers: value, job_id: value }, done)).toBe('done')
      expect(app.jobs.task({ queue: value }, { headers: value, enqueued_at: value }, done)).toBe('done')
      expect(app.jobs.settle({ job_status: value }, { created_at: value }, done)).toBe('done')
      expect(app.sessions.allocate(value, value, done)).toBe('done')
      expect(
        app.sessions.session(value, { session_id: value }, (session) => {
          session.set({ status: value })
          return 'done'
        }),
      ).toBe('done')
      await recording.samples()
    },
  )
})
