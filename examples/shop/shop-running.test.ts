import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseOpenMetrics } from '../../test/exposition/openmetrics-parser.ts'
import { parseText } from '../../test/exposition/text-parser.ts'
import { promtool, python, readStrictly, run } from '../../test/exposition/tools.ts'
import type { StoredSpan } from './spans/stored-span.ts'
import { EXPECTED_METRICS } from './testing/expected-metrics.ts'
import { type Exposed, readExposition, total } from './testing/exposed.ts'
import { isAlive, type Line, lineOf, type Program, startProgram, until } from './testing/program.ts'

/** One run of the shop, which is asked one thing after the other: as a whole it is the story of the demo. */
let program: Program
let places: Extract<Line, { type: 'started' }>['places']

beforeAll(async () => {
  program = startProgram(['--json', '--rate', '60', '--namespace', 'market'])
  places = (await lineOf(program, 'started')).places
})

afterAll(() => {
  program.child.kill('SIGKILL')
})

async function scrape(): Promise<Map<string, Exposed>> {
  const response = await fetch(places.metrics ?? '')
  expect(response.status).toBe(200)
  return readExposition(await response.text())
}

/** The body that a scraper gets: the plain text, or OpenMetrics with exemplars. */
async function bodyOf(format: 'text' | 'openmetrics'): Promise<string> {
  const accept = format === 'text' ? 'text/plain' : 'application/openmetrics-text; version=1.0.0'
  return (await fetch(places.metrics ?? '', { headers: { accept } })).text()
}

async function switchFault(name: string, on: boolean): Promise<void> {
  const response = await fetch(`${places.shop}/faults/${name}`, { method: on ? 'PUT' : 'DELETE' })
  expect(await response.json()).toEqual({ name, on })
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const sent = { 'content-type': 'application/json', ...headers }
  return fetch(`${places.shop}${path}`, { method: 'POST', headers: sent, body: JSON.stringify(body) })
}

function latestStatus() {
  return program.lines().findLast((line) => line.type === 'status')?.status
}

describe('the running shop', () => {
  test('without any fault each of its metrics is there, with its type and its labels', async () => {
    const missing = async (): Promise<string[]> => {
      const families = await scrape()
      return Object.keys(EXPECTED_METRICS).filter((name) => {
        const samples = families.get(`market_${name}`)?.samples ?? []
        return samples.length === 0
      })
    }
    for (let tries = 0; tries < 120 && (await missing()).length > 0; tries++) await sleep(500)
    expect(await missing()).toEqual([])
    const families = await scrape()
    for (const [name, { type, labels }] of Object.entries(EXPECTED_METRICS)) {
      const exposed = families.get(`market_${name}`)
      expect([name, exposed?.type, [...(exposed?.labels ?? [])].sort()]).toEqual([
        name,
        type,
        [...labels].sort(),
      ])
    }
  })

  test('nothing that telemetry did went wrong', async () => {
    const families = await scrape()
    expect(total(families.get('spanmeter_swallowed_errors_total'))).toBe(0)
    expect(total(families.get('spanmeter_dropped_measurements_total'))).toBe(0)
    expect(total(families.get('spanmeter_dropped_attributes_total'))).toBe(0)
    expect(program.stderr()).toBe('')
  })

  test('our strict readers read what it exposes, and find exemplars', async () => {
    expect(parseText(await bodyOf('text')).families.length).toBeGreaterThan(29)
    const openMetrics = await bodyOf('openmetrics')
    expect(parseOpenMetrics(openMetrics).families.length).toBeGreaterThan(29)
    expect(openMetrics).toMatch(/_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}"/)
  })

  test.skipIf(promtool === undefined)('promtool check metrics has nothing to say about it', async () => {
    expect(run(promtool ?? '', ['check', 'metrics'], await bodyOf('text'))).toEqual({ code: 0, said: '' })
  })

  test.skipIf(python === undefined)("Python's strict parsers read it in both formats", async () => {
    const readings = readStrictly([
      ['text', await bodyOf('text')],
      ['openmetrics', await bodyOf('openmetrics')],
    ])
    expect(readings.map(({ error }) => error)).toEqual([undefined, undefined])
    for (const { samples } of readings) expect(samples.length).toBeGreaterThan(100)
  })

  test('one trace spans both processes, and the events that came of it', async () => {
    const order = await post('/orders', {
      key: randomUUID(),
      email: 'a@mail.example',
      productId: 1,
      quantity: 1,
    })
    const { orderId } = (await order.json()) as { orderId: number }
    const traceId = randomUUID().replaceAll('-', '')
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    const paid = await post(
      '/checkout',
      { orderId, card: 'tok_visa' },
      { traceparent, baggage: 'tenant_id=acme' },
    )
    expect(paid.status).toBe(200)
    const spans = await until('a trace with the payment and its three handlers', async () => {
      const response = await fetch(`${places.shop}/traces/${traceId}`)
      if (response.status !== 200) return undefined
      const found = (await response.json()) as StoredSpan[]
      const handled = found.filter(({ name }) => name === 'process OrderPaid')
      return found.some(({ name }) => name === 'bank.authorise') && handled.length === 3 && found
    })
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    const charged = spans.find(({ name }) => name === 'POST /charges')
    expect(charged?.process).toBe('payments')
    const ancestry = [charged]
    for (let span = charged; span?.parentSpanId !== undefined; span = byId.get(span.parentSpanId)) {
      ancestry.push(byId.get(span.parentSpanId))
    }
    expect(ancestry.map((span) => span?.name)).toEqual([
      'POST /charges',
      'POST',
      'checkout.pay',
      'POST /checkout',
      undefined,
    ])
    expect(ancestry.slice(1, 4).map((span) => span?.process)).toEqual(['shop', 'shop', 'shop'])
    for (const span of spans) expect(span.traceId).toBe(traceId)
  })

  test('tenants are told apart by what the baggage says', async () => {
    const families = await scrape()
    const published = families.get('market_event_bus_published_total')
    for (const tenant of ['acme', 'globex'])
      expect(total(published, { tenant_id: tenant })).toBeGreaterThan(0)
    expect(total(families.get('market_spans_created_total'), { tenant_id: 'acme' })).toBeGreaterThan(0)
  })

  test('the status shows what the instruments counted', async () => {
    const status = await until('a status with requests', () => {
      const latest = latestStatus()
      return latest?.operations.some(({ operation }) => operation === 'http.server') ? latest : undefined
    })
    const server = status.operations.find(({ operation }) => operation === 'http.server')
    const spans = (await scrape()).get('market_spans_created_total')
    expect(server?.count).toBeLessThanOrEqual(total(spans, { operation: 'http.server' }))
    expect(server?.p50).toBeGreaterThan(0)
    expect(server?.p95).toBeGreaterThanOrEqual(server?.p50 ?? Number.NaN)
    expect(status.breakers).toEqual([expect.objectContaining({ service: 'payments', state: 'closed' })])
  })

  test('cold-cache: reads miss', async () => {
    /** Of those reads that come next. */
    const hitShare = async (): Promise<number> => {
      const before = (await scrape()).get('market_cache_operations_total')
      return until('a hundred reads', async () => {
        const after = (await scrape()).get('market_cache_operations_total')
        const more = (result: string) => total(after, { result }) - total(before, { result })
        const reads = more('hit') + more('miss')
        return reads >= 100 && more('hit') / reads
      })
    }
    const warm = await hitShare()
    await switchFault('cold-cache', true)
    const cold = await hitShare()
    await switchFault('cold-cache', false)
    expect(cold).toBeLessThan(warm / 1.5)
  })

  test('slow-database: queries take longer', async () => {
    const median = () =>
      latestStatus()?.operations.find(({ operation }) => operation === 'database.query')?.p50 ?? 0
    expect(median()).toBeLessThan(0.1)
    await switchFault('slow-database', true)
    await until('a median above 100 ms', () => median() > 0.1)
    await switchFault('slow-database', false)
  })

  test('event-flood: the queue fills, and empties again', async () => {
    const depth = async () => total((await scrape()).get('market_event_bus_queue_depth'))
    await switchFault('event-flood', true)
    await until('100 events in the queue', async () => (await depth()) > 100)
    await until('a status that shows it', () => (latestStatus()?.queueDepth ?? 0) > 100)
    await switchFault('event-flood', false)
    await until('an empty queue', async () => (await depth()) === 0)
  })

  test('failing-payments: the breaker opens, which is counted once, and closes when payments work again', async () => {
    const step = async (from: string, to: string): Promise<number> =>
      total((await scrape()).get('market_circuit_breaker_transitions_total'), {
        from_state: from,
        to_state: to,
      })
    expect(await step('closed', 'open')).toBe(0)
    await switchFault('failing-payments', true)
    await until(
      'an open breaker',
      async () => total((await scrape()).get('market_circuit_breaker_state')) === 1,
    )
    expect(await step('closed', 'open')).toBe(1)
    await until('a rejected call', async () => {
      const calls = (await scrape()).get('market_circuit_breaker_calls_total')
      return total(calls, { result: 'rejected' }) > 0
    })
    await until('a status that shows it', () => latestStatus()?.breakers[0]?.state === 'open')
    await switchFault('failing-payments', false)
    await until(
      'a closed breaker',
      async () => total((await scrape()).get('market_circuit_breaker_state')) === 0,
    )
    expect(await step('half_open', 'closed')).toBe(1)
  })

  test('a fault that does not exist is answered with those that do', async () => {
    const response = await fetch(`${places.shop}/faults/gremlins`, { method: 'PUT' })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain(
      'choose from slow-database, failing-payments, event-flood, cold-cache',
    )
  })

  test('SIGTERM ends it with a summary, the trace of the slowest exemplar, and no process left', async () => {
    const started = await lineOf(program, 'started')
    program.child.kill('SIGTERM')
    expect(await program.exit()).toBe(0)
    expect(isAlive(started.places.paymentsPid ?? 0)).toBe(false)
    const summary = await lineOf(program, 'summary')
    expect(summary.load.sent).toBeGreaterThan(100)
    const { slowest } = summary
    expect(slowest?.seconds).toBeGreaterThan(slowest?.from ?? Number.NaN)
    expect(slowest?.spans.length).toBeGreaterThan(0)
    for (const span of slowest?.spans ?? []) expect(span.traceId).toBe(slowest?.traceId)
    expect(program.stderr()).toBe('')
  })
})
