import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { rustokMetrics } from './expected-metrics.ts'

/** Beside the table: one series of 0 or 1 for each state of a breaker. */
const additions = ['rustok_circuit_breaker_in_state']

let program: ExampleProgram
let url: string
let text: string
let exposed: Map<string, MetricContract>

beforeAll(async () => {
  // No Redis listens at port 1, so that the breaker opens.
  program = startExample('rustok/main.js', ['--port', '0', '--redis-port', '1'])
  url = await program.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(program.output())?.[0])
  text = await program.until('every metric', async () => {
    const now = await (await fetch(`${url}/api/_health/metrics`)).text()
    exposed = exposedMetrics(now)
    return rustokMetrics.every(({ name }) => new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(now))
      ? now
      : undefined
  })
}, 60_000)
afterAll(async () => {
  expect(await program.end()).toBe(0)
})

describe('RusToK, while it runs', () => {
  test.each(rustokMetrics)('exposes $name as promised', ({ name, type, labels, description, buckets }) => {
    const contract = { name, type, labels, description, ...(buckets && { buckets }) }
    expect(exposed.get(name)).toEqual(asExposed(contract))
  })

  test('exposes nothing else of its own but what is listed as an addition', () => {
    const names = [...exposed.keys()].filter((name) => name.startsWith('rustok_'))
    expect(names.sort()).toEqual([...rustokMetrics.map(({ name }) => name), ...additions].sort())
  })

  test.each([
    /^rustok_event_bus_published_total{event_type="ProductCreated",tenant_id="acme"} \d+$/m,
    /^rustok_http_requests_total{method="POST",path="\/graphql",status="200"} \d+$/m,
    /^rustok_circuit_breaker_calls_total{result="rejected",service="redis"} [1-9]\d*$/m,
    /^rustok_circuit_breaker_transitions_total{from_state="open",service="redis",to_state="half_open"} [1-9]\d*$/m,
    /^rustok_event_bus_errors_total{error_type="handler_error",event_type="ProductCreated"} [1-9]\d*$/m,
    /^rustok_cache_evictions_total{cache="products",reason="capacity"} [1-9]\d*$/m,
  ])('has %s', (line) => {
    expect(text).toMatch(line)
  })

  test('tells its health and its metrics as JSON below the same path', async () => {
    const health = await fetch(`${url}/api/_health/metrics/health`)
    expect([health.status, ((await health.json()) as { status: string }).status]).toEqual([200, 'healthy'])
    const json = await (await fetch(`${url}/api/_health/metrics/json`)).json()
    expect(Object.keys((json as { metrics: object }).metrics).length).toBeGreaterThan(100)
  })
})
