import { randomBytes } from 'node:crypto'
import { beforeAll, expect, inject, test } from 'vitest'
import { JaegerApi, type JaegerSpan } from './jaeger-api.ts'
import { until } from './until.ts'

const run = inject('run')
const jaeger = new JaegerApi(run.jaeger)

const secrets = {
  'http.request.header.authorization': 'Basic c2hvcDpodW50ZXIy',
  'user.password': 'hunter2',
  card: 'paid with 4111111111111111',
  mail: 'for anna@example.org',
  database: 'postgres://shop:hunter2@db/shop',
}
const harmless = {
  'http.route': '/products/:id',
  'url.full': 'http://127.0.0.1:8080/charges',
  'db.query.text': 'SELECT id FROM products WHERE id = $1',
}

let span: JaegerSpan

/** Sends one span to the Collector, as any SDK would, and reads it from Jaeger. */
beforeAll(async () => {
  const traceId = randomBytes(16).toString('hex')
  const nanos = BigInt(Date.now()) * 1_000_000n
  const attributes = Object.entries({ ...secrets, ...harmless }).map(([key, value]) => ({
    key,
    value: { stringValue: value },
  }))
  const sent = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'with secrets',
    kind: 1,
    startTimeUnixNano: String(nanos),
    endTimeUnixNano: String(nanos + 1_000_000n),
    attributes,
  }
  const response = await fetch(`${run.collector}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [sent] }] }] }),
  })
  expect(response.status).toBe(200)
  span = await until(
    () => 'Jaeger has the span',
    async () => (await jaeger.trace(traceId))[0],
  )
})

test.each(Object.entries(secrets))('%s does not reach Jaeger as it was', (key, value) => {
  const seen = String(span.attributes[key])
  expect(seen).toContain('****')
  expect(seen).not.toBe(value)
  expect(seen).not.toMatch(/hunter2|4111|anna@|c2hvcDp/)
})

test.each(Object.entries(harmless))('%s reaches Jaeger as it was', (key, value) => {
  expect(span.attributes[key]).toBe(value)
})
