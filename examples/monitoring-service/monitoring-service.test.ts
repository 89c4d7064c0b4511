import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalServer, localServer } from '../../test/grafana/local-server.ts'
import { pushedGroups, pushgatewayServer, startPushgateway } from '../../test/servers/pushgateway.ts'
import { Rack } from '../../test/servers/rack.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { additions, expectedMetrics } from './expected-metrics.ts'

const all = [...expectedMetrics, ...additions]
let rack: Rack
let gateway: TestServer | undefined
/** Takes traces, so that there are any. */
let collector: LocalServer
let program: ExampleProgram
let url: string
let text: string
let exposed: Map<string, MetricContract>
let errorFile: string

const start = () => {
  const push = gateway === undefined ? [] : ['--pushgateway', gateway.url]
  return startExample('monitoring-service/main.js', ['--port', '0', '--error-file', errorFile, ...push], {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  })
}
const addressOf = (started: ExampleProgram) =>
  started.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(started.output())?.[0])

beforeAll(async () => {
  rack = new Rack()
  errorFile = join(rack.folder(), 'errors.jsonl')
  gateway = pushgatewayServer === undefined ? undefined : await startPushgateway(rack)
  collector = await localServer((_, response) => void response.writeHead(200).end())
  program = start()
  url = await addressOf(program)
  const metrics = async () => (await fetch(`${url}/metrics`)).text()
  for (const [mood, line] of [
    ['limiting', /^rate_limit_hits_total{[^}]*platform="linkedin"} [1-9]/m],
    ['failing', /error_type="platform_error"} [1-9]/],
    ['well', /^conversions_total/m],
  ] as const) {
    const answer = await fetch(`${url}/faults/platforms/${mood}`, { method: 'POST' })
    expect(answer.status).toBe(204)
    await program.until(String(line), async () => line.test(await metrics()) || undefined)
  }
  text = await program.until('every metric', async () => {
    const now = await metrics()
    exposed = exposedMetrics(now)
    const isThere = (name: string) => new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(now)
    return all.every(({ name }) => isThere(name)) ? now : undefined
  })
})
afterAll(async () => {
  await collector.close()
  await rack.close()
})

describe('the monitoring service, while it runs', () => {
  test.each(all)('exposes $name as promised', (metric) => {
    expect(exposed.get(metric.name)).toEqual(asExposed(metric))
  })

  test('exposes nothing else of its own', () => {
    const names = [...exposed.keys()].filter((name) => !/^(spanmeter_|target_info$)/.test(name))
    expect(names.sort()).toEqual(all.map(({ name }) => name).sort())
  })

  test.each([
    /^system_errors_total{component="prospect_processor",error_type="rate_limited"} [1-9]/m,
    /^system_errors_total{component="prospect_processor",error_type="platform_error"} [1-9]/m,
    /^rate_limit_hits_total{limit_type="api",platform="linkedin"} [1-9]/m,
    /^request_duration_seconds_count{endpoint="\/prospects",method="POST"} [1-9]/m,
    /^processing_time_seconds_count{component="prospect_processor",operation="score"} [1-9]/m,
    /^cpu_usage_percent{component="prospect_processor"} \d/m,
  ])('has %s', (line) => {
    expect(text).toMatch(line)
  })

  test('logs each error with the trace that it belongs to', () => {
    const line = program
      .output()
      .split('\n')
      .find((each) => each.includes('rate_limited') && each.includes('linkedin'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      component: 'prospect_processor',
      type: 'rate_limited',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      context: { platform: 'linkedin' },
    })
  })

  test('lives on when somebody goes away in the middle of a request, or sends nonsense', async () => {
    const { hostname, port } = new URL(url)
    const half = connect({ host: hostname, port: Number(port) })
    await once(half, 'connect')
    half.write('POST /prospects HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"id":')
    half.destroy()
    // What is no address to fetch is one to a client of another kind.
    const odd = connect({ host: hostname, port: Number(port) })
    odd.end('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(String(await odd.toArray())).toContain('HTTP/1.1 404')
    const send = async (body: string) => (await fetch(`${url}/prospects`, { method: 'POST', body })).status
    expect(await Promise.all(['', '[]', 'null', '{"id":1}', '{"id":"a","platform":"x"}'].map(send))).toEqual(
      Array(5).fill(400),
    )
    expect(await send(' '.repeat(5_000_000))).toBe(413)
    expect(await send('{"id":"a","platform":"linkedin"}')).toBe(200)
    expect((await fetch(`${url}/faults/platforms/gone`, { method: 'POST' })).status).toBe(404)
  })

  test('ends when asked to, has pushed, and knows its errors after a restart', async () => {
    expect(await program.end()).toBe(0)
    if (gateway !== undefined) {
      const [group] = await pushedGroups(gateway.url)
      expect(group?.labels).toEqual({ job: 'monitoring-service' })
      expect(Object.keys(group?.series ?? {})).toEqual(expect.arrayContaining(all.map(({ name }) => name)))
    }
    expect(existsSync(errorFile)).toBe(true)
    const again = start()
    const errors = (await (await fetch(`${await addressOf(again)}/errors`)).json()) as object[]
    expect(await again.end()).toBe(0)
    expect(errors[0]).toMatchObject({ level: 'error', component: 'prospect_processor' })
  })
})
