import { diag } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { PlainReader, start } from '../../test/instruments/harness.ts'
import { droppedMeasurements } from '../guard/index.ts'

const tick = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

describe('callbacks', () => {
  it('of one hung kind are not piled up, and run again once they have come back', async () => {
    const { meter, reader } = start()
    let runs = 0
    let release = () => {}
    meter.createObservableGauge('slow').addCallback(async (observed) => {
      runs++
      if (runs === 1)
        await new Promise<void>((resolve) => {
          release = resolve
        })
      observed.observe(runs)
    })
    const first = await reader.collect({ timeoutMillis: 10 })
    const second = await reader.collect({ timeoutMillis: 10 })
    expect([runs, first.errors.length, second.errors.length]).toEqual([1, 1, 1])
    expect(String(first.errors[0])).toContain('slow did not come back within 10 ms')
    release()
    await tick(1)
    expect(await reader.values('slow')).toEqual([[{}, 2]])
  })

  it('that fail after their timeout raise no unhandled rejection', async () => {
    const { meter, reader } = start()
    const unhandled: unknown[] = []
    const listen = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', listen)
    meter.createObservableGauge('late').addCallback(async () => {
      await tick(20)
      throw new Error('too late')
    })
    await reader.collect({ timeoutMillis: 5 })
    await tick(40)
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })

  it('may throw anything', async () => {
    const { meter, reader } = start()
    const thrown = [undefined, null, 'text', 1n, Object.create(null)]
    for (const each of thrown) {
      meter.createObservableGauge('fails').addCallback(() => {
        throw each
      })
    }
    meter.createObservableGauge('works').addCallback((observed) => observed.observe(1))
    const { errors, resourceMetrics } = await reader.collect()
    expect(errors).toEqual(thrown)
    expect(resourceMetrics.scopeMetrics[0]?.metrics.map(({ descriptor }) => descriptor.name)).toEqual([
      'works',
    ])
  })

  it('may return anything', async () => {
    const { meter, reader } = start()
    const thenable = (then: PropertyDescriptor) => Object.defineProperty({}, 'then', then)
    const returned = [
      ...[5, 'x', {}, []],
      thenable({ value: 1 }),
      thenable({ value: (done: () => void) => done() }),
      thenable({
        get: () => {
          throw new Error('no')
        },
      }),
    ]
    returned.forEach((each, i) => {
      meter.createObservableGauge('level').addCallback((observed) => {
        observed.observe(i, { i })
        return each as never
      })
    })
    const { errors } = await reader.collect()
    expect(errors).toHaveLength(1)
    expect(await reader.points('level')).toHaveLength(returned.length - 1)
  })

  it('that observe what is no number cost that observation, which is counted', async () => {
    const { meter, reader } = start()
    meter.createObservableCounter('bytes').addCallback((observed) => {
      for (const value of [NaN, Infinity, -1, 'x', 1n, undefined])
        observed.observe(value as number, { bad: true })
      observed.observe(1, { big: 1n, good: 'yes' } as never)
    })
    const before = [...droppedMeasurements().values()].reduce((a, b) => a + b, 0)
    expect(await reader.values('bytes')).toEqual([[{ good: 'yes' }, 1]])
    expect([...droppedMeasurements().values()].reduce((a, b) => a + b, 0) - before).toBe(6)
  })

  it('are registered once, and only functions for observable instruments of ours', async () => {
    const { meter, reader } = start()
    const gauge = meter.createObservableGauge('level')
    let runs = 0
    const callback = () => {
      runs++
    }
    gauge.addCallback(callback)
    gauge.addCallback(callback)
    gauge.addCallback(undefined as never)
    meter.addBatchObservableCallback(callback, [])
    meter.addBatchObservableCallback(callback, [{ addCallback() {}, removeCallback() {} }])
    meter.addBatchObservableCallback(callback, undefined as never)
    meter.removeBatchObservableCallback(callback, null as never)
    const { errors } = await reader.collect()
    expect([runs, errors]).toEqual([1, []])
  })

  it('may add, remove and collect themselves while they run', { timeout: 5000 }, async () => {
    const { meter, reader } = start()
    const gauge = meter.createObservableGauge('level')
    let depth = 0
    gauge.addCallback(async function self(observed) {
      gauge.removeCallback(self)
      gauge.addCallback((inner) => inner.observe(2, { inner: true }))
      if (depth++ < 3) await reader.collect()
      observed.observe(1)
    })
    expect(await reader.values('level')).toEqual([[{}, 1]])
    expect(await reader.values('level')).toEqual([[{ inner: true }, 2]])
  })

  it('of overlapping collections do not mix, for cumulative and delta readers', async () => {
    const readers = [new PlainReader(), new PlainReader('delta'), new PlainReader('delta')]
    const { meter } = start({ readers })
    let total = 0
    meter.createObservableCounter('bytes').addCallback(async (observed) => {
      total += 10
      const own = total
      await tick(Math.random() * 5)
      observed.observe(own, { run: 'x' })
    })
    const sums = [0, 0, 0]
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(readers.map((reader) => reader.points('bytes')))
      all.forEach(([point], i) => {
        const value = point?.value as number
        sums[i] = i === 0 ? value : (sums[i] ?? 0) + value
        expect(value).toBeGreaterThan(0)
      })
    }
    // Each reader ends at what its own last callback said: the last three of fifteen runs.
    for (const sum of sums) expect([130, 140, 150]).toContain(sum)
  })

  it('report to a diag logger that throws without harm', async () => {
    const fail = () => {
      throw new Error('logger')
    }
    diag.setLogger(
      { error: fail, warn: fail, info: fail, debug: fail, verbose: fail },
      { suppressOverrideMessage: true },
    )
    try {
      const { meter, reader } = start()
      meter.createObservableGauge('1 bad name').addCallback(fail)
      expect((await reader.collect()).errors).toHaveLength(1)
    } finally {
      diag.disable()
    }
  })
})
