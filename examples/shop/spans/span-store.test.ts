import { expect, test } from 'vitest'
import { SpanStore } from './span-store.ts'
import type { StoredSpan } from './stored-span.ts'

function span(traceId: string, spanId = '1'): StoredSpan {
  return {
    traceId,
    spanId,
    parentSpanId: undefined,
    name: 'x',
    process: 'payments',
    startMs: 0,
    durationMs: 1,
    failed: false,
    attributes: {},
  }
}

test('the oldest traces go when there are too many, pinned ones stay', () => {
  const store = new SpanStore({ maxTraces: 3 })
  store.add(span('a'))
  store.pin(['a'])
  for (const traceId of ['b', 'c', 'd', 'e']) store.add(span(traceId))
  expect(store.size).toBe(3)
  expect(['a', 'b', 'c', 'd', 'e'].filter((traceId) => store.trace(traceId).length > 0)).toEqual([
    'a',
    'd',
    'e',
  ])
})

test('a trace without end keeps its first spans only', () => {
  const store = new SpanStore({ maxSpansPerTrace: 2 })
  for (const spanId of ['1', '2', '3']) store.add(span('a', spanId))
  expect(store.trace('a').map(({ spanId }) => spanId)).toEqual(['1', '2'])
})

test('when everything is pinned the newest is not taken in, so the bound holds', () => {
  const store = new SpanStore({ maxTraces: 1 })
  store.add(span('a'))
  store.pin(['a'])
  store.add(span('b'))
  expect([store.size, store.trace('b')]).toEqual([1, []])
})
