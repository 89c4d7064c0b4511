import { context } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { meterProviders, record, useContext } from '../../test/domains/recording.ts'
import { droppedAttributes, droppedMeasurements, setStrict } from '../guard/index.ts'
import { attachMeters, detachMeters } from '../instruments/labelled/index.ts'
import { catalogOf, defineDomain, defineSystem } from './index.ts'

useContext()
afterEach(() => setStrict(false))

const mail = defineDomain(
  {
    name: 'mail',
    labels: {
      kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' },
      provider: { bound: 5, description: 'Who sends it', normalise: (value) => String(value).toLowerCase() },
    },
    metrics: {
      sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' },
      runs: { type: 'counter', description: 'Runs of the mailer' },
      handed: { type: 'counter', labels: ['provider', 'kind'], description: 'Mails handed over' },
      onTheWay: { type: 'upDownCounter', labels: ['kind'], description: 'Mails on the way' },
      waiting: { type: 'gauge', description: 'Mails waiting' },
      size: { type: 'histogram', unit: 'By', labels: ['kind'], buckets: [1024], description: 'Size' },
      bounceRate: {
        type: 'gauge',
        labels: ['provider'],
        description: 'Reminders among what was handed over',
        window: { of: 'handed', part: { kind: ['reminder'] } },
      },
    },
    operations: {
      send: {
        span: { attributes: { message_id: 'messaging.message.id', bytes: 'mail.bytes' } },
        labels: ['kind'],
        later: ['provider'],
        metrics: [
          { metric: 'sent', measure: 'count', on: 'success' },
          { metric: 'handed', measure: 'count' },
          { metric: 'size', measure: { value: 'bytes' } },
        ],
      },
    },
  },
  {
    methods: ({ metrics, bound }) => ({
      get boundKind() {
        return bound.kind
      },
      deliver: () => metrics.runs.add(1, {}),
    }),
  },
)

describe.each(meterProviders)('a domain of the user, on the %s', (provider) => {
  const make = () => {
    const recording = record(provider)
    return {
      recording,
      mail: defineSystem({ namespace: 'app', domains: { mail }, now: () => 0, ...recording }).mail,
    }
  }

  test('counters exist at 0 from the start, as far as their labels are known', async () => {
    const { recording, mail } = make()
    const atStart = {
      'app_mail_sent_total{kind="receipt"}': 0,
      'app_mail_sent_total{kind="reminder"}': 0,
      app_mail_runs_total: 0,
    }
    expect(Object.fromEntries(await recording.samples())).toEqual(atStart)
    mail({ provider: 'SMTP' })
    expect(Object.fromEntries(await recording.samples())).toEqual({
      ...atStart,
      'app_mail_handed_total{kind="receipt",provider="smtp"}': 0,
      'app_mail_handed_total{kind="reminder",provider="smtp"}': 0,
    })
  })

  test('an operation moves its metrics and makes its span', async () => {
    const { recording, mail } = make()
    const sent = mail.send({ kind: 'reminder' }, { message_id: 'm1', bytes: 2048 }, (operation) => {
      operation.set({ provider: 'SMTP' })
      return 'sent'
    })
    expect(sent).toBe('sent')
    const samples = await recording.samples()
    expect(samples.get('app_mail_sent_total{kind="reminder"}')).toBe(1)
    expect(samples.get('app_mail_handed_total{kind="reminder",provider="smtp"}')).toBe(1)
    expect(samples.get('app_mail_size_bytes_sum{kind="reminder"}')).toBe(2048)
    expect(samples.get('app_mail_bounce_rate{provider="smtp"}')).toBe(1)
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      {
        name: 'mail.send',
        attributes: { kind: 'reminder', 'messaging.message.id': 'm1', 'mail.bytes': 2048 },
      },
    ])
  })

  test('the three ways to run an operation record the same', async () => {
    const { recording, mail } = make()
    mail.send({ kind: 'receipt' }, { message_id: 'm' }, () => 1)
    mail.send.run({ kind: 'receipt' }, () => 1, { details: { message_id: 'm' } })
    mail.send.start({ kind: 'receipt' }, { details: { message_id: 'm' } }).end()
    expect((await recording.samples()).get('app_mail_sent_total{kind="receipt"}')).toBe(3)
    const attributes = recording.spans.getFinishedSpans().map((span) => span.attributes)
    expect(attributes).toHaveLength(3)
    expect(new Set(attributes.map((each) => JSON.stringify(each))).size).toBe(1)
  })

  test('a computed gauge has the labels of its counter, whatever the normaliser makes of them', async () => {
    const recording = record(provider)
    const normalise = (value: unknown): string => {
      if (value === 'unreadable') throw new Error('cannot tell')
      return `tier ${value}`
    }
    const { orders } = defineSystem({
      namespace: 'app',
      domains: {
        orders: defineDomain({
          name: 'orders',
          labels: { tier: { bound: 5, normalise, description: 'Tier' } },
          metrics: {
            placed: { type: 'counter', labels: ['tier'], description: 'Orders' },
            rate: { type: 'gauge', labels: ['tier'], description: 'Rate', window: { of: 'placed' } },
            firstShare: {
              type: 'gauge',
              description: 'Share of the first tier',
              window: { of: 'placed', part: { tier: ['tier 1'] } },
            },
          },
        }),
      },
      ...recording,
    })
    for (const tier of [1, '1', 'unreadable']) orders.placed.add(5, { tier })
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'app_orders_placed_total{tier="tier 1"}': 10,
      'app_orders_placed_total{tier="_OTHER"}': 5,
      'app_orders_rate{tier="tier 1"}': 1,
      'app_orders_rate{tier="_OTHER"}': 0.5,
      app_orders_first_share: 10 / 15,
    })
  })

  test('a computed gauge shares one window among the spellings of one series', async () => {
    const { recording, mail } = make()
    mail.handed.add(1, { provider: 'SMTP', kind: 'reminder' })
    mail({ provider: 'Smtp' }).handed.add(3, { kind: 'receipt' })
    expect((await recording.samples()).get('app_mail_bounce_rate{provider="smtp"}')).toBe(0.25)
  })

  test('a meter with labels bound makes its parts when they are asked for, so that many cost little', () => {
    const { mail } = make()
    const receipts = mail({ kind: 'receipt' })
    const isMade = (key: string) => Object.getOwnPropertyDescriptor(receipts, key)?.value !== undefined
    expect(isMade('sent')).toBe(false)
    expect(receipts.sent).toBe(receipts.sent)
    expect([isMade('sent'), isMade('onTheWay')]).toEqual([true, false])
  })

  test('a mistake in an operation is an error of defineSystem', () => {
    const odd = defineDomain({
      name: 'odd',
      labels: { result: { bound: 2, description: 'Result' } },
      metrics: {},
      operations: { work: { end: { result: () => 'done' } } },
    })
    expect(() => defineSystem({ namespace: 'app', domains: { odd } })).toThrow(
      'The operation odd.work derives the label "result" at its end, and does not declare it.',
    )
  })

  test('binding is by value: equal labels in any order give the same meter', () => {
    const { mail } = make()
    expect(mail({ kind: 'receipt', provider: 1 })).toBe(mail({ provider: '1', kind: 'receipt' }))
    expect(mail({ kind: 'receipt' })({ provider: 1 })).toBe(mail({ kind: 'receipt', provider: 1 }))
    expect(mail({ kind: 'receipt' })).not.toBe(mail({ kind: 'reminder' }))
  })

  test('methods are made with what is bound, and getters stay getters', async () => {
    const { recording, mail } = make()
    expect(mail.boundKind).toBeUndefined()
    const receipts = mail({ kind: 'receipt' })
    expect(receipts.boundKind).toBe('receipt')
    receipts.deliver()
    receipts.sent.add(1)
    receipts.onTheWay.add(-2)
    const samples = await recording.samples()
    expect(samples.get('app_mail_runs_total')).toBe(1)
    expect(samples.get('app_mail_sent_total{kind="receipt"}')).toBe(1)
    expect(samples.get('app_mail_on_the_way{kind="receipt"}')).toBe(-2)
  })

  test('labels that nobody declared are left off and counted, also when binding', async () => {
    const { recording, mail } = make()
    const before = droppedAttributes().get('unknown_label') ?? 0
    const excess = JSON.parse('{ "kind": "receipt", "user_id": "u1" }')
    mail.sent.add(1, excess)
    mail(excess).sent.add(1)
    mail.send(excess, {}, () => 1)
    const samples = await recording.samples()
    expect(samples.get('app_mail_sent_total{kind="receipt"}')).toBe(3)
    expect([...samples.keys()].some((name) => name.includes('u1'))).toBe(false)
    expect(droppedAttributes().get('unknown_label')).toBeGreaterThan(before)
  })

  test('hostile labels and details harm nobody', async () => {
    const { recording, mail } = make()
    const throwing = {
      get kind(): 'receipt' {
        throw new Error('do not touch')
      },
    }
    const proxy = new Proxy({ kind: 'receipt' } as const, {
      ownKeys() {
        throw new Error('do not touch')
      },
    })
    const circular: { kind: 'receipt'; self?: unknown } = { kind: 'receipt' }
    circular.self = circular
    for (const labels of [throwing, proxy, circular, null, undefined, 7n]) {
      const given: never = labels as never
      mail.sent.add(1, given)
      mail.sent.bind(given).add(1)
      mail.handed.add(1, given)
      mail.send(given, given, () => 1)
      mail.send.run(given, () => 1, given)
      mail.send.start(given).end()
      expect(mail(given)).toBeTypeOf('function')
    }
    expect((await recording.samples()).get('app_mail_sent_total{kind="receipt"}')).toBeGreaterThan(0)
  })
})

test('meters made before the start record from the start on, zero series and observers included', async () => {
  const recording = record('BoundMeterProvider')
  const early = defineSystem({ namespace: 'early', domains: { mail } }).mail
  const before = droppedMeasurements().get('not_started') ?? 0
  early.sent.add(1, { kind: 'receipt' })
  using _waiting = early.waiting.observe({}, () => 7)
  expect(droppedMeasurements().get('not_started')).toBe(before + 1)
  try {
    attachMeters(recording.meterProvider)
    early.send({ kind: 'reminder' }, {}, () => context.active())
    expect(Object.fromEntries(await recording.samples())).toMatchObject({
      'early_mail_sent_total{kind="receipt"}': 0,
      'early_mail_sent_total{kind="reminder"}': 1,
      early_mail_runs_total: 0,
      early_mail_waiting: 7,
    })
  } finally {
    detachMeters()
  }
})

test('the catalog of a system is data of all its domains', () => {
  const exceptions = [{ rule: 'no-namespace', reason: 'The names are those of an older system.' }] as const
  const catalog = catalogOf(defineSystem({ namespace: '', domains: { post: mail }, exceptions }))
  expect(catalog).toMatchObject({ namespace: '', exceptions, domains: [{ key: 'post', name: 'mail' }] })
  expect(catalog.domains[0]?.operations).toEqual([
    {
      key: 'send',
      name: 'mail.send',
      kind: 'internal',
      labels: { kind: 'kind', provider: 'provider' },
      attributes: { message_id: 'messaging.message.id', bytes: 'mail.bytes' },
      metrics: [
        { metric: 'sent', measure: 'count', on: 'success' },
        { metric: 'handed', measure: 'count' },
        { metric: 'size', measure: { value: 'bytes' } },
      ],
      semconv: [],
    },
  ])
})
