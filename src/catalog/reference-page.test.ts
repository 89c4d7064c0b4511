import { expect, test } from 'vitest'
import { cache, circuitBreaker, database, errors, eventBus, http, spans } from '../domains/index.ts'
import { catalogOf, defineSystem, metricsReference } from './index.ts'

const domains = { http, database, cache, eventBus, circuitBreaker, errors, spans }

test('the committed reference is current', async () => {
  const introduction = [
    'What the domains emit, here under the namespace `shop`. This page is generated from the catalogs by',
    '`npm run generate`; a test fails when it is stale. A helper takes the labels of its row, an operation those of its',
    'own: `shop.http.requests.add(1, { method, path, status })`. Labels called "up to n" are open, and n is what the',
    'lint reckons with; `with({ bounds })` states another.',
  ].join('\n')
  const catalog = catalogOf(defineSystem({ namespace: 'shop', domains }))
  const markdown = metricsReference(catalog, { title: 'Metrics reference', introduction })
  await expect(markdown).toMatchFileSnapshot('../../docs/metrics/README.md')
})
