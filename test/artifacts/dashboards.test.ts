import { describe, expect, test } from 'vitest'
import { dashboardRules } from './dashboard-rules/index.ts'
import { readArtifacts, sampleNames, systems } from './systems.ts'

describe.each(Object.entries(systems))('the dashboards of %s', (_, system) => {
  const { dashboards } = readArtifacts(system)
  const under = { dashboards, names: sampleNames(system) }

  test('are five, with panels', () => {
    expect(dashboards.map(({ panels }) => panels.length > 10)).toEqual([true, true, true, true, true])
  })

  test.each(dashboardRules)('keep: $name', ({ faults }) => {
    const found = dashboards.flatMap((each) => faults(each, under).map((fault) => `${each.uid}: ${fault}`))
    expect(found).toEqual([])
  })
})

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

  test('the advanced one goes from the summary down to errors, and telemetry health along the way of a series', () => {
    const rows = (uid: string) =>
      readArtifacts(systems.shop ?? fail('shop'))
        .dashboards.find((each) => each.uid === uid)
        ?.panels.filter(({ type }) => type === 'row')
        .map(({ title }) => title)
    expect(rows('shop-advanced')).toEqual(['Overview', 'Service', 'Infrastructure', 'Debugging'])
    expect(rows('telemetry-health')).toEqual([
      'Overview',
      'In the application',
      'From the application to the Collector',
      'Scrapes',
      'Collector',
    ])
  })

  test('what people ask first has its panel, aggregated as it must be', () => {
    const { dashboards } = readArtifacts(systems.rustok ?? fail('rustok'))
    const chosen = 'job=~"$job",instance=~"$instance",source="$source"'
    const rate = (metric: string, where = '') => `(rate(${metric}{${where}${chosen}}[$__rate_interval]))`
    const reads = (where: string) => `(sum by(cache) ${rate('rustok_cache_operations_total', where)})`
    const either = reads('result=~"hit|miss",')
    const asked = dashboards.flatMap(({ panels }) =>
      panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    )
    for (const question of [
      `sum by(path) ${rate('rustok_http_requests_total')}`,
      `histogram_quantile(0.95, sum by(le, path) ${rate('rustok_http_request_duration_seconds_bucket')})`,
      `(${reads('result="hit",')} or (${either} * (0))) / ${either}`,
      `max by(transport) (rustok_event_bus_queue_depth{${chosen}})`,
      `max by (service) (rustok_circuit_breaker_state{${chosen}} == 1) or max by (service) (rustok_circuit_breaker_state{${chosen}})`,
    ]) {
      expect(asked).toContain(question)
    }
  })

  test('what a system does not emit has no panel, and renamed labels are followed', () => {
    expect(titles('renamed', 'app-advanced')).not.toContain('Cache hit rate')
    expect(titles('renamed', 'app-advanced')).toContain('Cache size')
    const { dashboards } = readArtifacts(systems.renamed ?? fail('renamed'))
    const text = JSON.stringify(dashboards)
    expect(text).toContain('sum by(endpoint) (rate(app_gateway_answered_total')
    expect(text).toContain('max by (dependency) (app_circuit_breaker_state')
  })
})

function fail(system: string): never {
  throw new Error(`There is no system ${system}.`)
}
