import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dalstonArtifacts } from '../../examples/dalston/artifacts.ts'
import { actAsCustomers } from '../../examples/dalston/launcher/customers.ts'
import { services } from '../../examples/dalston/process/services.ts'
import { Rack } from '../servers/rack.ts'
import { redisServer, startRedis } from '../servers/redis.ts'
import type { TestServer } from '../servers/server.ts'
import { startPrometheus } from '../systems/live-prometheus.ts'
import { RunningDalston, serviceNames } from '../systems/running-dalston.ts'
import type { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

/** Alerts that wait for a minute wait for three seconds here. */
const TIME_SCALE = 20

/** As much of a dashboard as is asked here. */
interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

const artifacts = dalstonArtifacts({ timeScale: TIME_SCALE })
const overview: Dashboard = JSON.parse(artifacts.get('grafana/dashboards/dalston-overview.json') ?? '')
const queries = overview.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
)
const chosen: Readonly<Record<string, string>> = {
  job: '.+',
  instance: '.+',
  source: 'scrape',
  service: '.*',
  engine_id: '.+',
  interval: '1m',
}

/** What Prometheus has beside Dalston, but for addresses and the time between scrapes. */
function configurationFor(dalston: RunningDalston): string {
  const written = readFileSync(join(import.meta.dirname, '../../examples/dalston/prometheus.yml'), 'utf8')
  const addressed = serviceNames.reduce(
    (text, service) =>
      text.replace(`127.0.0.1:${services[service].port}]`, `${new URL(dalston.url(service)).host}]`),
    written,
  )
  // It does not scrape itself here.
  return addressed.replaceAll(/\b1[05]s\b/g, '1s').replace(/ {2}- job_name: prometheus\n[\s\S]*/, '')
}

describe.skipIf(redisServer === undefined)('Dalston on the real Prometheus', () => {
  const stop = new AbortController()
  let rack: Rack
  let redis: TestServer
  let dalston: RunningDalston
  let prometheus: PrometheusApi
  let customers: Promise<void>

  beforeAll(async () => {
    rack = new Rack()
    redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({ REDIS_URL: redis.url })
    const gateway = dalston.url('gateway')
    customers = actAsCustomers({ gateway, trouble: false, until: stop.signal })
    const rules = new Map([...artifacts].filter(([path]) => path.startsWith('prometheus/rules/')))
    prometheus = await startPrometheus(rack, {
      configuration: () => configurationFor(dalston),
      rules,
    })
  })
  afterAll(async () => {
    stop.abort()
    await customers
    expect(await dalston.program.end()).toBe(0)
    await rack.close()
  })

  const firing = async () =>
    (await prometheus.query('ALERTS{alertstate="firing"}')).map(({ labels }) => labels.alertname ?? '').sort()

  test('every process is scraped', async () => {
    const targets = await until(
      () => 'every target is up',
      async () => {
        const now = await prometheus.targets()
        const areUp = now.length > 0 && now.every(({ health }) => health === 'up')
        return areUp ? now : undefined
      },
      30,
    )
    expect(targets.map(({ labels }) => labels.service).sort()).toEqual(serviceNames.toSorted())
  })

  test.each(queries)('$title has something to show', async ({ expr }) => {
    const asked = expr.replaceAll(/\$(\w+)/g, (_, name: string) => chosen[name] ?? `no variable ${name}`)
    const samples = await until(
      () => `an answer to ${asked}`,
      async () => {
        const now = (await prometheus.query(asked)).filter(({ value }) => Number.isFinite(value))
        return now.length > 0 ? now : undefined
      },
      60,
    )
    expect(samples).not.toEqual([])
  })

  test('Redis that is lost is told, with the requests that it costs, and told no more when it is back', async () => {
    expect(await firing()).toEqual([])
    await redis.crash()
    await until(
      () => 'RedisDown and HighErrorRate',
      async () => {
        const now = await firing()
        return now.includes('RedisDown') && now.includes('HighErrorRate') ? now : undefined
      },
      60,
    )
    await redis.startAgain()
    await until(
      () => 'the end of RedisDown and HighErrorRate',
      async () => {
        const now = await firing()
        return now.includes('RedisDown') || now.includes('HighErrorRate') ? undefined : now
      },
      90,
    )
  })
})
