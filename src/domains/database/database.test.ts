import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { database } from './index.ts'

useContext()

describe.each(meterProviders)('database on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { database }, ...recording }).database
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  const labels = { query_type: 'select', table: 'products' }
  const durations = 'rustok_database_query_duration_seconds_count{query_type="select",table="products"}'
  const sql = 'SELECT * FROM products'

  test('a query is timed, and its SQL is on the span only', async () => {
    expect(await meter.query(labels, { sql }, async () => ['row'])).toEqual(['row'])
    const samples = await recording.samples()
    expect([...samples.keys()].filter((name) => name.includes('_count'))).toEqual([durations])
    expect(samples.get(durations)).toBe(1)
    expect(JSON.stringify([...samples])).not.toContain('SELECT')
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      {
        name: 'select products',
        kind: SpanKind.CLIENT,
        attributes: {
          'db.operation.name': 'select',
          'db.collection.name': 'products',
          'db.query.text': sql,
        },
      },
    ])
  })

  test('a query that fails is timed and counted by the class of its error, which comes back untouched', async () => {
    const conflict = Object.assign(new Error('duplicate key'), { code: '23505' })
    await expect(meter.query(labels, { sql }, () => Promise.reject(conflict))).rejects.toBe(conflict)
    const samples = await recording.samples()
    expect(samples.get(durations)).toBe(1)
    expect(samples.get('rustok_database_query_errors_total{error_type="23505",query_type="select"}')).toBe(1)
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': '23505' } },
    ])
  })

  test('query types are one series whatever their case', async () => {
    meter.query({ query_type: 'SELECT', table: 'products' }, {}, () => 1)
    meter.query({ query_type: ' Select ', table: 'products' }, {}, () => 1)
    expect((await recording.samples()).get(durations)).toBe(2)
  })

  test('the pool is read at collection', async () => {
    let active = 3
    const observer = meter.observePool(() => ({ active, idle: 10 - active }))
    const connections = async () => {
      const samples = await recording.samples()
      return ['active', 'idle'].map((state) => samples.get(`rustok_database_connections{state="${state}"}`))
    }
    expect(await connections()).toEqual([3, 7])
    active = 9
    expect(await connections()).toEqual([9, 1])
    observer[Symbol.dispose]()
    expect(await connections()).toEqual(recording.forgets ? [undefined, undefined] : [9, 1])
  })

  test('two pools add up', async () => {
    using _first = meter.observePool(() => ({ active: 1, idle: 2 }))
    using _second = meter.observePool(() => ({ active: 10, idle: 20 }))
    const samples = await recording.samples()
    expect(samples.get('rustok_database_connections{state="idle"}')).toBe(22)
  })

  test('record helpers move their metrics', async () => {
    meter.queryDuration.record(0.25, labels)
    meter.queryErrors.add(2, { query_type: 'select', error_type: 'timeout' })
    meter.connections.record(4, { state: 'active' })
    const samples = await recording.samples()
    expect(samples.get(durations)).toBe(1)
    expect(samples.get('rustok_database_query_errors_total{error_type="timeout",query_type="select"}')).toBe(
      2,
    )
    expect(samples.get('rustok_database_connections{state="active"}')).toBe(4)
  })

  test('a label that is bound is on every metric and span of the query', async () => {
    const products = meter({ table: 'products' })
    products.query({ query_type: 'select' }, { sql }, () => 1)
    expect((await recording.samples()).get(durations)).toBe(1)
    expect(recording.spans.getFinishedSpans()[0]?.attributes).toMatchObject({
      'db.collection.name': 'products',
    })
  })
})
