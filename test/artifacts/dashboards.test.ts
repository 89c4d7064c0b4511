import { describe, expect, test } from 'vitest'
import { selectorsOf, syntaxErrors } from './parsed-promql.ts'
import { type GrafanaPanel, readArtifacts, sampleNames, systems } from './systems.ts'

const foreign = /^(up|scrape_\w+|otelcol_\w+|spanmeter_\w+)$/

describe.each(Object.entries(systems))('the dashboards of %s', (_, system) => {
  const { dashboards } = readArtifacts(system)
  const panels = dashboards.flatMap(({ uid, panels: all }) =>
    all.filter(({ type }) => type !== 'row').map((panel) => ({ uid, panel })),
  )
  const queries = panels.flatMap(({ uid, panel }) =>
    (panel.targets ?? []).map((target) => ({ where: `${uid} / ${panel.title}`, uid, panel, ...target })),
  )
  const names = sampleNames(system)

  test('have panels, and each of these a title, a sentence, a unit, a data source and queries', () => {
    expect(panels.length).toBeGreaterThan(40)
    const bare = panels.filter(({ panel }) => {
      const unit = panel.fieldConfig?.defaults.unit
      return !(
        panel.title &&
        panel.description?.endsWith('.') &&
        unit &&
        panel.datasource?.uid === `\${datasource}` &&
        (panel.targets?.length ?? 0) > 0
      )
    })
    expect(bare.map(({ uid, panel }) => `${uid} / ${panel.title}`)).toEqual([])
  })

  test('have the variables, and of the sources exactly one at a time', () => {
    for (const { uid, templating } of dashboards) {
      const variables = templating.list.map(({ name }) => name)
      const source = uid === 'telemetry-health' ? [] : ['source']
      expect(variables).toEqual(['datasource', 'job', 'instance', ...source, 'interval'])
      for (const { name, multi, includeAll } of templating.list) {
        if (name === 'source') expect({ multi, includeAll }).toEqual({ multi: false, includeAll: false })
      }
    }
  })

  test('have ids of their own, and no panels on top of each other', () => {
    for (const { panels: all } of dashboards) {
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
      const overlapping = all.filter((one, index) =>
        all.slice(index + 1).some((other) => overlap(one, other)),
      )
      expect(overlapping.map(({ title }) => title)).toEqual([])
      expect(all.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([])
    }
  })

  test('ask in PromQL that parses', () => {
    expect(
      queries.flatMap(({ where, expr }) => syntaxErrors(expr).map((error) => `${where} ${error}`)),
    ).toEqual([])
  })

  test('ask only for what the system exposes, or what watches it', () => {
    const unknown = queries.flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter(({ metric }) => !names.has(metric) && !foreign.test(metric))
        .map(({ metric }) => `${where}: ${metric}`),
    )
    expect(unknown).toEqual([])
  })

  test('select job and instance everywhere, and one source where series have one', () => {
    const faults = queries.flatMap(({ where, expr }) =>
      selectorsOf(expr).flatMap(({ metric, matchers }) => {
        const wanted = ['job=~"x"', 'instance=~"x"', ...(foreign.test(metric) ? [] : ['source="x"'])]
        return wanted
          .filter((each) => !matchers.includes(each))
          .map((each) => `${where}: ${metric} lacks ${each}`)
      }),
    )
    expect(faults).toEqual([])
  })

  test('count events inside rate or increase only, over the intervals of Grafana', () => {
    const faults = queries.flatMap(({ where, expr }) => [
      ...selectorsOf(expr)
        .filter(
          ({ metric, inside }) =>
            /_(total|bucket|count)$/.test(metric) && !/^(rate|increase)$/.test(inside[0] ?? ''),
        )
        .map(({ metric }) => `${where}: ${metric}`),
      ...[...expr.matchAll(/rate\([^[]*\[([^\]]+)\]/g)]
        .filter(([, range]) => range !== '$__rate_interval')
        .map(String),
      ...[...expr.matchAll(/increase\([^[]*\[([^\]]+)\]/g)]
        .filter(([, range]) => !/^\$(__rate_interval|__range|interval)$/.test(range ?? ''))
        .map(String),
    ])
    expect(faults).toEqual([])
  })

  test('aggregate before they divide, and quantiles by le', () => {
    expect(queries.filter(({ expr }) => selectorsOf(expr).some(({ dividedBare }) => dividedBare))).toEqual([])
    const quantiles = queries.filter(({ expr }) => expr.includes('histogram_quantile'))
    expect(quantiles.length).toBeGreaterThan(0)
    expect(quantiles.filter(({ expr }) => !/histogram_quantile\([\d.]+, sum by\(le\b/.test(expr))).toEqual([])
  })

  test('draw heatmaps by le, in the format for it', () => {
    const heatmaps = queries.filter(({ panel }) => panel.type === 'heatmap')
    expect(heatmaps.length).toBeGreaterThan(0)
    const wrong = heatmaps.filter(({ expr, format }) => !/^sum by\(le\) /.test(expr) || format !== 'heatmap')
    expect(wrong.map(({ where }) => where)).toEqual([])
  })

  test('show exemplars wherever buckets are drawn, and nowhere else', () => {
    const wrong = queries.filter(({ expr, exemplar }) => exemplar !== expr.includes('_bucket'))
    expect(wrong.map(({ where }) => where)).toEqual([])
  })

  test('name the queries of a panel apart', () => {
    for (const { panel } of panels) {
      const ids = (panel.targets ?? []).map(({ refId }) => refId)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})

function overlap({ gridPos: a }: GrafanaPanel, { gridPos: b }: GrafanaPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

describe('what is on them', () => {
  const titles = (system: string, uid: string): string[] => {
    const { dashboards } = readArtifacts(systems[system] ?? fail(system))
    return (dashboards.find((each) => each.uid === uid)?.panels ?? [])
      .filter(({ type }) => type !== 'row')
      .map(({ title }) => title)
  }

  test('the overview has four figures, then seven panels', () => {
    expect(titles('shop', 'shop-overview')).toEqual([
      'Requests now',
      'P95 latency now',
      'Errors now',
      'Circuit breakers now',
      'HTTP request rate',
      'HTTP request latency (P50, P95, P99)',
      'Error rate',
      'Active connections',
      'Top endpoints',
      'Status code distribution',
      'Response times heatmap',
    ])
  })

  test('the advanced one has thirteen panels', () => {
    expect(titles('shop', 'shop-advanced')).toEqual([
      'Request rate',
      'P95 latency',
      'Error rate',
      'Circuit breaker status',
      'HTTP request rate by endpoint',
      'HTTP request latency',
      'EventBus throughput',
      'EventBus queue depth',
      'Cache hit rate',
      'Cache size',
      'Database query duration',
      'Database connections',
      'Error rate by module',
    ])
  })

  test('another namespace gets the same ones', () => {
    for (const kind of ['overview', 'advanced', 'domains']) {
      expect(titles('rustok', `rustok-${kind}`)).toEqual(titles('shop', `shop-${kind}`))
    }
  })

  test('what a system does not emit has no panel, and renamed labels are followed', () => {
    expect(titles('renamed', 'app-advanced')).not.toContain('Cache hit rate')
    expect(titles('renamed', 'app-advanced')).toContain('Cache size')
    const { dashboards } = readArtifacts(systems.renamed ?? fail('renamed'))
    const text = JSON.stringify(dashboards)
    expect(text).toContain('sum by(endpoint) (rate(app_gateway_answered_total')
    expect(text).toContain('max by(dependency) (app_circuit_breaker_state')
  })
})

function fail(system: string): never {
  throw new Error(`There is no system ${system}.`)
}
