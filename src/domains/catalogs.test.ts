import { expect, test } from 'vitest'
import { shippedDomains as domains } from '../../test/domains/shipped-domains.ts'
import { catalogOf, defineSystem, lintCatalog, metricsReference } from '../catalog/index.ts'

test('every catalog keeps the rules, or says why not', () => {
  expect(lintCatalog(catalogOf(defineSystem({ namespace: 'shop', domains })))).toEqual([])
  const everything = {
    ...domains,
    http: domains.http.with({ also: ['websocketConnections', 'uploadBytes'] }),
  }
  expect(lintCatalog(catalogOf(defineSystem({ namespace: 'shop', domains: everything })))).toEqual([])
})

test('every exception is needed: without it the rule finds fault', () => {
  const catalog = catalogOf(defineSystem({ namespace: 'shop', domains }))
  const without = {
    ...catalog,
    domains: catalog.domains.map((domain) => ({
      ...domain,
      exceptions: [],
      metrics: domain.metrics.map((metric) => ({
        ...metric,
        exceptions: [],
        labels: metric.labels.map((label) => ({ ...label, exceptions: [] })),
      })),
    })),
  }
  const found = lintCatalog(without).map(({ rule, where }) => `${rule} ${where}`)
  expect(found.sort()).toEqual([
    'id-label eventBus.published{tenant_id}',
    'id-label jobs.jobsCreated{tenant_id}',
    'id-label sessions.sessionsActive{worker_id}',
    'id-label spans.spansCreated{tenant_id}',
    'id-label webhook.workerProcessed{worker_id}',
    'id-label webhook.workerUptime{worker_id}',
    'no-subsystem jobs',
    'no-subsystem spans',
    'unsuitable-buckets cache.operationDuration',
  ])
})

test('the reference has a row for every metric that is emitted', () => {
  const catalog = catalogOf(defineSystem({ namespace: 'shop', domains }))
  const text = metricsReference(catalog, { title: 'Metrics' })
  for (const { key, metrics } of catalog.domains) {
    for (const metric of metrics.filter(({ emitted }) => emitted)) {
      expect(text).toContain(`| \`${metric.name}\` | \`${key}.${metric.key}\` | ${metric.type} |`)
    }
  }
})
