import { expect, test } from 'vitest'
import { shippedDomains } from '../../test/domains/shipped-domains.ts'
import { catalogOf, checkViews, defineSystem } from '../catalog/index.ts'

const system = defineSystem({
  namespace: 'shop',
  domains: { ...shippedDomains, http: shippedDomains.http.with({ subsystem: 'gateway' }) },
})

test('every domain has panels and alerts, and they have no faults', () => {
  for (const domain of catalogOf(system).domains) {
    expect(Object.keys(domain.panels).length, domain.key).toBeGreaterThan(0)
    expect(Object.keys(domain.alerts).length, domain.key).toBeGreaterThan(0)
    expect(checkViews(domain), domain.key).toEqual([])
  }
})

test('every metric that is emitted is on a panel, but those that another panel tells as well', () => {
  const silent = catalogOf(system).domains.flatMap(({ key, metrics, panels }) => {
    const asked = JSON.stringify(Object.values(panels).map(({ query }) => query))
    return metrics
      .filter((metric) => metric.emitted && !new RegExp(`\\b${metric.key}\\b`).test(asked))
      .map((metric) => `${key}.${metric.key}`)
  })
  expect(silent).toEqual([
    'http.requestsByEndpoint', // as http.requests
    'http.requestSize', // P95 body sizes shows what goes out
    'cache.hitRate', // computed in PromQL, which can be aggregated
    'circuitBreaker.inState', // as circuitBreaker.state
    'errors.errorRate', // computed in PromQL
  ])
})
