import { expect, test } from 'vitest'
import { shippedDomains as domains } from '../../test/domains/shipped-domains.ts'
import { catalogOf, defineSystem, metricsReference } from './index.ts'

test('the committed reference is current', async () => {
  const introduction = [
    'What the domains emit, here under the namespace `shop`. This page is generated from the catalogs by',
    '`npm run generate`; a test fails when it is stale. A helper takes the labels of its row, an operation those of its',
    'own: `shop.http.requests.add(1, { method, path, status })`. Labels called "up to n" are open, and n is what the',
    'lint reckons with; `with({ bounds })` states another. Where it is "enforced", the label looks like an id, and further',
    'values are [`_OTHER`](../cardinality.md#where-an-id-stays). Where the semantic conventions of OpenTelemetry know the',
    'fact, their name stands beside it (where theirs is a histogram, a counter of ours is its count); what of it a system',
    'emits with `semconv: true` is on [its own page](../semantic-conventions.md).',
  ].join('\n')
  const catalog = catalogOf(defineSystem({ namespace: 'shop', domains }))
  const markdown = metricsReference(catalog, { title: 'Metrics reference', introduction })
  await expect(markdown).toMatchFileSnapshot('../../docs/metrics/README.md')
})
