import { startObservability } from 'spanmeter/setup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTelemetry } from '../telemetry.ts'
import { successRateOf } from './campaign.ts'

const telemetry = createTelemetry()
let observability: Awaited<ReturnType<typeof startObservability>>

beforeAll(async () => {
  observability = await startObservability({ metrics: { port: 0 } })
})
afterAll(() => observability.shutdown())

async function lines(pattern: RegExp): Promise<string[]> {
  const text = await (await fetch(observability.metricsUrl ?? '')).text()
  return text.split('\n').filter((line) => pattern.test(line))
}

const running = (campaign_id: string, user_id: string, pendingLeads: number, successRate?: number) => ({
  campaign_id,
  user_id,
  pendingLeads,
  successRate,
})

test('a campaign that runs no more, and a user who has none, have no gauges', async () => {
  telemetry.campaign.running([running('a', 'ann', 3, 0.5), running('b', 'ann', 4), running('c', 'bob', 5, 1)])
  const gauges = /^campaign_(active_campaigns|pending_leads|success_rate)\{/
  expect(await lines(gauges)).toEqual([
    'campaign_active_campaigns{user_id="ann"} 2',
    'campaign_active_campaigns{user_id="bob"} 1',
    'campaign_pending_leads{campaign_id="a"} 3',
    'campaign_pending_leads{campaign_id="b"} 4',
    'campaign_pending_leads{campaign_id="c"} 5',
    'campaign_success_rate{campaign_id="a"} 0.5',
    'campaign_success_rate{campaign_id="c"} 1',
  ])
  telemetry.campaign.running([running('b', 'ann', 2)])
  expect(await lines(gauges)).toEqual([
    'campaign_active_campaigns{user_id="ann"} 1',
    'campaign_pending_leads{campaign_id="b"} 2',
  ])
})

test('a call that could not be made was initiated, and failed by what the telephony said', async () => {
  const labels = { campaign_id: 'a', user_id: 'ann' }
  const thrown = telemetry.campaign.createCall(labels, {}, () => Promise.reject(new TypeError('half')))
  await expect(thrown).rejects.toThrow('half')
  const busy = Object.assign(new Error('none free'), { code: 'no_capacity' })
  expect(telemetry.campaign.createCall(labels, {}, (call) => call.fail(busy) && 'returned')).toBe('returned')
  expect(await lines(/^campaign_calls_(initiated|failed)_total\{/)).toEqual([
    'campaign_calls_initiated_total{campaign_id="a",user_id="ann"} 2',
    'campaign_calls_failed_total{campaign_id="a",error_type="TypeError",user_id="ann"} 1',
    'campaign_calls_failed_total{campaign_id="a",error_type="no_capacity",user_id="ann"} 1',
  ])
})

test('calls that could not be made lower the success rate, which is none before the first is settled', () => {
  const calls = { initiated: 9, successful: 3, completed: 4, failed: 2, cost: 1 }
  expect(successRateOf(calls)).toBe(0.5)
  expect(successRateOf({ ...calls, successful: 0, completed: 0, failed: 0 })).toBeUndefined()
})
