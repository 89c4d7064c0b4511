import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { defineSystem } from '../../src/catalog/index.ts'
import { http, jobs, queue, rateLimit, resources, sessions, webhook } from '../../src/domains/index.ts'
import { scrape, start } from '../setup/observability.ts'

/** A system with everything that is opt-in, too. */
function systemOf(namespace: string) {
  return defineSystem({
    namespace,
    domains: {
      http: http.with({ also: ['websocketConnections', 'uploadBytes'] }),
      jobs,
      queue,
      rateLimit,
      resources,
      sessions,
      webhook,
    },
  })
}

/** One of each thing that can be told, and what came of the work. */
async function use(app: ReturnType<typeof systemOf>): Promise<readonly unknown[]> {
  const hook = { enqueued_at: Date.now(), attempt: 2, attempts: 2, worker_id: 'w1' }
  const hooked = { event_type: 'paid', subscriber: 'acme' }
  app.rateLimit.refused({ limiter: 'mail', limit_type: 'requests' }, { resetsAt: Date.now() })
  app.sessions.pool([{ worker_id: 'w1', healthy: true, sessions: 1 }])
  app.queue.observe({ queue: 'mails' }, async () => ({ depth: 3, oldestAge: 1, capacity: 9 }))
  app.resources.observeProcess({ component: 'api' })
  app.webhook.worker({ worker_id: 'w1' })
  let uploaded = ''
  for await (const chunk of app.http.countUpload(Readable.from(['ab', 'c']))) uploaded += chunk
  return [
    uploaded,
    await app.webhook.enqueue(hooked, { headers: {} }, async () => 'queued'),
    (await app.webhook.deliver(hooked, hook, async () => ({ status: 200 }))).outcome,
    (await app.webhook.deliver(hooked, hook, () => Promise.reject(new Error('down')))).outcome,
    app.jobs.submit({ tenant_id: 'acme' }, {}, () => 'submitted'),
    app.jobs.schedule({ queue: 'render', stage: 'draw' }, { headers: {} }, () => 'scheduled'),
    app.jobs.task({ queue: 'render' }, { enqueued_at: Date.now() }, () => 'done'),
    app.jobs.settle({ job_status: 'completed' }, { created_at: Date.now() }, () => 'settled'),
    app.sessions.allocate({}, {}, () => 'allocated'),
    await app.sessions.session({}, {}, async () => 'over'),
  ]
}

const outcomes = [
  'abc',
  'queued',
  'delivered',
  'dead-letter',
  'submitted',
  'scheduled',
  'done',
  'settled',
  'allocated',
  'over',
]

/** Names and values of a namespace. */
async function samplesOf(namespace: string, text: Promise<string>): Promise<ReadonlyMap<string, number>> {
  const lines = (await text).split('\n').filter((line) => line.startsWith(`${namespace}_`))
  return new Map(
    lines.map((line) => {
      const [sample = '', value] = line.split(/ (?=[^ ]*$)/)
      return [sample, Number(value)]
    }),
  )
}

test('before the start work is done and not counted, but what is observed or was told of a state is there after it', async () => {
  const app = systemOf('early')
  expect(await use(app)).toEqual(outcomes)
  const samples = await samplesOf('early', scrape(await start()))
  expect(samples.get('early_queue_depth{queue="mails"}')).toBe(3)
  expect(samples.get('early_session_workers_registered')).toBe(1)
  expect(samples.get('early_webhook_active_workers')).toBe(1)
  expect(samples.get('early_rate_limit_remaining{limit_type="requests",limiter="mail"}')).toBe(0)
  expect(samples.get('early_resource_memory_usage_bytes{component="api"}')).toBeGreaterThan(0)
  expect(samples.get('early_http_upload_bytes_total')).toBe(0)
  expect([...samples.keys()].join()).not.toMatch(/NaN|delivered_total/)
  expect(await use(app)).toEqual(outcomes)
})

test('after the shutdown work is done, and a second start counts from there', async () => {
  const app = systemOf('late')
  const first = await start()
  expect(await use(app)).toEqual(outcomes)
  await first.shutdown()
  expect(await use(app)).toEqual(outcomes)
  const observability = await start()
  expect(await use(app)).toEqual(outcomes)
  const samples = await samplesOf('late', scrape(observability))
  expect(samples.get('late_webhook_delivered_total{event_type="paid",subscriber="acme"}')).toBe(1)
  expect(samples.get('late_tasks_processed_total{queue="render",status="success"}')).toBe(1)
  // The queue is one, however often it is observed.
  expect(samples.get('late_queue_depth{queue="mails"}')).toBe(3)
})

test('without metrics work is done, nothing is read and nothing is exposed', async () => {
  vi.stubEnv('METRICS_ENABLED', 'false')
  const app = systemOf('off')
  const observability = await start()
  expect(await use(app)).toEqual(outcomes)
  let read = 0
  app.queue.observe({ queue: 'others' }, () => {
    read++
    return { depth: 1 }
  })
  expect(observability.metricsUrl === undefined || (await fetch(observability.metricsUrl)).status).not.toBe(
    200,
  )
  expect(read).toBe(0)
})

test('without traces the numbers are the same', async () => {
  const app = systemOf('untraced')
  const observability = await start({ traces: { exporters: ['none'] } })
  expect(await use(app)).toEqual(outcomes)
  const samples = await samplesOf('untraced', scrape(observability))
  expect(samples.get('untraced_webhook_dead_letter_total{event_type="paid",subscriber="acme"}')).toBe(1)
  expect(samples.get('untraced_session_allocation_duration_seconds_count')).toBe(1)
})

test('two systems of one name have each series once, and their counts together', async () => {
  const [one, other] = [systemOf('twin'), systemOf('twin')]
  const observability = await start()
  await use(one)
  await use(other)
  const text = scrape(observability)
  const samples = await samplesOf('twin', text)
  const lines = (await text).split('\n').filter((line) => line.startsWith('twin_'))
  expect(lines).toHaveLength(samples.size)
  expect(samples.get('twin_webhook_delivered_total{event_type="paid",subscriber="acme"}')).toBe(2)
  expect(samples.get('twin_queue_depth{queue="mails"}')).toBe(3)
  expect(samples.get('twin_webhook_active_workers')).toBe(2)
  expect(samples.get('twin_session_workers_registered')).toBe(1)
})

test('in strict mode nothing of this is a fault', async () => {
  const app = systemOf('strict')
  const observability = await start({ strict: true })
  expect(await use(app)).toEqual(outcomes)
  expect((await samplesOf('strict', scrape(observability))).get('strict_queue_depth{queue="mails"}')).toBe(3)
})
