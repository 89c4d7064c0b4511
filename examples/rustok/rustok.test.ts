import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { rustokMetrics } from './expected-metrics.ts'
import { createProduct } from './visitors.ts'

/** Beside the table: one series of 0 or 1 for each state of a breaker. */
const additions = ['rustok_circuit_breaker_in_state']

let program: ExampleProgram
let url: string
let text: string
let exposed: Map<string, MetricContract>

const read = async () => (await fetch(`${url}/api/_health/metrics`)).text()
const post = (body: string) => fetch(`${url}/graphql`, { method: 'POST', body })
const rename = (id: string, body: object) =>
  fetch(`${url}/products/${id}`, { method: 'PUT', body: JSON.stringify(body) })
const nameOf = async (id: string) =>
  ((await (await fetch(`${url}/products/${id}`)).json()) as { name?: string }).name

beforeAll(async () => {
  // No Redis listens at port 1, so that the breaker opens.
  program = startExample('rustok/main.js', ['--port', '0'], { REDIS_URL: 'redis://127.0.0.1:1' })
  url = await program.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(program.output())?.[0])
  // What visitors and editors do only now and then.
  await post(createProduct({ id: 'renamed', name: 'before' }))
  expect(await nameOf('renamed')).toBe('before')
  expect((await rename('renamed', { name: 'after' })).status).toBe(200)
  // Also to those who had it in the cache.
  expect(await nameOf('renamed')).toBe('after')
  await post(createProduct({ id: 'nameless', name: '???' }))
  expect((await post(createProduct({ id: 'nameless', name: '???' }))).status).toBe(409)
  text = await program.until('every metric', async () => {
    const now = await read()
    exposed = exposedMetrics(now)
    const isThere = ({ name }: { name: string }) => new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(now)
    const hasCalmed = /^rustok_circuit_breaker_transitions_total{from_state="open".*} [1-9]/m.test(now)
    const isFull = /^rustok_cache_evictions_total{.*reason="capacity"} [1-9]/m.test(now)
    return rustokMetrics.every(isThere) && hasCalmed && isFull ? now : undefined
  })
})
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
    /^rustok_cache_evictions_total{cache="products",reason="invalidated"} [1-9]\d*$/m,
    /^rustok_database_query_errors_total{error_type="23505",query_type="insert"} [1-9]\d*$/m,
    /^rustok_database_query_duration_seconds_count{query_type="insert",table="statistics"} [1-9]\d*$/m,
  ])('has %s', (line) => {
    expect(text).toMatch(line)
  })

  test('tells its health and its metrics as JSON below the same path', async () => {
    const health = await fetch(`${url}/api/_health/metrics/health`)
    expect([health.status, ((await health.json()) as { status: string }).status]).toEqual([200, 'healthy'])
    const json = await (await fetch(`${url}/api/_health/metrics/json`)).json()
    expect(Object.keys((json as { metrics: object }).metrics).length).toBeGreaterThan(100)
  })

  test('creates several products at once, those that are new', async () => {
    const products = ['one', 'two', 'nameless'].map((id) => ({ id: `several-${id}`, name: id }))
    await post(createProduct({ id: 'several-two', name: 'two' }))
    const answer = await post(JSON.stringify({ variables: { products } }))
    expect(await answer.json()).toEqual({ data: { importProducts: 2 } })
    expect((await fetch(`${url}/products/several-one`)).status).toBe(200)
  })

  test('renames what is there, to what is a name', async () => {
    expect((await rename('renamed', {})).status).toBe(400)
    expect((await rename('never-created', { name: 'any' })).status).toBe(404)
  })

  test.each([
    ['no JSON', 'products, please', 400],
    ['an id that no page has', createProduct({ id: 'a/b', name: 'any' }), 400],
    ['an id that is too long', createProduct({ id: 'x'.repeat(3_000), name: 'any' }), 400],
    ['a name that no database takes', createProduct({ id: 'nul', name: 'a\0b' }), 400],
    ['nothing', 'null', 400],
    ['products without a name', '{"variables":{"products":[{"id":"one"}]}}', 400],
    ['more than a mebibyte', 'x'.repeat(3 * 1024 * 1024), 413],
  ])('answers %s with a sentence and its status', async (_, body, status) => {
    const answer = await post(body)
    expect(answer.status).toBe(status)
    expect(((await answer.json()) as { error: string }).error).toMatch(/\.$/)
    const counted = `rustok_http_requests_total{method="POST",path="/graphql",status="${status}"} `
    expect(await read()).toContain(counted)
  })

  test('answers what no route matches with 404, counted as unmatched', async () => {
    expect((await fetch(`${url}/no/such/page`)).status).toBe(404)
    expect(await read()).toContain('rustok_http_requests_total{method="GET",path="unmatched",status="404"} ')
  })
})
