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

/** The same under a name that is no id's: its bound is what it reckons with. */
function unlimitedOf(namespace: string) {
  return defineSystem({
    namespace,
    domains: { campaign: campaign.with({ labels: { campaign_id: 'kind' } }) },
  })
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

test('an id is kept to the bound that a system declares: what is past it is counted in one series, and told of', async () => {
  const few = systemOf('few')
  const observability = await start()
  recordCampaigns(few, 40)
  const samples = await samplesOf(observability)
  const initiated = [...samples].filter(([name]) => name.startsWith('few_campaign_initiated_total{'))
  expect(initiated).toHaveLength(31)
  expect(samples.get('few_campaign_initiated_total{campaign_id="c29"}')).toBe(1)
  expect(samples.get('few_campaign_initiated_total{campaign_id="_OTHER",otel_metric_overflow="true"}')).toBe(
    10,
  )
  expect(
    samples.get('few_campaign_latency_seconds_count{campaign_id="_OTHER",otel_metric_overflow="true"}'),
  ).toBe(10)
  // Ten of them, with three each.
  expect(samples.get('few_campaign_pending{campaign_id="_OTHER",otel_metric_overflow="true"}')).toBe(30)
  const told = (name: string) =>
    samples.get(`spanmeter_overflowed_measurements_total{instrument="few_campaign_${name}"}`)
  expect([told('initiated_total'), told('latency_seconds')]).toEqual([10, 10])
  // Observed once in a collection, and so told once more with each.
  expect(told('pending')).toBeGreaterThan(0)
})

test('any label meets the limit of the instrument', async () => {
  const many = unlimitedOf('many')
  const observability = await start()
  for (let number = 0; number < 2_100; number++) {
    const labels = { kind: `c${number}` }
    many.campaign.initiated.add(1, labels)
    many.campaign.latency.record(0.5, labels)
    many.campaign.pending.record(3, labels)
  }
  const samples = await samplesOf(observability)
  const initiated = [...samples].filter(([name]) => name.startsWith('many_campaign_initiated_total{'))
  expect(initiated).toHaveLength(2_001)
  expect(initiated.reduce((sum, [, value]) => sum + value, 0)).toBe(2_100)
  expect(samples.get('many_campaign_initiated_total{otel_metric_overflow="true"}')).toBe(100)
  expect(samples.get('many_campaign_latency_seconds_count{otel_metric_overflow="true"}')).toBe(100)
  expect(samples.get('many_campaign_pending{otel_metric_overflow="true"}')).toBe(3)
  expect(samples.get('spanmeter_series{instrument="many_campaign_initiated_total"}')).toBe(2_001)
})

test('a view says otherwise', async () => {
  const viewed = systemOf('viewed')
  const observability = await start({
    views: [{ instrumentName: 'viewed_campaign_*', aggregationCardinalityLimit: 36 }],
  })
  recordCampaigns(viewed, 40)
  const samples = await samplesOf(observability)
  expect(samples.get('viewed_campaign_initiated_total{campaign_id="c34"}')).toBe(1)
  expect(samples.get('viewed_campaign_initiated_total{otel_metric_overflow="true"}')).toBe(5)
  expect(samples.get('viewed_campaign_latency_seconds_count{otel_metric_overflow="true"}')).toBe(5)
  const told = [...samples].filter(([name]) => /^spanmeter_overflowed.*"viewed_campaign_/.test(name))
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
