import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { type Alert, catalogOf, defineSystem } from '../../catalog/index.ts'
import { droppedMeasurements, swallowedErrors } from '../../guard/index.ts'
import { queue } from './index.ts'

useContext()

describe.each(meterProviders)('queue on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'dalston', domains: { queue }, ...recording }).queue
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  const samples = async () => Object.fromEntries(await recording.samples())

  test('a queue is read at collection: depth, age of the oldest, capacity', async () => {
    const items = ['a', 'b']
    using _observer = meter.observe({ queue: 'mails' }, () => ({
      depth: items.length,
      oldestAge: 3.5,
      capacity: 10,
    }))
    items.push('c')
    expect(await samples()).toEqual({
      'dalston_queue_depth{queue="mails"}': 3,
      'dalston_queue_oldest_age_seconds{queue="mails"}': 3.5,
      'dalston_queue_capacity{queue="mails"}': 10,
    })
  })

  test('a store elsewhere is asked once per collection, and what it does not tell is left out', async () => {
    let asked = 0
    using _observer = meter.observe({ queue: 'mails' }, async () => {
      asked++
      return { depth: 7, oldestAge: 0 }
    })
    const expected = {
      'dalston_queue_depth{queue="mails"}': 7,
      'dalston_queue_oldest_age_seconds{queue="mails"}': 0,
    }
    expect(await samples()).toEqual(expected)
    expect(asked).toBe(1)
    expect(await samples()).toEqual(expected)
    expect(asked).toBe(2)
  })

  test('workers that see one queue do not multiply it', async () => {
    using _first = meter.observe({ queue: 'mails' }, () => ({ depth: 4, oldestAge: 10 }))
    using _second = meter.observe({ queue: 'mails' }, () => ({ depth: 5, oldestAge: 9 }))
    expect(await samples()).toEqual({
      'dalston_queue_depth{queue="mails"}': 5,
      'dalston_queue_oldest_age_seconds{queue="mails"}': 10,
    })
  })

  test('a queue that cannot be read costs its own series, and nobody else', async () => {
    using _gone = meter.observe({ queue: 'gone' }, () => Promise.reject(new Error('connection refused')))
    using _broken = meter.observe({ queue: 'broken' }, () => {
      throw new Error('no such queue')
    })
    using _wrong = meter.observe({ queue: 'wrong' }, () => JSON.parse('null'))
    using _good = meter.observe({ queue: 'good' }, () => ({ depth: 1 }))
    expect(await samples()).toEqual({ 'dalston_queue_depth{queue="good"}': 1 })
  })

  test('a queue that cannot be read is asked once per collection as well, and counted', async () => {
    let asked = 0
    using _broken = meter.observe({ queue: 'broken' }, () => {
      asked++
      throw new Error('no such queue')
    })
    const before = swallowedErrors().get('gauge observer') ?? 0
    expect(await samples()).toEqual({})
    expect(asked).toBe(1)
    expect(swallowedErrors().get('gauge observer')).toBeGreaterThan(before)
  })

  test('a store that does not answer leaves its series out, and nobody waits for it a second time', async () => {
    let resolve = (_: { depth: number }): void => {}
    const promise = new Promise<{ depth: number }>((settle) => {
      resolve = settle
    })
    let asked = 0
    using _hanging = meter.observe({ queue: 'hanging' }, () => {
      asked++
      return promise
    })
    using _good = meter.observe({ queue: 'good' }, () => ({ depth: 1 }))
    const before = swallowedErrors().get('gauge observer') ?? 0
    expect(await samples()).toEqual({ 'dalston_queue_depth{queue="good"}': 1 })
    expect(swallowedErrors().get('gauge observer')).toBeGreaterThan(before)
    expect(await samples()).toEqual({ 'dalston_queue_depth{queue="good"}': 1 })
    expect(asked).toBe(1)
    resolve({ depth: 5 })
    await new Promise(setImmediate)
    expect(await samples()).toMatchObject({ 'dalston_queue_depth{queue="hanging"}': 5 })
    expect(asked).toBe(2)
  })

  test('a count that comes as a text is dropped, and counted as such; nothing is nothing', async () => {
    const before = droppedMeasurements().get('not_a_number') ?? 0
    // As a driver of a database gives it.
    const row = JSON.parse('{"depth":"7","oldestAge":null}')
    using _queue = meter.observe({ queue: 'rows' }, async () => row)
    expect(await samples()).toEqual({})
    expect(droppedMeasurements().get('not_a_number')).toBe(before + 1)
  })

  test('a bound queue is not named again; disposing takes it out', async () => {
    const mails = meter({ queue: 'mails' })
    const observer = mails.observe({}, () => ({ depth: 2 }))
    expect(await samples()).toEqual({ 'dalston_queue_depth{queue="mails"}': 2 })
    observer[Symbol.dispose]()
    if (recording.forgets) expect(await samples()).toEqual({})
  })

  test('one queue without a label, under the names of another system', async () => {
    const system = defineSystem({
      namespace: '',
      domains: {
        queue: queue.with({
          subsystem: 'webhook_queue',
          labels: { queue: false },
          metrics: { depth: { name: 'size' } },
        }),
      },
      ...recording,
    })
    using _observer = system.queue.observe({ queue: 'any' }, () => ({ depth: 3, oldestAge: 60 }))
    expect(await samples()).toEqual({ webhook_queue_size: 3, webhook_queue_oldest_age_seconds: 60 })
  })
})

describe('alerts of a system that knows its own bounds', () => {
  const alertsOf = (options: Parameters<typeof queue.with>[0]) =>
    catalogOf(defineSystem({ namespace: 'x', domains: { queue: queue.with(options) } })).domains[0]?.alerts

  test('take its bounds, its words and its name; the others stay', () => {
    const alerts = alertsOf({
      alerts: {
        queueBacklog: {
          key: 'webhookQueueBacklog',
          bound: { above: 50 },
          for: '1m',
          summary: 'Webhooks wait',
        },
      },
    })
    expect(alerts?.webhookQueueBacklog).toMatchObject({
      summary: 'Webhooks wait',
      bound: { above: 50 },
      for: '1m',
      severity: 'warning',
      panel: 'depth',
    })
    expect(Object.keys(alerts ?? {})).toEqual(['webhookQueueBacklog', 'queueNearlyFull', 'staleItemsInQueue'])
  })

  test('stand beside those that it brings itself', () => {
    const filling: Alert = {
      summary: 'A queue fills',
      description: 'In {queue} wait {value}.',
      unit: 'short',
      when: { show: 'value', of: 'depth', join: 'max', by: ['queue'] },
      bound: { above: 7 },
      for: '1m',
      severity: 'warning',
      panel: 'depth',
      runbook: { meaning: 'It fills.', impact: 'None yet.', look: ['The workers.'], mend: ['More workers.'] },
    }
    const alerts = alertsOf({ alerts: { filling, queueBacklog: false } })
    expect(Object.keys(alerts ?? {})).toEqual(['queueNearlyFull', 'staleItemsInQueue', 'filling'])
    expect(alerts?.filling).toEqual(filling)
  })

  test('are left out where it does not want them, also after a second change', () => {
    const system = queue.with({ alerts: { staleItemsInQueue: false } }).with({ subsystem: 'line' })
    expect(Object.keys(system.wiring.alerts ?? {})).toEqual(['queueBacklog', 'queueNearlyFull'])
  })

  test('one that there is not is refused by a sentence', () => {
    expect(() => queue.with({ alerts: { backlog: false } })).toThrow(
      'with({ alerts }) names "backlog", which the catalog queue does not declare. It has queueBacklog, queueNearlyFull, staleItemsInQueue.',
    )
    expect(() => queue.with({ alerts: { staleItemsInQueue: { key: 'queueBacklog' } } })).toThrow(
      'with({ alerts }) gives two alerts of the catalog queue the key queueBacklog.',
    )
  })
})
