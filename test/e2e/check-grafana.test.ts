import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { createGrafanaClient } from '../../src/grafana/index.ts'
import { checkGrafana } from '../grafana/check/check-grafana.ts'
import { lineOf } from '../grafana/check/finding.ts'
import { type Dashboard, shippedDashboards } from '../grafana/panel-queries.ts'
import { provisioned } from '../grafana/provisioned.ts'
import { type StandInDataSource, startStandIn } from '../grafana/stand-in.ts'

const run = inject('run')
const account = { username: 'admin', password: 'correct horse', token: 'token' }

/** As grafana/provisioning has them, at the addresses of this run. */
const dataSources = provisioned('datasources', {
  PROMETHEUS_URL: run.prometheus,
  JAEGER_URL: run.jaeger,
}).flatMap((file) => (file as { datasources: StandInDataSource[] }).datasources) // Its form is tested elsewhere.

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Grafana's HTTP API in front of the real Prometheus and the real Jaeger. */
async function standIn(sources: readonly StandInDataSource[] = dataSources) {
  const server = await startStandIn({ ...account, dashboards: shippedDashboards(), dataSources: sources })
  closers.push(server.close)
  return server.url
}

test('npm run check:grafana finds every dashboard and panel, and follows an exemplar to its trace and back', async () => {
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    GRAFANA_URL: await standIn(),
    GRAFANA_USER: 'admin',
    GRAFANA_PASSWORD: 'correct horse',
  }
  const command = promisify(execFile)('npm', ['run', '--silent', 'check:grafana'], {
    cwd: join(import.meta.dirname, '../..'),
    env,
  })
  const { stdout } = await command.catch((error: { stdout: string }) => error) // What execFile rejects with.
  const lines = stdout.split('\n')
  console.log(lines.slice(-8).join('\n'))
  expect(lines.filter((line) => line.startsWith('PROBLEM'))).toEqual([])
  for (const { title } of shippedDashboards())
    expect(lines).toContain(`ok       dashboard ${title} is as its file says`)
  expect(lines.filter((line) => line.startsWith('ok       panel ')).length).toBeGreaterThan(60)
  expect(stdout).toMatch(
    /^ok {7}exemplar of \S+_bucket leads to trace [0-9a-f]{32} in Jaeger: \d+ spans?, its own of /m,
  )
  expect(lines.filter((line) => line.startsWith('ok       from span '))).toHaveLength(4)
  expect(lines.at(-2)).toMatch(/^\d+ checks, no problems$/)
})

/** The lines of the checks of these dashboards. */
async function check(sources: readonly StandInDataSource[], dashboards: readonly Dashboard[]) {
  const grafana = createGrafanaClient({ url: await standIn(sources), token: account.token })
  const lines: string[] = []
  for await (const finding of checkGrafana({ grafana, dashboards, now: Date.now() / 1_000 }))
    lines.push(lineOf(finding))
  return lines
}

const overview = shippedDashboards().filter(({ uid }) => uid === 'shop-overview')

test('exemplars that came by OTLP carry the same label, and lead to their traces', async () => {
  const chosen = /"current":\{"text":"scrape","value":"scrape"/g
  const told = JSON.stringify(overview)
  expect(told.match(chosen)).toHaveLength(1)
  const byOtlp = JSON.parse(told.replace(chosen, '"current":{"text":"otlp","value":"otlp"'))
  const lines = await check(dataSources, byOtlp)
  expect(lines.filter((line) => line.startsWith('PROBLEM'))).toEqual([])
  expect(lines.filter((line) => line.startsWith('ok       exemplar of '))).toHaveLength(1)
})

describe('what is wrong is one sentence', () => {
  async function problems(sources: readonly StandInDataSource[], dashboards: readonly Dashboard[]) {
    const lines = await check(sources, dashboards)
    return lines.flatMap((line) => (line.startsWith('PROBLEM') ? [line.replace(/^PROBLEM +/, '')] : []))
  }

  const leadingTo = (destination: object) =>
    dataSources.map((source) =>
      source.type === 'prometheus'
        ? { ...source, jsonData: { ...source.jsonData, exemplarTraceIdDestinations: [destination] } }
        : source,
    )

  test('a panel without data', async () => {
    const told = JSON.stringify(overview).replaceAll(
      'shop_http_active_connections',
      'shop_http_idle_connections',
    )
    const query = 'sum(shop_http_idle_connections{job=~".+",instance=~".+",source="scrape"})'
    expect(await problems(dataSources, JSON.parse(told))).toEqual([
      expect.stringContaining('dashboard Shop Overview is not as its file says'),
      `panel Shop Overview / Active connections: query A gives nothing (${query}). Has this happened yet, and is its source scraped?`,
    ])
  })

  test('a query that Prometheus refuses', async () => {
    const told = JSON.stringify(overview).replaceAll(
      'sum(shop_http_active_connections',
      'som(shop_http_active_connections',
    )
    expect((await problems(dataSources, JSON.parse(told))).join('\n')).toMatch(
      /Active connections: query A is refused .* 400 \(.*unknown function with name "som"/,
    )
  })

  test('exemplars by another label', async () => {
    expect(await problems(leadingTo({ name: 'traceID', datasourceUid: 'jaeger' }), overview)).toEqual([
      expect.stringMatching(
        /^no exemplar has the label traceID, by which Prometheus finds the trace; they have (trace_id, span_id|span_id, trace_id)\.$/,
      ),
    ])
  })

  test('exemplars that lead to no data source', async () => {
    expect(await problems(leadingTo({ name: 'trace_id', datasourceUid: 'tempo' }), overview)).toEqual([
      'data source Prometheus leads exemplars to tempo, which is no data source of type jaeger.',
    ])
  })

  test('traces that are not where exemplars lead', async () => {
    // Prometheus knows no traces, and says 404.
    const elsewhere = dataSources.map((source) =>
      source.type === 'jaeger' ? { ...source, url: run.prometheus } : source,
    )
    expect(await problems(elsewhere, overview)).toEqual([
      'Jaeger knows none of the spans of 20 exemplars. Do traces reach it, and does it keep them long enough?',
    ])
  })

  test('a link from a span that shows nothing', async () => {
    const link = { name: 'Nothing', query: 'up{$__tags,job="nobody"}' }
    const linked = dataSources.map((source) =>
      source.type === 'jaeger'
        ? {
            ...source,
            jsonData: { tracesToMetrics: { tags: [{ key: 'name', value: 'span_name' }], queries: [link] } },
          }
        : source,
    )
    expect(await problems(linked, overview)).toEqual([
      expect.stringMatching(
        /^from span .* to metrics, "Nothing" gives nothing \(up\{span_name=".+",job="nobody"\}\)\.$/,
      ),
    ])
  })
})
