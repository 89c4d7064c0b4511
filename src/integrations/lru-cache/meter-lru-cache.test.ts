import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRecorder, type Recorder } from '../../../test/integrations/recorder.ts'
import { defineSystem } from '../../catalog/index.ts'
import { cache } from '../../domains/index.ts'
import { type CacheMeter, meterLruCache } from './index.ts'

let recorder: Recorder
let meter: CacheMeter

beforeEach(() => {
  recorder = createRecorder()
  const { meterProvider } = recorder
  meter = defineSystem({ namespace: 't', domains: { cache }, meterProvider }).cache({ cache: 'c' })
})

afterEach(() => recorder.close())

async function nonZero(metric: string): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries(
    Object.entries(await recorder.readings(metric)).filter(([, value]) => value !== 0),
  )
}

describe('a metered lru-cache', () => {
  test('counts reads as hit or miss, and writes and deletions as success', async () => {
    const products = meterLruCache({
      meter,
      create: (dispose) => new LRUCache<string, { price: number }>({ max: 10, dispose }),
    })
    products.set('lamp', { price: 5 })
    expect(products.get('lamp')).toEqual({ price: 5 })
    expect(products.get('desk')).toBeUndefined()
    expect(products.delete('lamp')).toBe(true)
    expect(await nonZero('t_cache_operations_total')).toEqual({
      'cache=c,operation=get,result=hit': 1,
      'cache=c,operation=get,result=miss': 1,
      'cache=c,operation=set,result=success': 1,
      'cache=c,operation=delete,result=success': 1,
    })
    expect(await recorder.readings('t_cache_operation_duration_seconds')).toMatchObject({
      'cache=c,operation=get': { count: 2 },
    })
    expect(await recorder.readings('t_cache_hit_rate')).toEqual({ 'cache=c': 0.5 })
  })

  test('counts what capacity and time push out, and not what is deleted or replaced', async () => {
    const small = meterLruCache({
      meter,
      create: (dispose) => new LRUCache<number, number>({ max: 2, ttl: 20, dispose }),
    })
    for (const key of [1, 2, 3]) small.set(key, key)
    small.set(3, 33)
    small.delete(3)
    await sleep(40)
    expect(small.get(2)).toBeUndefined()
    expect(await nonZero('t_cache_evictions_total')).toEqual({
      'cache=c,reason=capacity': 1,
      'cache=c,reason=ttl': 1,
    })
  })

  test('observes the size at every collection, until it is disposed', async () => {
    const products = meterLruCache({
      meter,
      create: (dispose) => new LRUCache<number, number>({ max: 9, dispose }),
    })
    expect(await recorder.readings('t_cache_size')).toEqual({ 'cache=c': 0 })
    for (const key of [1, 2, 3]) products.lru.set(key, key)
    expect(await recorder.readings('t_cache_size')).toEqual({ 'cache=c': 3 })
    products.clear()
    expect(await recorder.readings('t_cache_size')).toEqual({ 'cache=c': 0 })
    products[Symbol.dispose]()
    expect(await recorder.readings('t_cache_size')).toEqual({})
  })
})
