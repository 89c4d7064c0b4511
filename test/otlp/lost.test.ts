import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { diag } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  droppedPoints,
  droppedSpans,
  type ExportFailure,
  failedExports,
  type Signal,
} from '../../src/guard/index.ts'
import { type OtlpOptions, OtlpSpanExporter } from '../../src/otlp/index.ts'
import { Collector, type Reply } from './collector.ts'
import { exportSpans, pushPoints } from './sending.ts'

let collector: Collector
const seen: string[] = []

beforeEach(async () => {
  collector = await new Collector().start()
  const logger = { error() {}, info() {}, debug() {}, verbose() {}, warn: (text: string) => seen.push(text) }
  diag.setLogger(logger, { suppressOverrideMessage: true })
})
afterEach(async () => {
  diag.disable()
  seen.length = 0
  await collector.stop()
})

/** What was counted meanwhile, without the zeros. */
async function counted(signal: Signal, work: () => Promise<unknown>) {
  const items = signal === 'traces' ? droppedSpans : droppedPoints
  const before = { requests: { ...failedExports(signal) }, items: { ...items() } }
  await work()
  return {
    requests: increases(before.requests, failedExports(signal)),
    items: increases(before.items, items()),
  }
}

function increases(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  const changed = Object.entries(after).map(
    ([reason, value]) => [reason, value - (before[reason] ?? 0)] as const,
  )
  return Object.fromEntries(changed.filter(([, increase]) => increase !== 0))
}

const faults: [string, Reply | 'refused', ExportFailure][] = [
  ['is not there', 'refused', 'unreachable'],
  ['never answers', 'never', 'timeout'],
  ['drips a byte at a time', 'drip', 'timeout'],
  ['answers 503', 503, 'unavailable'],
  ['answers 429', 429, 'unavailable'],
  ['answers 400', 400, 'status_4xx'],
  ['answers 500', 500, 'status_5xx'],
  ['sends us elsewhere', { status: 302, headers: { location: '/login' } }, 'status_3xx'],
]

/** Where a Collector with this fault is, and the patience for it. */
function towards(fault: Reply | 'refused'): Partial<OtlpOptions> {
  if (fault !== 'refused') collector.reply(fault)
  return { timeoutMillis: 1_000, url: fault === 'refused' ? 'http://127.0.0.1:1/v1' : `${collector.url}/v1` }
}

test.each(faults)(
  'spans for a Collector that %s are counted as lost, each once',
  async (_name, fault, reason) => {
    const options = towards(fault)
    const told = await counted('traces', () => exportSpans(options, 7))
    expect(told).toEqual({ requests: { [reason]: 1 }, items: { [reason]: 7 } })
  },
)

test.each(faults)(
  'points for a Collector that %s are counted as lost, each once',
  async (_name, fault, reason) => {
    const options = towards(fault)
    const told = await counted('metrics', () => pushPoints(options, 7))
    expect(told).toEqual({ requests: { [reason]: 1 }, items: { [reason]: 7 } })
  },
)

test('a Collector that does not speak HTTP is another reason', async () => {
  const server = createServer()
  server.on('connection', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
  const url = await listen(server)
  const told = await counted('traces', () => exportSpans({ url, timeoutMillis: 200 }, 7))
  expect(told).toEqual({ requests: { other: 1 }, items: { other: 7 } })
  server.close()
})

test('what arrives is not counted, also when it took a second attempt', async () => {
  collector.reply({ status: 503, headers: { 'retry-after': '0' } }, 200)
  const options = { url: `${collector.url}/v1`, timeoutMillis: 2000 }
  expect(await counted('traces', () => exportSpans(options, 7))).toEqual({ requests: {}, items: {} })
  expect(collector.received).toHaveLength(2)
})

// Protobuf: ExportTracePartialSuccess { rejected_spans = 3, error_message = "no room" }, as field 1 of the answer.
const protobuf = Uint8Array.from([0x0a, 11, 0x08, 3, 0x12, 7, ...Buffer.from('no room')])
const json = (rejected: unknown, name: string) =>
  Buffer.from(JSON.stringify({ partialSuccess: { [name]: rejected, errorMessage: 'no room' } }))

test.each([
  ['http/protobuf', protobuf, protobuf],
  ['http/json', json('3', 'rejectedSpans'), json('3', 'rejectedDataPoints')],
] as const)(
  '%s: what an answer says was not taken is counted as rejected, and told once',
  async (protocol, forSpans, forPoints) => {
    const options = { protocol, url: `${collector.url}/v1` }
    collector.reply({ status: 200, body: forSpans })
    const spans = () => exportSpans(options, 7)
    expect(await counted('traces', spans)).toEqual({ requests: {}, items: { rejected: 3 } })
    collector.reply({ status: 200, body: forPoints })
    const points = () => pushPoints(options, 7)
    expect(await counted('metrics', points)).toEqual({ requests: {}, items: { rejected: 3 } })
    expect(seen).toHaveLength(2)
    expect(seen[0]).toContain('did not take 3 of 7 spans: no room')
  },
)

test.each([-5, 'NaN', 1e300, {}, null])(
  'an answer that rejects %j of 7 counts no more than there were',
  async (rejected) => {
    collector.reply({ status: 200, body: json(rejected, 'rejectedSpans') })
    const { items } = await counted('traces', () =>
      exportSpans({ protocol: 'http/json', url: `${collector.url}/v1` }, 7),
    )
    expect(items).toEqual(rejected === 1e300 ? { rejected: 7 } : {})
  },
)

test('of one exporter, a request past its time leaves the one beside it alone', async () => {
  let answerSecond = () => {}
  let received = 0
  const server = createServer((_request, response) => {
    if (received++ === 0) setInterval(() => response.write(' '), 100).unref()
    else answerSecond = () => response.end()
  })
  const exporter = new OtlpSpanExporter({
    url: await listen(server),
    headers: {},
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMillis: 1000,
  })
  const send = () => new Promise<number>((resolve) => exporter.export([], ({ code }) => resolve(code)))
  const dripped = send()
  await expect.poll(() => received).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 700))
  const beside = send()
  expect(await dripped).toBe(1)
  answerSecond()
  expect(await beside).toBe(0)
  exporter.close()
  server.close()
})

test('points of a push that takes too long are counted, those that were sent are not', async () => {
  collector.reply({ status: 200, afterMillis: 1_500 })
  const options = { url: `${collector.url}/v1`, pushTimeoutMillis: 1_000 }
  const told = await counted('metrics', () => pushPoints(options, 5000))
  expect(told).toEqual({ requests: { deadline: 2 }, items: { deadline: 3000 } })
})

test('what comes while thirty requests are under way, and three hundred wait, is counted, and does not wait in memory', async () => {
  collector.reply('never')
  const exporter = new OtlpSpanExporter({
    url: `${collector.url}/v1/traces`,
    headers: {},
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMillis: 10_000,
  })
  const told = await counted('traces', async () => {
    const codes: number[] = []
    for (let sent = 0; sent < 332; sent++) exporter.export([], ({ code }) => codes.push(code))
    await expect.poll(() => codes).toEqual([1, 1])
  })
  expect(told.requests).toEqual({ too_many: 2 })
  const closed = await counted('traces', async () => {
    exporter.close()
    await exporter.forceFlush()
  })
  expect(closed.requests).toEqual({ shutdown: 330 })
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` // On TCP it is no path.
}
