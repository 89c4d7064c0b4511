import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { additions, expectedMetrics } from './expected-metrics.ts'
import type { Received } from './partners/partner-server.ts'
import { RunningPlatform } from './testing/running-platform.ts'
import { type Samples, tally } from './testing/samples.ts'
import { connectRedis } from './webhooks/redis.ts'
import { WebhookQueue } from './webhooks/webhook-queue.ts'

const CALLS = 120
/** Of the processes themselves, and of the telemetry. */
const foreign = /^(target_info|spanmeter_\w+)$/

let rack: Rack
let redis: TestServer
let platform: RunningPlatform
/** Each metric as each process exposed it while the platform ran. */
const seen = new Map<string, MetricContract[]>()
/** Once everything is settled. */
let samples: Samples

beforeAll(async () => {
  if (redisServer === undefined) return
  rack = new Rack()
  redis = await startRedis(rack, { password: 'p@ss: w/o#?' })
  platform = await RunningPlatform.start({ redis, calls: CALLS })
  await platform.whenScraped('every metric', (scrapes) => {
    for (const text of scrapes) {
      for (const [name, contract] of exposedMetrics(text)) {
        const hasSeries = new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(text)
        if (hasSeries) seen.set(name, [...(seen.get(name) ?? []), contract])
      }
    }
    return expectedMetrics.every(({ name }) => seen.has(name)) || undefined
  })
  await platform.atRest(CALLS)
  samples = await platform.samples()
})
afterAll(async () => {
  const code = await platform?.end()
  await rack?.close()
  if (redisServer !== undefined) expect([code, platform.output()]).toEqual([0, platform.output()])
})

const sums = (name: string, ...labels: readonly string[]) => samples.sums(name, ...labels)

/** What partners received, counted by what `key` says. */
function counted(
  which: (each: Received) => boolean,
  key: (each: Received) => unknown[],
): Map<string, number> {
  return tally(platform.received.filter(which), key)
}

const total = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, each) => sum + each, 0)
const arrived = ({ status }: Received) => status >= 200 && status < 300
const givenUp = (each: Received) => !arrived(each) && each.attempt === 4

describe.skipIf(redisServer === undefined)('the voice platform, with two workers on one queue', () => {
  test.each([...expectedMetrics, ...additions])(
    'exposes $name as promised, whichever process does',
    (metric) => {
      const contracts = seen.get(metric.name) ?? []
      expect(contracts.length).toBeGreaterThan(0)
      for (const contract of contracts) expect(contract).toEqual(asExposed(metric))
    },
  )

  test('exposes nothing else but what is listed as an addition', () => {
    const own = [...seen.keys()].filter((name) => !foreign.test(name))
    const known = [...expectedMetrics, ...additions].map(({ name }) => name)
    expect(own.filter((name) => !known.includes(name))).toEqual([])
  })

  test('what its workers count is, summed, what partners received', () => {
    const { received } = platform
    const event = ({ eventType, partnerId }: Received) => [eventType, partnerId]
    const isFirst = ({ attempt }: Received) => attempt === 1
    const labels = ['event_type', 'partner_id']
    expect(sums('webhook_queued_total', ...labels)).toEqual(counted(isFirst, event))
    expect(sums('webhook_delivered_total', ...labels)).toEqual(counted(arrived, event))
    expect(sums('webhook_failed_total', ...labels, 'status_code')).toEqual(
      counted(
        (each) => !arrived(each),
        (each) => [...event(each), each.status],
      ),
    )
    expect(sums('webhook_retry_attempts_total', 'partner_id', 'attempt_number')).toEqual(
      counted(
        (each) => !isFirst(each),
        ({ partnerId, attempt }) => [partnerId, attempt],
      ),
    )
    expect(sums('webhook_dead_letter_total', ...labels)).toEqual(counted(givenUp, event))
    const partner = ({ partnerId }: Received) => [partnerId]
    expect(sums('webhook_delivery_latency_seconds_count', 'partner_id')).toEqual(counted(() => true, partner))
    expect(sums('webhook_queue_processing_duration_seconds_count', 'partner_id')).toEqual(
      counted((each) => arrived(each) || givenUp(each), partner),
    )
    const processed = sums('webhook_worker_processed_total', 'worker_id')
    expect([...processed.keys()]).toEqual(['worker-1', 'worker-2'])
    expect(total(processed)).toBe(received.length)
  })

  test('every kind of end was among them: any 2xx, a refusal, a connection that was closed, a dead letter', async () => {
    const statuses = new Set(platform.received.map(({ status }) => status))
    expect([...statuses].sort((one, other) => one - other)).toEqual([0, 200, 201, 202, 204, 410, 503])
    const dead = counted(givenUp, ({ partnerId }) => [partnerId])
    expect([...dead.keys()]).toEqual(['hooli'])
    expect((await platform.webhooks()).dead).toBe(total(dead))
    // Nobody is sent a webhook again that has arrived, or that was given up.
    const settled = new Set<string>()
    const again = platform.received.filter((each) => {
      const isAgain = settled.has(each.webhookId)
      if (arrived(each) || givenUp(each)) settled.add(each.webhookId)
      return isAgain
    })
    expect(again).toEqual([])
  })

  test('its campaigns count what its books say, and calls that could not be made are failed ones', async () => {
    const campaigns = await platform.campaigns()
    const booked = (of: (calls: (typeof campaigns)[0]['calls']) => number) =>
      tally(
        campaigns,
        ({ id, userId }) => [id, userId],
        ({ calls }) => of(calls),
      )
    const labels = ['campaign_id', 'user_id']
    expect(sums('campaign_calls_initiated_total', ...labels)).toEqual(booked(({ initiated }) => initiated))
    expect(sums('campaign_calls_completed_total', ...labels)).toEqual(booked(({ completed }) => completed))
    expect(total(sums('campaign_calls_initiated_total'))).toBe(CALLS)
    // Two numbers in ten: one is refused, at one the telephony throws, and the loop goes on after both.
    expect(sums('campaign_calls_failed_total', 'error_type')).toEqual(
      new Map([
        ['invalid_number', CALLS / 10],
        ['TypeError', CALLS / 10],
      ]),
    )
    expect(total(sums('campaign_processing_latency_seconds_count'))).toBe(CALLS)
    expect(total(sums('campaign_call_duration_seconds_count'))).toBe((CALLS * 8) / 10)
    expect(total(sums('campaign_cost_total'))).toBeCloseTo(total(booked(({ cost }) => cost)))
    expect(sums('platform_errors_total', 'component')).toEqual(new Map([['telephony', CALLS / 10]]))
  })

  test('campaigns that have ended have no gauges any more', () => {
    for (const name of ['active_campaigns', 'pending_leads', 'success_rate']) {
      expect([name, sums(`campaign_${name}`)]).toEqual([name, new Map()])
    }
    expect(total(sums('campaign_concurrent_calls'))).toBe(0)
  })

  test('both workers are there, and every process sees one queue, whose greatest value is the truth', async () => {
    expect(total(sums('webhook_active_workers'))).toBe(2)
    const client = await connectRedis(redis.url)
    const hour = 3_600_000
    for (const id of ['one', 'two', 'three']) {
      await new WebhookQueue(client).push(
        {
          ...{ id, eventType: 'call_ended', partnerId: 'acme', url: 'http://127.0.0.1:1', payload: {} },
          ...{ enqueuedAt: Date.now() - hour, failedAttempts: 0, headers: {} },
        },
        hour,
      )
    }
    client.destroy()
    const now = await platform.samples()
    expect(now.of('webhook_queue_size')).toEqual([3, 3, 3])
    for (const age of now.of('webhook_queue_oldest_age_seconds')) expect(age).toBeGreaterThanOrEqual(3600)
  })

  test('nothing that was measured lost a label, or itself', () => {
    const lost = samples.all.filter(
      ({ name, value }) => /^spanmeter_(dropped|overflowed|swallowed)_/.test(name) && value > 0,
    )
    expect(lost).toEqual([])
  })

  test('a target that is no address is answered like any other that there is not', async () => {
    for (const target of ['//', '//user:word@/metrics', '/%', '/?//']) {
      expect([target, (await fetch(`${platform.url}${target}`)).status]).toEqual([target, 404])
    }
  })

  test('its own server tells its metrics as JSON, and its health', async () => {
    const health = await fetch(`${platform.url}/metrics/health`)
    expect([health.status, await health.json()]).toMatchObject([
      200,
      {
        status: 'healthy',
        registry: 'application',
        collectors: { campaign_metrics: 'registered', webhook_metrics: 'registered' },
      },
    ])
    const json = (await (await fetch(`${platform.url}/metrics/json`)).json()) as { metrics: object }
    expect(json.metrics).toMatchObject({
      'campaign_calls_initiated_total{campaign_id=campaign-0,user_id=user-0}': 12,
    })
  })
})
