import { expect, test } from 'vitest'
import type { Places, Status } from '../report/status.ts'
import { liveView } from './live-view.ts'
import { plainLine } from './plain-line.ts'
import { createStyle, wantsColours } from './style.ts'

const places: Places = {
  shop: 'http://127.0.0.1:8080',
  metrics: 'http://127.0.0.1:9464/metrics',
  payments: 'http://127.0.0.1:40000',
  paymentsPid: 1,
  otlp: undefined,
  database: 'embedded',
  cache: 'process',
}

function status(operations: number): Status {
  return {
    uptime: 75,
    faults: ['slow-database', 'failing-payments', 'event-flood', 'cold-cache'],
    operations: Array.from({ length: operations }, (_, index) => ({
      operation: `operation.${index} with quite a long name that goes on and on and on`,
      count: 1,
      rate: 12_345.678,
      errors: index,
      p50: undefined,
      p95: 12.3,
    })),
    routes: [{ method: 'GET', path: '/products/:id', count: 1, rate: 1, errors: 0, p50: 0.001, p95: 0.002 }],
    breakers: [{ service: 'payments', state: 'open', failures: 7, transitions: 1 }],
    queueDepth: 9_999,
    connections: { active: 0, idle: 1 },
    caches: [{ cache: 'products', hitRate: 0.714, size: 150 }],
  }
}

test.each([
  [80, 24],
  [120, 40],
  [60, 20],
])('a terminal of %d by %d is never overrun, however much there is to show', (columns, rows) => {
  const lines = liveView(status(50), places, { columns, rows }, createStyle(false))
  expect(lines.length).toBeLessThan(rows)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
})

test('it says what is open and where the metrics are', () => {
  const text = liveView(status(3), places, { columns: 80, rows: 24 }, createStyle(false)).join('\n')
  expect(text).toContain('http://127.0.0.1:9464/metrics')
  expect(text).toContain('payments open, 7 failures, 1 transition')
  expect(text).toContain('9,999 of 10,000 events')
  expect(text).toContain('71 % hits')
})

test('a tall terminal shows the routes too, a small one only the operations', () => {
  const text = (rows: number) =>
    liveView(status(3), places, { columns: 80, rows }, createStyle(false)).join('\n')
  expect(text(40)).toContain('GET /products/:id')
  expect(text(16)).not.toContain('GET /products/:id')
})

test('what does not fit is counted', () => {
  const text = liveView(status(50), places, { columns: 80, rows: 24 }, createStyle(false)).join('\n')
  expect(text).toMatch(/and \d+ more/)
})

test('the line for logs is one line without control codes', () => {
  const line = plainLine(status(3))
  expect(line).toMatch(/^1 min 15 s: /)
  for (const control of ['\n', '\r', '\u001b']) expect(line).not.toContain(control)
  expect(line).toContain('breaker payments open')
})

test('colours are for terminals, and not for those who set NO_COLOR', () => {
  expect(wantsColours(true, {})).toBe(true)
  expect(wantsColours(false, {})).toBe(false)
  expect(wantsColours(true, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColours(true, { NO_COLOR: '' })).toBe(true)
  expect(wantsColours(true, { TERM: 'dumb' })).toBe(false)
})
