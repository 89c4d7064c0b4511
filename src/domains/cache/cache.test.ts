import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { cache } from './index.ts'

useContext()

interface Product {
  readonly name: string
}
const lamp: Product = { name: 'Lamp' }

describe.each(meterProviders)('cache on the %s', (provider) => {
  let millis = 0
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { cache }, now: () => millis, ...recording }).cache
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    millis = 0
    recording = record(provider)
    meter = make(recording)
  })

  async function reading() {
    const samples = await recording.samples()
    const count = (operation: string, result: string) =>
      samples.get(
        `rustok_cache_operations_total{cache="products",operation="${operation}",result="${result}"}`,
      )
    return {
      samples,
      count,
      timed: (operation: string) =>
        samples.get(
          `rustok_cache_operation_duration_seconds_count{cache="products",operation="${operation}"}`,
        ),
      hitRate: samples.get('rustok_cache_hit_rate{cache="products"}'),
      size: samples.get('rustok_cache_size{cache="products"}'),
    }
  }

  test('binding a cache makes its hits and misses exist at 0', async () => {
    meter({ cache: 'products' })
    const { count, hitRate } = await reading()
    expect([count('get', 'hit'), count('get', 'miss'), count('set', 'success')]).toEqual([0, 0, undefined])
    expect(hitRate).toBeUndefined()
  })

  test('record helpers move their metrics', async () => {
    meter.operations.add(1, { cache: 'products', operation: 'get', result: 'hit' })
    meter.operationDuration.record(0.25, { cache: 'products', operation: 'get' })
    meter.size.record(12, { cache: 'products' })
    meter.evictions.add(1, { cache: 'products', reason: 'ttl' })
    const { samples, count, timed, size } = await reading()
    expect([count('get', 'hit'), timed('get'), size]).toEqual([1, 1, 12])
    expect(samples.get('rustok_cache_evictions_total{cache="products",reason="ttl"}')).toBe(1)
  })

  test('reading through: a miss loads and stores, a hit does neither; one span each', async () => {
    const products = meter({ cache: 'products' })
    const store = new Map<string, Product>()
    let loads = 0
    const read = () =>
      products.getOrLoad({
        key: 'p1',
        cache: store,
        load: async () => {
          loads += 1
          return lamp
        },
      })
    expect(await read()).toBe(lamp)
    const miss = await reading()
    expect([miss.count('get', 'miss'), miss.count('load', 'success'), miss.count('set', 'success')]).toEqual([
      1, 1, 1,
    ])
    expect([miss.timed('get'), miss.timed('load'), miss.timed('set')]).toEqual([1, 1, 1])
    expect(await read()).toBe(lamp)
    const hit = await reading()
    expect([hit.count('get', 'hit'), hit.count('get', 'miss'), hit.count('load', 'success')]).toEqual([
      1, 1, 1,
    ])
    expect([hit.hitRate, loads, store.size]).toEqual([0.5, 1, 1])
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { name: 'cache.get_or_load', attributes: { cache: 'products', result: 'miss', 'cache.key': 'p1' } },
      { name: 'cache.get_or_load', attributes: { result: 'hit' } },
    ])
  })

  test('an error of the load or of the cache is counted where it arose, and comes back untouched', async () => {
    const products = meter({ cache: 'products' })
    const failure = new Error('database is down')
    const loading = products.getOrLoad({
      key: 1,
      cache: new Map<number, Product>(),
      load: () => Promise.reject(failure),
    })
    await expect(loading).rejects.toBe(failure)
    const down = {
      get: () => Promise.reject(failure),
      set: () => undefined,
    }
    await expect(products.getOrLoad({ key: 1, cache: down, load: () => lamp })).rejects.toBe(failure)
    const { count, timed } = await reading()
    expect([count('get', 'miss'), count('load', 'error'), count('get', 'error')]).toEqual([1, 1, 1])
    expect([timed('get'), timed('load'), timed('set')]).toEqual([2, 1, undefined])
  })

  test('a cache that may fail: a read that failed loads and writes nothing, and whoever reads is not told', async () => {
    const products = meter({ cache: 'products' })
    const failure = new Error('connection lost')
    const told: unknown[] = []
    let writes = 0
    const down = {
      get: () => Promise.reject(failure),
      set: () => {
        writes += 1
      },
    }
    const onCacheError = (error: unknown) => {
      told.push(error)
      throw new Error('the listener fails as well')
    }
    expect(await products.getOrLoad({ key: 1, cache: down, load: () => lamp, onCacheError })).toBe(lamp)
    const readOnly = {
      get: () => undefined,
      set: () => {
        throw failure
      },
    }
    expect(await products.getOrLoad({ key: 1, cache: readOnly, load: () => lamp, onCacheError })).toBe(lamp)
    expect([told, writes]).toEqual([[failure, failure], 0])
    const lost = new Error('database is down')
    const loading = products.getOrLoad({
      key: 1,
      cache: down,
      load: () => Promise.reject(lost),
      onCacheError,
    })
    await expect(loading).rejects.toBe(lost)
    const { count, hitRate } = await reading()
    expect([count('get', 'error'), count('get', 'miss'), count('set', 'error')]).toEqual([2, 1, 1])
    expect([count('load', 'success'), count('load', 'error'), hitRate]).toEqual([2, 1, 0])
    const results = recording.spans.getFinishedSpans().map(({ attributes }) => attributes.result)
    expect(results).toEqual(['error', 'miss', 'error'])
  })

  test('what counts as a miss can be said', async () => {
    const products = meter({ cache: 'products' })
    const store = new Map<string, Product | null>([['gone', null]])
    const load = () => lamp
    expect(await products.getOrLoad({ key: 'gone', cache: store, load })).toBe(lamp)
    store.set('gone', null)
    const isMiss = (value: Product | null | undefined) => value === undefined
    expect(await products.getOrLoad({ key: 'gone', cache: store, load, isMiss })).toBeNull()
  })

  test('a wrapped cache works as before, sync stays sync, and each access is counted and timed', async () => {
    const products = meter({ cache: 'products' })
    const store = products.wrap(new Map<string, Product>())
    expectTypeOf(store.get).returns.toEqualTypeOf<Product | undefined>()
    expect(store.get('p1')).toBeUndefined()
    store.set('p1', lamp)
    expect(store.get('p1')).toBe(lamp)
    expect(store.delete('p1')).toBe(true)
    store.clear()
    const { count, timed, hitRate } = await reading()
    expect([count('get', 'miss'), count('get', 'hit'), count('set', 'success')]).toEqual([1, 1, 1])
    expect([count('delete', 'success'), count('clear', 'success')]).toEqual([1, 1])
    expect([timed('get'), timed('set'), timed('delete'), timed('clear')]).toEqual([2, 1, 1, 1])
    expect(hitRate).toBe(0.5)
    const names = recording.spans.getFinishedSpans().map(({ name }) => name)
    expect(names).toEqual(['cache.get', 'cache.set', 'cache.get', 'cache.delete', 'cache.clear'])
  })

  test('a wrapped remote cache stays async, and its errors come back untouched', async () => {
    const failure = new Error('connection lost')
    const remote = {
      get: async (key: string): Promise<string | null> => {
        if (key === 'down') throw failure
        return key === 'known' ? 'value' : null
      },
    }
    const store = meter({ cache: 'products' }).wrap(remote)
    expect(Object.keys(store)).toEqual(['get'])
    expect(await store.get('known')).toBe('value')
    expect(await store.get('unknown')).toBeNull()
    await expect(store.get('down')).rejects.toBe(failure)
    const { count, timed } = await reading()
    expect([count('get', 'hit'), count('get', 'miss'), count('get', 'error'), timed('get')]).toEqual([
      1, 1, 1, 3,
    ])
  })

  test('keys of any kind are written onto the span, and one that cannot be printed harms nobody', async () => {
    const products = meter({ cache: 'products' })
    const unprintable: object = Object.create(null)
    const store = new Map<unknown, Product>()
    for (const key of [unprintable, Symbol('p1'), 7, { id: 7 }]) {
      expect(await products.getOrLoad({ key, cache: store, load: () => lamp })).toBe(lamp)
      expect(products.wrap(store).get(key)).toBe(lamp)
    }
    const keys = recording.spans.getFinishedSpans().map(({ attributes }) => attributes['cache.key'])
    expect(keys.filter((_, index) => index % 2 === 0)).toEqual([
      'a value that cannot be printed',
      'Symbol(p1)',
      '7',
      '[object Object]',
    ])
  })

  test('what was not there is no eviction', async () => {
    const products = meter({ cache: 'products' })
    expect(products.evict({ key: 'p1', cache: new Map(), reason: 'invalidated' })).toBe(false)
    const remote = { delete: async () => 0 }
    expect(await products.evict({ key: 'p1', cache: remote, reason: 'invalidated' })).toBe(0)
    const evictions = [...(await recording.samples()).keys()].filter((name) => name.includes('evictions'))
    expect(evictions).toEqual([])
  })

  test('evictions carry their reason, and are counted once the entry is gone', async () => {
    const products = meter({ cache: 'products' })
    const store = new Map([['p1', lamp]])
    expect(products.evict({ key: 'p1', cache: store, reason: 'invalidated' })).toBe(true)
    const remote = { delete: async () => 'gone' }
    expect(await products.evict({ key: 'p1', cache: remote, reason: 'invalidated' })).toBe('gone')
    const broken = { delete: () => Promise.reject(new Error('connection lost')) }
    await expect(products.evict({ key: 'p1', cache: broken, reason: 'invalidated' })).rejects.toThrow()
    products.evicted('ttl', 3)
    const { samples } = await reading()
    const evicted = (reason: string) =>
      samples.get(`rustok_cache_evictions_total{cache="products",reason="${reason}"}`)
    expect([evicted('invalidated'), evicted('ttl')]).toEqual([2, 3])
  })

  test('the size is read once per collection, never per access', async () => {
    const products = meter({ cache: 'products' })
    let reads = 0
    const observer = products.observeSize(() => {
      reads += 1
      return 4711
    })
    const store = products.wrap(new Map<string, Product>())
    for (let access = 0; access < 100; access++) store.get('p1')
    expect(reads).toBe(0)
    expect((await reading()).size).toBe(4711)
    expect(reads).toBe(1)
    observer[Symbol.dispose]()
    expect((await reading()).size).toBe(recording.forgets ? undefined : 4711)
    using _size = products.observeSize(new Map([['p1', lamp]]))
    expect((await reading()).size).toBe(1)
  })

  test('the hit rate is of the last 5 minutes, whoever counts, and absent while nothing was read', async () => {
    const products = meter({ cache: 'products' })
    meter.operations.add(3, { cache: 'products', operation: 'get', result: 'hit' })
    products.operations.bind({ operation: 'get', result: 'miss' }).add(1)
    products.operations.add(5, { operation: 'set', result: 'success' })
    meter.operations.add(Number.NaN, { cache: 'products', operation: 'get', result: 'hit' })
    expect((await reading()).hitRate).toBe(0.75)
    millis += 299_000
    expect((await reading()).hitRate).toBe(0.75)
    millis += 10_000
    expect((await reading()).hitRate).toBe(recording.forgets ? undefined : 0.75)
    products.operations.add(1, { operation: 'get', result: 'miss' })
    expect((await reading()).hitRate).toBe(0)
  })
})
