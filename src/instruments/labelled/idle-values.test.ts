import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { record } from '../../../test/domains/recording.ts'
import { PlainReader } from '../../../test/instruments/harness.ts'
import { BoundMeterProvider } from '../provider.ts'
import { LabelledMeter } from './index.ts'
import type { LabelDeclaration } from './types.ts'

const minute = 60_000
const label = (key: string): LabelDeclaration => ({ key, attribute: key })
const declaration = {
  name: 'calls',
  description: '',
  unit: '',
  labels: [label('campaign'), label('outcome')],
  limits: [{ label: 'campaign', decides: [], most: 2 }],
} as const

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a value of which nothing was recorded for an hour', () => {
  const start = (type: 'counter' | 'upDownCounter' = 'counter') => {
    const reader = new PlainReader()
    const meterProvider = new BoundMeterProvider({ readers: [reader] })
    const calls = new LabelledMeter({ scope: { name: 'test' }, meterProvider })[type]({
      ...declaration,
      type,
    })
    const call = (campaign: string, outcome = 'busy') => calls.add(1, { campaign, outcome })
    const campaigns = async () =>
      Object.fromEntries(
        (await reader.points('calls')).map(({ attributes, value }) => [
          attributes.campaign === '_OTHER' ? 'overflow' : `${attributes.campaign} ${attributes.outcome}`,
          value,
        ]),
      )
    return { call, calls, campaigns }
  }

  it('gives way to another one, with all its series', async () => {
    const { call, campaigns } = start()
    call('a')
    call('a', 'answered')
    call('b')
    call('c')
    vi.setSystemTime(59 * minute)
    call('b')
    call('c')
    vi.setSystemTime(60 * minute)
    call('c')
    expect(await campaigns()).toEqual({ 'b busy': 2, 'c busy': 1, overflow: 2 })
  })

  it('stays while one of its series is used, or is new', async () => {
    const { call, campaigns } = start()
    for (const outcome of ['busy', 'answered']) call('a', outcome)
    call('b')
    call('c')
    call('a', 'answered')
    call('b', 'answered')
    vi.setSystemTime(60 * minute)
    call('c')
    expect(await campaigns()).toEqual({
      'a busy': 1,
      'a answered': 2,
      'b busy': 1,
      'b answered': 1,
      overflow: 2,
    })
  })

  it('stays while nobody waits for its room, and until an hour after somebody first did', async () => {
    const { call, campaigns } = start()
    call('a')
    call('b')
    vi.setSystemTime(600 * minute)
    call('c')
    call('b')
    vi.setSystemTime(659 * minute)
    call('c')
    expect(await campaigns()).toEqual({ 'a busy': 1, 'b busy': 2, overflow: 2 })
    vi.setSystemTime(660 * minute)
    call('c')
    expect(await campaigns()).toEqual({ 'b busy': 2, 'c busy': 1, overflow: 2 })
  })

  it('gives way once; those that wait longer find the next one', async () => {
    const { call, campaigns } = start()
    for (const campaign of ['a', 'b', 'c']) call(campaign)
    vi.setSystemTime(60 * minute)
    for (const campaign of ['c', 'd', 'e', 'e']) call(campaign)
    expect(await campaigns()).toEqual({ 'c busy': 1, 'd busy': 1, overflow: 3 })
    vi.setSystemTime(120 * minute)
    call('c')
    call('e')
    expect(await campaigns()).toEqual({ 'c busy': 2, 'e busy': 1, overflow: 3 })
  })

  it('stays when the clock is set back, until an hour has passed again', async () => {
    const { call, campaigns } = start()
    vi.setSystemTime(600 * minute)
    for (const campaign of ['a', 'b', 'c']) call(campaign)
    vi.setSystemTime(10 * minute)
    call('c')
    vi.setSystemTime(69 * minute)
    call('c')
    expect(await campaigns()).toMatchObject({ overflow: 3 })
    vi.setSystemTime(70 * minute)
    call('c')
    expect(await campaigns()).toMatchObject({ 'c busy': 1, overflow: 3 })
  })

  it('meets the limit like anybody else when it comes back through a handle', async () => {
    const { call, calls, campaigns } = start()
    const held = calls.bind({ campaign: 'a', outcome: 'busy' })
    held.add(1)
    for (const campaign of ['b', 'c']) call(campaign)
    call('b')
    vi.setSystemTime(60 * minute)
    call('c')
    held.add(1)
    expect(await campaigns()).toEqual({ 'b busy': 2, 'c busy': 1, overflow: 2 })
  })

  it('stays where it is a state and no count', async () => {
    const { call, campaigns } = start('upDownCounter')
    for (const campaign of ['a', 'b', 'c']) call(campaign)
    vi.setSystemTime(60 * minute)
    call('c')
    expect(await campaigns()).toEqual({ 'a busy': 1, 'b busy': 1, overflow: 2 })
  })

  it('stays where series cannot be removed', async () => {
    const { meterProvider, samples } = record('official MeterProvider')
    const calls = new LabelledMeter({ scope: { name: 'test' }, meterProvider }).counter({
      ...declaration,
      type: 'counter',
    })
    for (const campaign of ['a', 'b', 'c']) calls.add(1, { campaign, outcome: 'busy' })
    vi.setSystemTime(60 * minute)
    calls.add(1, { campaign: 'c', outcome: 'busy' })
    expect([...(await samples()).values()]).toEqual([1, 1, 2])
  })
})
