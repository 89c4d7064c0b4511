import { expect, test } from 'vitest'
import { catalogOf, defineDomain, defineSystem, lintCatalog } from '../../src/catalog/index.ts'
import type { Observability } from '../../src/setup/index.ts'
import { scrape, start } from '../setup/observability.ts'

const campaign = defineDomain({
  name: 'campaign',
  labels: { campaign_id: { bound: 1_000, description: 'The campaign' } },
  metrics: {
    initiated: { type: 'counter', labels: ['campaign_id'], description: 'Calls initiated' },
    latency: { type: 'histogram', unit: 's', labels: ['campaign_id'], buckets: [1], description: 'Latency' },
    pending: { type: 'gauge', labels: ['campaign_id'], description: 'Leads that wait' },
  },
})

/** A system that has few campaigns, and says so. */
function systemOf(namespace: string) {
  const reason = 'Campaigns are few, and each is looked at by itself.'
  const bounded = campaign.with({
    bounds: { campaign_id: 30 },
    exceptions: [{ rule: 'id-label', reason }],
  })
  return defineSystem({ namespace, domains: { campaign: bounded } })
}

function recordCampaigns({ campaign }: ReturnType<typeof systemOf>, count: number): void {
  for (let number = 0; number < count; number++) {
    const labels = { campaign_id: `c${number}` }
    campaign.initiated.add(1, labels)
    campaign.latency.record(0.5, labels)
    campaign.pending.record(3, labels)
  }
}

/** Scraped twice: what a collection observes is told of by the next one. */
async function samplesOf(observability: Observability): Promise<ReadonlyMap<string, number>> {
  await scrape(observability)
  const lines = (await scrape(observability)).split('\n').filter((line) => /^[a-z]/.test(line))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end))]
    }),
  )
}

test('more ids than a metric may have series are counted in one of them, and told of', async () => {
  const many = systemOf('many')
  const observability = await start()
  recordCampaigns(many, 2_100)
  const samples = await samplesOf(observability)
  const initiated = [...samples].filter(([name]) => name.startsWith('many_campaign_initiated_total{'))
  expect(initiated).toHaveLength(2_001)
  expect(initiated.reduce((sum, [, value]) => sum + value, 0)).toBe(2_100)
  expect(samples.get('many_campaign_initiated_total{otel_metric_overflow="true"}')).toBe(100)
  expect(samples.get('many_campaign_latency_seconds_count{otel_metric_overflow="true"}')).toBe(100)
  expect(samples.get('many_campaign_pending{otel_metric_overflow="true"}')).toBe(3)
  const told = (name: string) =>
    samples.get(`spanmeter_overflowed_measurements_total{instrument="many_campaign_${name}"}`)
  expect([told('initiated_total'), told('latency_seconds')]).toEqual([100, 100])
  // Observed once in a collection, and so told once more with each.
  expect(told('pending')).toBeGreaterThan(0)
  expect(samples.get('spanmeter_series{instrument="many_campaign_initiated_total"}')).toBe(2_001)
})

test('a view makes the bound that a system declared a hard one', async () => {
  const few = systemOf('few')
  const observability = await start({
    views: [{ instrumentName: 'few_campaign_*', aggregationCardinalityLimit: 31 }],
  })
  recordCampaigns(few, 40)
  const samples = await samplesOf(observability)
  expect(samples.get('few_campaign_initiated_total{campaign_id="c29"}')).toBe(1)
  expect(samples.get('few_campaign_initiated_total{otel_metric_overflow="true"}')).toBe(10)
  expect(samples.get('few_campaign_latency_seconds_count{otel_metric_overflow="true"}')).toBe(10)
  expect(samples.get('few_campaign_pending{otel_metric_overflow="true"}')).toBe(3)
  const told = [...samples].filter(([name]) => /^spanmeter_overflowed.*"few_campaign_/.test(name))
  expect(told).toHaveLength(3)
  for (const [, count] of told) expect(count).toBeGreaterThan(0)
})

test('the bound that a system declares is what its lint reckons with, and a stated reason keeps the id', () => {
  expect(lintCatalog(catalogOf(systemOf('few')))).toEqual([])
  const unstated = defineSystem({
    namespace: 'app',
    domains: { campaign: campaign.with({ bounds: { campaign_id: 20_000 } }) },
  })
  const rules = lintCatalog(catalogOf(unstated)).map(({ rule }) => rule)
  expect(new Set(rules)).toEqual(new Set(['id-label', 'series-estimate']))
})
