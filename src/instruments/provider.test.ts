import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { describe, expect, it } from 'vitest'
import { warningsOf } from '../../test/conformance/subject.ts'
import { PlainReader, start } from '../../test/instruments/harness.ts'
import { collectLazily, pointsOf } from '../points/index.ts'
import { BoundMeterProvider } from './index.ts'

describe('BoundMeterProvider with official readers', () => {
  it('is collected by the Prometheus exporter and by a periodic reader at once', async () => {
    const pull = new PrometheusExporter({ preventServerStart: true })
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA)
    const push = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
    const provider = new BoundMeterProvider({ readers: [pull, push] })
    const counter = provider.getMeter('shop').createCounter('orders')
    counter.add(1, { kind: 'new' })
    counter.bind({ kind: 'new' }).add(2)
    await provider.forceFlush()
    counter.add(4, { kind: 'new' })
    await provider.forceFlush()

    const pulled = await pull.collect()
    expect(pulled.errors).toEqual([])
    expect(pulled.resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]).toMatchObject({
      attributes: { kind: 'new' },
      value: 7,
    })
    const pushed = exporter
      .getMetrics()
      .map((batch) => batch.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value)
    expect(pushed).toEqual([3, 4])
    await provider.shutdown()
  })
})

describe('a collection', () => {
  it('is a snapshot, unless its reader says that it reads at once', async () => {
    const eager = new PlainReader()
    const lazy = new PlainReader()
    collectLazily(lazy)
    const { meter } = start({ readers: [eager, lazy] })
    const counter = meter.createCounter('calls')
    counter.add(1)
    const [snapshot, later] = [(await eager.metrics())[0], (await lazy.metrics())[0]]
    counter.add(1)
    expect([...(snapshot?.dataPoints ?? [])].map(({ value }) => value)).toEqual([1])
    expect([...(later === undefined ? [] : pointsOf<unknown>(later))].map(({ value }) => value)).toEqual([2])
    // Read as a whole, it is materialised once.
    const whole = (await lazy.metrics())[0]
    expect(whole?.dataPoints).toBe(whole?.dataPoints)
  })

  it('that is read lazily bears series that come and go in between', async () => {
    const lazy = new PlainReader('delta')
    collectLazily(lazy)
    const { meter } = start({ readers: [lazy] })
    const counter = meter.createCounter('calls')
    for (let i = 0; i < 10; i++) counter.add(1, { i })
    const [metric] = await lazy.metrics()
    const seen: unknown[] = []
    for (const point of metric === undefined ? [] : pointsOf<unknown>(metric)) {
      seen.push(point.attributes.i)
      if (point.attributes.i === 2) {
        counter.remove({ i: 3 })
        counter.add(1, { i: 'new' })
      }
    }
    expect(seen).toEqual([0, 1, 2, 'new', 4, 5, 6, 7, 8, 9])
    expect(await lazy.points('calls')).toEqual([])
  })

  it('that was never read leaves its interval to the next one of a delta reader', async () => {
    const lazy = new PlainReader('delta')
    collectLazily(lazy)
    const { meter } = start({ readers: [lazy] })
    meter.createCounter('calls').add(1)
    await lazy.metrics()
    meter.createCounter('calls').add(2)
    expect(await lazy.values('calls')).toEqual([[{}, 3]])
  })
})

describe('cardinality', () => {
  it('past the budget is warned of once, naming the worst label', async () => {
    const { meter } = start({ cardinalityBudget: 50 })
    const few = meter.createCounter('few')
    const many = meter.createCounter('many')
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 100; i++) {
        few.add(1, { page: i % 5 })
        many.add(1, { method: i % 2, user: i })
      }
    })
    expect(warnings).toEqual([expect.stringMatching(/more than 50 series.*many.*"user" has 4\d values/)])
  })

  it('past the budget, series that are observed count like those that are recorded', async () => {
    const { meter, reader } = start({ cardinalityBudget: 50 })
    let users = 20
    meter.createCounter('few').add(1, { page: 1 })
    meter.createObservableGauge('many').addCallback((observed) => {
      for (let i = 0; i < users; i++) observed.observe(1, { kind: i % 2, user: i })
    })
    const collected = async (now: number) => {
      users = now
      await reader.metrics()
    }
    // Who is gone is no series any more: only the last collection has too many.
    const warnings = await warningsOf(async () => {
      for (const now of [20, 40, 10, 40, 60, 60]) await collected(now)
    })
    expect(warnings).toEqual([
      'spanmeter: There are more than 50 series. The most are of many (60), whose label "user" has 60 values: bound them, or drop the label with a view.',
    ])
  })

  it('counts series and overflowed measurements of every kind of instrument', async () => {
    const { meter, provider, reader } = start({ cardinalityLimit: 2 })
    for (const i of [1, 2, 3, 4]) {
      meter.createCounter('counter').add(1, { i })
      meter.createHistogram('histogram').record(1, { i })
    }
    meter.createObservableGauge('observed').addCallback((observed) => {
      for (const i of [1, 2, 3]) observed.observe(1, { i })
    })
    await reader.metrics()
    const scope = 'test'
    expect(provider.seriesCounts()).toEqual([
      { instrument: 'counter', scope, series: 3, overflowed: 2 },
      { instrument: 'histogram', scope, series: 3, overflowed: 2 },
      { instrument: 'observed', scope, series: 3, overflowed: 1 },
    ])
  })
})

describe('the end', () => {
  it('reaches every reader, and tells of those that failed', async () => {
    const asked: string[] = []
    const reader = (name: string, fails: boolean) =>
      Object.assign(new PlainReader(), {
        shutdown: async () => {
          asked.push(name)
          if (fails) throw new Error(`${name} is stuck`)
        },
        forceFlush: async () => {
          if (fails) throw new Error(`${name} is full`)
        },
      })
    const provider = new BoundMeterProvider({
      readers: [reader('a', true), reader('b', false), reader('c', true)],
    })
    await expect(provider.forceFlush()).rejects.toThrow('2 metric reader(s) failed to flush')
    await expect(provider.shutdown()).rejects.toThrow('2 metric reader(s) failed to shut down')
    expect(asked).toEqual(['a', 'b', 'c'])
    const warnings = await warningsOf(async () => {
      await provider.shutdown()
      await provider.forceFlush()
    })
    expect(warnings).toHaveLength(2)
    expect(asked).toHaveLength(3)
  })

  it('leaves meters that can be used and bound, and record nothing', async () => {
    const { provider, reader } = start()
    await provider.shutdown()
    const meter = provider.getMeter('late')
    const counter = meter.createCounter('calls')
    counter.add(1)
    counter.bind({ a: 1 }).add(1)
    expect(counter.remove({ a: 1 })).toBe(false)
    meter.createObservableGauge('level').addCallback(() => {
      throw new Error('not run')
    })
    const { errors, resourceMetrics } = await reader.collect()
    expect([errors, resourceMetrics.scopeMetrics]).toEqual([[], []])
  })
})

describe('hostile set-up', () => {
  it('of names and options yields working instruments', async () => {
    const { meter, provider, reader } = start()
    const options = [
      undefined,
      null,
      5,
      { unit: 1n, description: {}, advice: 7 },
      { advice: { explicitBucketBoundaries: ['x'] } },
    ]
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    for (const [i, each] of [...options, throwing].entries()) {
      meter.createHistogram(`h${i}`, each as never).record(1)
      meter.createCounter(`c${i}`, each as never).add(1)
    }
    for (const name of [undefined, null, 5, Symbol('s'), {}]) meter.createCounter(name as never).add(1)
    for (const name of [undefined, null, 5, Symbol('s'), throwing, Object.create(null)]) {
      provider
        .getMeter(name as never, name as never, name as never)
        .createCounter('x')
        .add(1)
    }
    const metrics = await reader.metrics()
    expect(metrics.filter(({ descriptor }) => /^[hc]\d$/.test(descriptor.name))).toHaveLength(12)
    expect(metrics.every(({ dataPoints }) => dataPoints.length === 1)).toBe(true)
  })

  it('of limits that are none is warned of, and the defaults hold', async () => {
    const nonsense = {
      cardinalityLimit: NaN,
      cardinalityBudget: -1,
      idleMillis: 0,
      exemplarFilter: 'sometimes' as 'always_on',
    }
    let running = start()
    const warnings = await warningsOf(() => {
      running = start(nonsense)
      const counter = running.meter.createCounter('calls', { idleMillis: -5 })
      for (let i = 0; i < 2100; i++) counter.add(1, { i })
    })
    const named = warnings.map((warning) => warning.replace('spanmeter: ', '').split(' must be')[0]).sort()
    expect(named).toEqual([
      'cardinalityBudget',
      'cardinalityLimit',
      'exemplarFilter',
      'idleMillis',
      'idleMillis of calls',
    ])
    const points = await running.reader.points('calls')
    expect(points).toHaveLength(2001)
    expect(points.every(({ exemplars }) => exemplars === undefined)).toBe(true)
  })

  it('of readers whose selectors throw yields cumulative points and the default limit', async () => {
    const reader = Object.assign(new PlainReader(), {
      selectAggregationTemporality: () => {
        throw new Error('no')
      },
      selectCardinalityLimit: () => {
        throw new Error('no')
      },
    })
    const { meter } = start({ readers: [reader] })
    meter.createCounter('calls').add(1)
    expect((await reader.metrics())[0]).toMatchObject({
      aggregationTemporality: 1,
      dataPoints: [{ value: 1 }],
    })
  })
})
