import { describe, expect, test } from 'vitest'
import { defineDomain, defineSystem } from '../../src/index.ts'
import { BoundMeterProvider } from '../../src/instruments/index.ts'
import { meterProviders, record } from './recording.ts'

const campaign = defineDomain(
  {
    name: 'campaign',
    labels: {
      campaign_id: { bound: 2, description: 'Campaign' },
      user_id: { bound: 2, determinedBy: 'campaign_id', description: 'Who runs it' },
      country: { bound: 1, description: 'Where it calls' },
    },
    metrics: {
      calls: {
        type: 'counter',
        labels: ['campaign_id', 'user_id', 'country'],
        description: 'Calls made',
      },
      callDuration: {
        type: 'histogram',
        unit: 's',
        labels: ['campaign_id'],
        buckets: [1],
        description: 'Duration of a call',
      },
      leads: { type: 'gauge', labels: ['campaign_id'], description: 'Leads left' },
    },
    operations: {
      call: {
        labels: ['campaign_id'],
        later: ['user_id', 'country'],
        metrics: [
          { metric: 'calls', measure: 'count' },
          { metric: 'callDuration', measure: 'duration' },
        ],
      },
    },
  },
  {
    methods: ({ metrics }) => ({
      left(leads: Readonly<Record<string, number>>) {
        metrics.leads.setAll(
          Object.entries(leads).map(([campaign_id, count]) => [{ campaign_id }, count] as const),
        )
      },
    }),
  },
)

describe.each(meterProviders)('ids as labels on %s', (provider) => {
  const start = () => {
    const recording = record(provider)
    const { meterProvider, tracerProvider } = recording
    const system = defineSystem({ namespace: '', domains: { campaign }, meterProvider, tracerProvider })
    return { recording, meter: system.campaign }
  }
  const samplesOf = async ({ samples }: ReturnType<typeof record>, name: string) =>
    Object.fromEntries([...(await samples())].filter(([sample]) => sample.startsWith(`${name}{`)))

  test('are kept to their bound, whether recorded, bound, or moved by an operation; other bounds are not', async () => {
    const { recording, meter } = start()
    meter.calls.add(1, { campaign_id: 'a', user_id: 'ann', country: 'de' })
    meter({ campaign_id: 'b', user_id: 'bob' }).calls.add(1, { country: 'fr' })
    const late = meter({ campaign_id: 'c' })
    late.calls.add(1, { user_id: 'ann', country: 'de' })
    for (const campaign_id of ['a', 'c']) {
      meter.call({ campaign_id }, {}, (call) => call.set({ user_id: 'ann', country: 'it' }))
    }
    expect(await samplesOf(recording, 'campaign_calls_total')).toEqual({
      'campaign_calls_total{campaign_id="a",country="de",user_id="ann"}': 1,
      'campaign_calls_total{campaign_id="a",country="it",user_id="ann"}': 1,
      'campaign_calls_total{campaign_id="b",country="fr",user_id="bob"}': 1,
      'campaign_calls_total{campaign_id="_OTHER",country="de",otel.metric.overflow="true",user_id="_OTHER"}': 1,
      'campaign_calls_total{campaign_id="_OTHER",country="it",otel.metric.overflow="true",user_id="_OTHER"}': 1,
    })
    // Each metric has its own: of durations, c is the second campaign.
    expect(Object.keys(await samplesOf(recording, 'campaign_call_duration_seconds_count'))).toEqual([
      'campaign_call_duration_seconds_count{campaign_id="a"}',
      'campaign_call_duration_seconds_count{campaign_id="c"}',
    ])
    // The span has the campaign, whatever becomes of the label.
    expect(recording.spans.getFinishedSpans().map(({ attributes }) => attributes.campaign_id)).toEqual([
      'a',
      'c',
    ])
  })

  test('are kept to their bound in gauges that are set as a whole', async () => {
    const { recording, meter } = start()
    meter.left({ a: 1, b: 2, c: 4, d: 8 })
    expect(await samplesOf(recording, 'campaign_leads')).toEqual({
      'campaign_leads{campaign_id="a"}': 1,
      'campaign_leads{campaign_id="b"}': 2,
      'campaign_leads{campaign_id="_OTHER",otel.metric.overflow="true"}': 12,
    })
  })

  test('are kept to what the system says of them', async () => {
    const { meterProvider, samples } = record(provider)
    const few = campaign.with({ labels: { campaign_id: 'run_id' }, bounds: { campaign_id: 1 } })
    const { campaign: meter } = defineSystem({ namespace: '', domains: { campaign: few }, meterProvider })
    for (const run_id of ['a', 'b']) meter.callDuration.record(1, { run_id })
    expect([...(await samples()).keys()]).toContain(
      'campaign_call_duration_seconds_count{otel.metric.overflow="true",run_id="_OTHER"}',
    )
    const many = campaign.with({ labels: { campaign_id: 'run_id' }, bounds: { campaign_id: 2 } })
    expect(() => defineSystem({ namespace: '', domains: { campaign: many }, meterProvider })).toThrow(
      'The metric campaign_calls_total exists already with bounds "run_id 1, user_id 2" and cannot also have bounds "run_id 2, user_id 2".',
    )
  })
})

test('what a view says of an instrument comes before the bound of its label', () => {
  const meterProvider = new BoundMeterProvider({
    views: [{ instrumentName: 'campaign_call_duration_seconds', aggregationCardinalityLimit: 4 }],
  })
  const { campaign: meter } = defineSystem({ namespace: '', domains: { campaign }, meterProvider })
  for (const campaign_id of ['a', 'b', 'c', 'd', 'e']) meter.callDuration.record(1, { campaign_id })
  expect(
    meterProvider.seriesCounts().find(({ instrument }) => instrument.includes('duration')),
  ).toMatchObject({ series: 4, overflowed: 2 })
})
