import { catalogOf, estimatedSeries, lintCatalog } from 'spanmeter'
import { startObservability } from 'spanmeter/setup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTelemetry } from './telemetry.ts'

const telemetry = createTelemetry()
const overflow = (labels: Readonly<Record<string, string>>) =>
  `{${Object.entries({ ...labels, otel_metric_overflow: 'true' })
    .map(([name, value]) => `${name}="${value}"`)
    .sort()
    .join(',')}}`
const campaign = { campaign_id: '_OTHER' }
const call = { ...campaign, user_id: '_OTHER' }
let observability: Awaited<ReturnType<typeof startObservability>>

beforeAll(async () => {
  observability = await startObservability({ metrics: { port: 0 } })
})
afterAll(() => observability.shutdown())

/** The samples of one metric, by their labels. */
async function samplesOf(metric: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(observability.metricsUrl ?? '')).text()
  const samples = text.split('\n').filter((line) => line.startsWith(`${metric}{`))
  return new Map(
    samples.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(metric.length, end), Number(line.slice(end))]
    }),
  )
}

const sum = (samples: ReadonlyMap<string, number>) => [...samples.values()].reduce((a, b) => a + b, 0)

async function overflowedOf(metric: string): Promise<number | undefined> {
  return (await samplesOf('spanmeter_overflowed_measurements_total')).get(`{instrument="${metric}"}`)
}

test('the 101st campaign is in the overflow series, which is told of; nothing of it is lost', async () => {
  for (let number = 0; number < 150; number++) {
    const labels = { campaign_id: `campaign-${number}`, user_id: `user-${number % 20}` }
    for (const outcome of ['success', 'busy'] as const) {
      telemetry.campaign.callCompleted({ ...labels, outcome }, { duration: 60, cost: 1.5 })
    }
    await telemetry.campaign.createCall(labels, {}, async (call) => call.fail({ code: 'no_capacity' }))
  }
  const completed = await samplesOf('campaign_calls_completed_total')
  expect(completed.has('{campaign_id="campaign-99",outcome="busy",user_id="user-19"}')).toBe(true)
  expect(completed.has('{campaign_id="campaign-100",outcome="busy",user_id="user-0"}')).toBe(false)
  const busy = overflow({ ...call, outcome: 'busy' })
  expect([completed.size, completed.get(busy), sum(completed)]).toEqual([202, 50, 300])
  const costs = await samplesOf('campaign_cost_total')
  expect([costs.size, costs.get(overflow(call)), sum(costs)]).toEqual([101, 150, 450])
  const durations = await samplesOf('campaign_call_duration_seconds_count')
  const busyAll = overflow({ ...campaign, outcome: 'busy' })
  expect([durations.size, durations.get(busyAll), sum(durations)]).toEqual([202, 50, 300])
  for (const [metric, labels] of [
    ['campaign_calls_initiated_total', call],
    ['campaign_calls_failed_total', { ...call, error_type: 'no_capacity' }],
  ] as const) {
    const calls = await samplesOf(metric)
    expect([metric, calls.size, calls.get(overflow(labels)), sum(calls)]).toEqual([metric, 101, 50, 150])
    expect(await overflowedOf(metric)).toBe(50)
  }
})

test('of the campaigns that run, those past the hundredth are one series, which is their sum', async () => {
  const running = (numbers: readonly number[]) =>
    telemetry.campaign.running(
      numbers.map((number) => ({
        campaign_id: `campaign-${number}`,
        user_id: `user-${number % 25}`,
        pendingLeads: number,
        successRate: number / 150,
      })),
    )
  running(Array.from({ length: 150 }, (_, number) => number))
  const leads = await samplesOf('campaign_pending_leads')
  expect([leads.size, leads.get('{campaign_id="campaign-99"}'), sum(leads)]).toEqual([101, 99, 11_175])
  // A share is no sum: the overflow series has the least.
  expect((await samplesOf('campaign_success_rate')).get(overflow(campaign))).toBe(100 / 150)
  // Twenty users, six campaigns each.
  const active = await samplesOf('campaign_active_campaigns')
  expect([active.size, active.get(overflow({ user_id: '_OTHER' }))]).toEqual([21, 30])
  running([149])
  expect([...(await samplesOf('campaign_pending_leads'))]).toEqual([['{campaign_id="campaign-149"}', 149]])
})

test('the 51st partner is in the overflow series, whatever events and statuses there are', async () => {
  const partners = Array.from({ length: 60 }, (_, number) => `partner-${number}`)
  for (const subscriber of partners) {
    for (const event_type of ['call_started', 'call_ended']) {
      await telemetry.webhook.enqueue({ event_type, subscriber }, { headers: {} }, async () => {})
    }
    telemetry.webhook.retryAttempts.add(1, { partner_id: subscriber, attempt_number: 2 })
  }
  const queued = await samplesOf('webhook_queued_total')
  const ended = overflow({ event_type: 'call_ended', partner_id: '_OTHER' })
  expect([queued.size, queued.get(ended), sum(queued)]).toEqual([102, 10, 120])
  expect(queued.has('{event_type="call_ended",partner_id="partner-49"}')).toBe(true)
  expect(queued.has('{event_type="call_ended",partner_id="partner-50"}')).toBe(false)
  expect(await overflowedOf('webhook_queued_total')).toBe(20)
  const retries = await samplesOf('webhook_retry_attempts_total')
  expect([retries.size, retries.get(overflow({ attempt_number: '2', partner_id: '_OTHER' }))]).toEqual([
    51, 10,
  ])
})

test('the lint reckons with one user for each campaign, and has nothing to say', () => {
  const catalog = catalogOf(telemetry)
  expect(lintCatalog(catalog)).toEqual([])
  const failed = catalog.domains
    .flatMap(({ metrics }) => metrics)
    .find(({ name }) => name === 'campaign_calls_failed_total')
  expect(failed === undefined ? undefined : estimatedSeries(failed)).toBe(1_000)
})
