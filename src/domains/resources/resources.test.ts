import { totalmem } from 'node:os'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { resources } from './index.ts'
import { memoryLimit, processorLimit } from './limits.ts'
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

  test('a process that is observed twice is told once', async () => {
    const { resources: meter } = defineSystem({ namespace: 'shop', domains: { resources }, ...recording })
    using _one = meter.observeProcess({ component: 'api' })
    using _other = meter.observeProcess({ component: 'api' })
    const samples = await recording.samples()
    expect(samples.get('shop_resource_memory_limit_bytes{component="api"}')).toBe(memoryLimit())
    expect(samples.get('shop_resource_memory_usage_bytes{component="api"}')).toBeLessThan(
      1.5 * process.memoryUsage.rss(),
    )
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

test('how many processors there are is asked each time, since a container may be given more while it runs', () => {
  let [millis, processors] = [0, 1]
  const read = processorShare({ now: () => millis, processors: () => processors })
  const shareAfter = (work: number): number => {
    for (let step = 0; step < work; step++) Math.sqrt(step)
    millis += 1_000
    return read() ?? 0
  }
  expect(shareAfter(5e7)).toBeGreaterThan(0)
  processors = Number.POSITIVE_INFINITY
  expect(shareAfter(5e7)).toBe(0)
})

test('the share of the processors is that since the reading before, and two readings at once agree', () => {
  let millis = 0
  const read = processorShare({ now: () => millis, processors: () => 2 })
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

describe('what the process may use', () => {
  const files = (contents: Readonly<Record<string, string>>) => (path: string) => {
    const text = contents[path]
    if (text === undefined) throw new Error(`ENOENT: ${path}`)
    return text
  }

  test.each([
    ['a container', 512, 512],
    // As Node tells that there is no limit: 0, what version 1 of cgroups has, what version 2 has.
    ['an unknown limit', 0, 4_096],
    ['version 1 without a limit', 2 ** 63 - 4_096, 4_096],
    ['version 2 without a limit', 2 ** 64, 4_096],
    ['what is no number', Number.NaN, 4_096],
  ])('of memory in %s', (_, constrained, limit) => {
    expect(memoryLimit(constrained, 4_096)).toBe(limit)
  })

  test.each([
    ['no container', {}, 8],
    ['version 2', { '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 0.5],
    ['version 2 without a quota', { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 8],
    ['version 2 with more than there is', { '/sys/fs/cgroup/cpu.max': '9900000 100000\n' }, 8],
    [
      'version 1',
      {
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      1.5,
    ],
    [
      'version 1 without a quota',
      { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
      8,
    ],
    ['a file that says nothing', { '/sys/fs/cgroup/cpu.max': '' }, 8],
    ['a file that says nonsense', { '/sys/fs/cgroup/cpu.max': '0 0' }, 8],
  ])('of processors under %s', (_, contents, limit) => {
    expect(processorLimit(files(contents), 8)).toBe(limit)
  })
})
