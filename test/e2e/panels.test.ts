import { describe, expect, inject, test } from 'vitest'
import {
  type Dashboard,
  type PanelQuery,
  panelQueries,
  shippedDashboards,
  type Variable,
} from '../grafana/panel-queries.ts'
import { fillVariables, initialValues, type TimeRange } from '../grafana/variables.ts'
import { numberOf, PrometheusApi } from './prometheus-api.ts'

const run = inject('run')
const prometheus = new PrometheusApi(run.prometheus)

/** The load, as a dashboard of that time shows it: scrapes came once per second. */
const range: TimeRange = {
  from: Math.ceil(run.loadFrom / 1_000),
  to: Math.floor(run.loadTo / 1_000),
  step: 1,
  scrapeInterval: 1,
}

describe.each(shippedDashboards().filter(hasQueries))('$uid', (dashboard) => {
  describe.each(sourcesOf(dashboard))('with source %s', (source) => {
    const queries = queriesOf(dashboard, source)

    // Where nothing is wrong, nothing wrong is to be seen: a 0, never an empty panel.
    test.each(queries)('$panel ($refId) shows numbers', async (query) => {
      expect(await numbersOf(query), query.expr).not.toEqual([])
    })

    test.each(queries.filter(({ panelType }) => panelType === 'heatmap'))(
      '$panel ($refId) has several buckets, and something in them',
      async (query) => {
        const buckets = await prometheus.range(query.expr, range)
        const bounds = buckets.map(({ labels }) => numberOf(labels.le ?? ''))
        expect(bounds.filter((bound) => bound > 0).length).toBeGreaterThan(5)
        expect(Math.max(...(await numbersOf(query)))).toBeGreaterThan(0)
      },
    )

    test.each(queries.filter(({ exemplar }) => exemplar))('$panel ($refId) has exemplars', async (query) => {
      const exemplars = await prometheus.exemplars(query.expr, new Date(run.loadFrom))
      expect(exemplars.length, query.expr).toBeGreaterThan(0)
      for (const { series, traceId } of exemplars) {
        expect(series.source).toBe(source)
        expect(traceId).toMatch(/^[0-9a-f]{32}$/)
      }
    })
  })

  test('what can be chosen is what there is', async () => {
    const { job, instance } = await choices(dashboard)
    const { instance: shop } =
      (await prometheus.targets()).find(({ labels }) => labels.job === 'shop')?.labels ?? {}
    expect(shop).toMatch(/:\d+$/)
    expect(job).toContain('shop')
    expect(instance).toContain(shop)
    if (dashboard.uid === 'telemetry-health')
      expect(job).toEqual(['collector', 'jaeger', 'prometheus', 'shop'])
    else expect({ job, instance }).toEqual({ job: ['shop'], instance: [shop] })
  })
})

test('every dashboard that is shipped was looked at, or has no query', () => {
  const looked = shippedDashboards().filter(hasQueries)
  expect(looked.map(({ uid }) => uid)).toEqual(
    expect.arrayContaining(['shop-advanced', 'shop-domains', 'shop-overview', 'telemetry-health']),
  )
  for (const { uid, panels = [] } of shippedDashboards().filter((each) => !hasQueries(each)))
    expect([uid, ...new Set(panels.map(({ type }) => type).filter((type) => type !== 'row'))]).toEqual([
      uid,
      'text',
    ])
})

function hasQueries(dashboard: Dashboard): boolean {
  return panelQueries(dashboard).length > 0
}

/** Both ways, where a dashboard lets choose. */
function sourcesOf({ templating }: Dashboard): string[] {
  const source = templating?.list?.find(({ name }) => name === 'source')
  return source === undefined ? ['scrape'] : ['scrape', 'otlp']
}

/** Every query of a dashboard, as Grafana sends it. */
function queriesOf(dashboard: Dashboard, source: string): PanelQuery[] {
  const values = { ...initialValues(dashboard), source }
  return panelQueries(dashboard).map((query) => ({
    ...query,
    expr: fillVariables(query.expr, values, range),
  }))
}

/** What is drawn; Grafana leaves out what is not finite. */
async function numbersOf({ expr, instant }: PanelQuery): Promise<number[]> {
  const courses = await prometheus.range(expr, instant ? { ...range, from: range.to } : range)
  return courses.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite)
}

/** What the variables offer, by their names. */
async function choices(dashboard: Dashboard): Promise<Record<string, string[]>> {
  const asked = (dashboard.templating?.list ?? []).filter(({ type }) => type === 'query')
  const offered = asked.map(async ({ name, definition = '' }: Variable) => {
    const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? []
    if (selector === undefined || label === undefined) throw new Error(`${name} asks for ${definition}.`)
    const filled = fillVariables(selector, initialValues(dashboard), range)
    return [name, await prometheus.labelValues(label, filled)] as const
  })
  return Object.fromEntries(await Promise.all(offered))
}
