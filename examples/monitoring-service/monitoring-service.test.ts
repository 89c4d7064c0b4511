import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalServer, localServer } from '../../test/grafana/local-server.ts'
import { startWritableStandIn, type WritableStandIn } from '../../test/grafana/writable-stand-in.ts'
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
let grafana: WritableStandIn
let program: ExampleProgram
let url: string
let text: string
let exposed: Map<string, MetricContract>
let errorFile: string

const start = () => {
  const push = gateway === undefined ? [] : ['--pushgateway', gateway.url]
  return startExample(
    'monitoring-service/main.js',
    ['--port', '0', '--error-file', errorFile, '--grafana', grafana.url, ...push],
    {
      GRAFANA_API_KEY: grafana.token,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  )
}
const addressOf = (started: ExampleProgram) =>
  started.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(started.output())?.[0])

beforeAll(async () => {
  rack = new Rack()
  errorFile = join(rack.folder(), 'errors.jsonl')
  gateway = pushgatewayServer === undefined ? undefined : await startPushgateway(rack)
  grafana = await startWritableStandIn()
  collector = await localServer((_, response) => void response.writeHead(200).end())
  program = start()
  url = await addressOf(program)
  text = await program.until('every metric', async () => {
    const now = await (await fetch(`${url}/metrics`)).text()
    exposed = exposedMetrics(now)
    return all.every(({ name }) => new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(now)) &&
      /rate_limited/.test(now)
      ? now
      : undefined
  })
}, 60_000)
afterAll(async () => {
  await Promise.all([collector.close(), grafana.close()])
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
      .find((each) => each.includes('rate_limited'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      component: 'prospect_processor',
      type: 'rate_limited',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      context: { platform: 'linkedin' },
    })
  })

  test('has its dashboards and an alert in Grafana', () => {
    expect([...grafana.dashboards.keys()]).toEqual([
      'monitoring-service-system-overview',
      'monitoring-service-platform-metrics',
      'monitoring-service-business-metrics',
      'monitoring-service-runbooks',
    ])
    expect(grafana.rules.get('high-error-rate')?.body).toMatchObject({ condition: 'HOLDS0', for: '5m' })
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
    expect([grafana.dashboards.size, grafana.rules.size]).toEqual([4, 1])
    expect(errors[0]).toMatchObject({ level: 'error', component: 'prospect_processor' })
  }, 60_000)
})
