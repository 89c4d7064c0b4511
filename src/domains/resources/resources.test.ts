import { totalmem } from 'node:os'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { resources } from './index.ts'
import { processorShare } from './processor-share.ts'

useContext()

describe.each(meterProviders)('resources on the %s', (provider) => {
  let recording: Recording
  beforeEach(() => {
    recording = record(provider)
  })

  test('memory of this process and its limit are read at collection', async () => {
    const { resources: meter } = defineSystem({ namespace: 'shop', domains: { resources }, ...recording })
    using _process = meter.observeProcess({ component: 'api' })
    const samples = await recording.samples()
    const used = samples.get('shop_resource_memory_usage_bytes{component="api"}') ?? 0
    const limit = samples.get('shop_resource_memory_limit_bytes{component="api"}') ?? 0
    expect(used).toBeGreaterThan(10_000_000)
    expect(limit).toBeGreaterThan(used)
    expect(limit).toBeLessThanOrEqual(totalmem())
    // No second has gone by.
    expect([...samples.keys()].filter((name) => name.includes('cpu'))).toEqual([])
  })

  test('a limit that only a supervisor knows counts where it is the lower one', async () => {
    const { resources: meter } = defineSystem({ namespace: 'shop', domains: { resources }, ...recording })
    using _low = meter.observeProcess({ component: 'api' }, { memoryLimit: 1_000 })
    using _high = meter.observeProcess({ component: 'worker' }, { memoryLimit: Number.MAX_SAFE_INTEGER })
    using _none = meter.observeProcess({ component: 'cli' }, { memoryLimit: Number.NaN })
    const samples = await recording.samples()
    const limitOf = (component: string) =>
      samples.get(`shop_resource_memory_limit_bytes{component="${component}"}`) ?? 0
    expect(limitOf('api')).toBe(1_000)
    expect(limitOf('worker')).toBeLessThanOrEqual(totalmem())
    expect(limitOf('worker')).toBeGreaterThan(1_000)
    expect(limitOf('cli')).toBe(limitOf('worker'))
  })

  test('a system may call them otherwise, fix the component and tell processors in per cent', async () => {
    const system = defineSystem({
      namespace: '',
      domains: {
        resources: resources.with({
          subsystem: '',
          only: ['memoryUsage', 'cpuUsage'],
          constant: { component: 'api' },
          metrics: { cpuUsage: { unit: '%', description: 'CPU usage' } },
        }),
      },
      ...recording,
    })
    using _process = system.resources.observeProcess({})
    system.resources.cpuUsage.record(42)
    const samples = await recording.samples()
    expect([...samples.keys()]).toEqual([
      'memory_usage_bytes{component="api"}',
      'cpu_usage_percent{component="api"}',
    ])
    expect(samples.get('cpu_usage_percent{component="api"}')).toBe(42)
  })
})

test('the share of the processors is that since the reading before, and two readings at once agree', () => {
  let millis = 0
  const read = processorShare(() => millis)
  expect(read()).toBeUndefined()
  for (let work = 0; work < 5e7; work++) Math.sqrt(work)
  millis = 1_000
  const share = read() ?? 0
  expect(share).toBeGreaterThan(0)
  millis = 1_500
  expect(read()).toBe(share)
  millis = 1e9
  expect(read()).toBeLessThan(share)
})
