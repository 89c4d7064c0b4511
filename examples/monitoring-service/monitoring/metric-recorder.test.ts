import { type Observability, startObservability } from 'spanmeter/setup'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTelemetry } from '../telemetry.ts'
import type { LogEntry } from './logger.ts'
import { MonitoringService } from './monitoring-service.ts'

let observability: Observability
let monitoring: MonitoringService
const log: LogEntry[] = []

beforeAll(async () => {
  observability = await startObservability({ serviceName: 'test', metrics: { port: 0 } })
  monitoring = new MonitoringService({
    telemetry: createTelemetry(),
    observability,
    logger: (entry) => {
      log.push(entry)
      throw new Error('The disk of the log is full.')
    },
  })
})
afterAll(() => observability.shutdown())

const exposed = async () => (await fetch(observability.metricsUrl ?? '')).text()

describe('a number that is recorded by name', () => {
  test('goes to the metric of the catalogs that has the name', async () => {
    monitoring.recordMetric('prospect_score', 0.85, { platform: 'linkedin', score_type: 'engagement' })
    monitoring.recordMetric('engagement_total', 2, { platform: 'linkedin', metric_type: 'reply' })
    monitoring.recordMetric('rate_limit_hits_total', 1, { platform: 'linkedin', limit_type: 'api' })
    const text = await exposed()
    expect(text).toContain('prospect_score_bucket{platform="linkedin",score_type="engagement",le="0.9"} 1')
    expect(text).toContain('engagement_total{metric_type="reply",platform="linkedin"} 2')
    expect(text).toContain('rate_limit_hits_total{limit_type="api",platform="linkedin"} 1')
  })

  test('goes to a metric of its own otherwise: a counter by its ending, else a gauge', async () => {
    monitoring.recordMetric('letters_total', 2, { kind: 'mail' })
    monitoring.recordMetric('letters_total', 3, { kind: 'mail' })
    monitoring.recordMetric('letters_waiting', 7)
    monitoring.recordMetric('letters_waiting', 4)
    const text = await exposed()
    expect(text).toContain('# TYPE letters_total counter\nletters_total{kind="mail"} 5')
    expect(text).toContain('# TYPE letters_waiting gauge\nletters_waiting 4')
  })

  test.each([
    ['no-name', 1, {}, 'is no name of a metric'],
    ['x'.repeat(200), 1, {}, 'is no name of a metric'],
    ['__proto__', 1, {}, 'is no name of a metric'],
    ['wait_bucket', 1, {}, 'no ending of a histogram'],
    ['target_info', 1, {}, 'of the telemetry itself'],
    ['engagement', 1, {}, 'would be mistaken for engagement_total'],
    ['fine', Number.NaN, {}, 'must be finite'],
    ['fine', 1, { 'a-b': 'x' }, 'is no label'],
    ['fine', 1, { a: 'x'.repeat(101) }, 'at most 100 letters'],
    ['letters_total', 1, { other: 'x' }, 'has the labels kind, and was given other'],
    ['prospect_score', 1, { platform: 'x' }, 'has the labels platform,score_type, and was given platform'],
    ['conversions_total', 1, { user: 'x' }, 'has the labels platform, and was given user'],
    ['conversions_total', -1, { platform: 'x' }, 'cannot go down'],
    ['letters_total', -1, { kind: 'mail' }, 'cannot go down'],
    ['fine', 1, Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`l${i}`, 'x'])), '8 are the most'],
  ])(
    '%s, %s, %j is refused in a sentence that is logged, and counted',
    async (name, value, labels, sentence) => {
      const refusals = async () =>
        Number(/error_type="invalid_metric"} (\d+)/.exec(await exposed())?.[1] ?? 0)
      const before = await refusals()
      monitoring.recordMetric(name, value, labels)
      expect(log.at(-1)?.message).toContain(sentence)
      expect(await refusals()).toBe(before + 1)
    },
  )

  test('does not make more series, or more metrics, than can be borne', async () => {
    for (let id = 0; id < 300; id++) monitoring.recordMetric('by_user', 1, { user: `u${id}` })
    for (let id = 0; id < 100; id++) monitoring.recordMetric(`metric_of_${id}`, 1)
    const text = await exposed()
    expect(text.match(/^by_user{/gm)).toHaveLength(200)
    // Two letters_, by_user, and as many as there is room for.
    expect(text.match(/^metric_of_/gm)).toHaveLength(47)
  })
})

test('a limit is hit when nothing remains, and shows when it is whole again', async () => {
  const resetTime = new Date(1_800_000_000_000)
  monitoring.recordRateLimit({ platform: 'x', limitType: 'api', remaining: 95, resetTime })
  monitoring.recordRateLimit({ platform: 'y', limitType: 'api', remaining: 0, resetTime })
  const text = await exposed()
  expect(text).toContain('rate_limit_remaining{limit_type="api",platform="x"} 95')
  expect(text).toContain('rate_limit_reset_timestamp_seconds{limit_type="api",platform="x"} 1800000000')
  expect(text).toContain('rate_limit_hits_total{limit_type="api",platform="x"} 0')
  expect(text).toContain('rate_limit_hits_total{limit_type="api",platform="y"} 1')
})
