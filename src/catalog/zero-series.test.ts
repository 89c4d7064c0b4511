import { expect, test } from 'vitest'
import { resolveDomain } from './resolve.ts'
import type { Catalog, CounterSpec } from './spec.ts'
import { zeroLabels } from './zero-series.ts'

const labels: Catalog['labels'] = {
  service: { bound: 5, description: 'Service' },
  from: { values: ['closed', 'open'], description: 'From' },
  to: { values: ['closed', 'open'], description: 'To' },
}

function zeros(counter: Omit<CounterSpec, 'type' | 'description'>, bound: Record<string, string> = {}) {
  const spec: CounterSpec = { type: 'counter', description: '', ...counter }
  const [metric] = resolveDomain('app', 'x', { name: 'x', labels, metrics: { spec } }).metrics
  if (metric === undefined) throw new Error('The metric was not resolved.')
  return zeroLabels(spec, metric, bound)
}

test('a counter without labels starts at 0', () => {
  expect(zeros({})).toEqual([{}])
})

test('closed labels start at 0 in all combinations', () => {
  expect(zeros({ labels: ['from', 'to'] })).toHaveLength(4)
})

test('an open label keeps the series away until it is bound', () => {
  expect(zeros({ labels: ['service', 'from'] })).toEqual([])
  expect(zeros({ labels: ['service', 'from'] }, { service: 'a' })).toEqual([
    { from: 'closed' },
    { from: 'open' },
  ])
})

test('a listed combination counts once it and the bound labels name every label', () => {
  const listed = { labels: ['service', 'from', 'to'], zero: [{ from: 'closed', to: 'open' }] }
  expect(zeros(listed)).toEqual([])
  expect(zeros(listed, { service: 'a' })).toEqual([{ from: 'closed', to: 'open' }])
  expect(zeros(listed, { service: 'a', from: 'open' })).toEqual([])
  expect(zeros(listed, { service: 'a', from: 'closed' })).toEqual([{ to: 'open' }])
})

test('a dropped label needs no value', () => {
  expect(zeros({ labels: ['service', 'from'], as: { service: false } })).toHaveLength(2)
})

test('a catalog can say that nothing starts at 0', () => {
  expect(zeros({ zero: false })).toEqual([])
})

test('too many combinations have to be listed', () => {
  const many = Array.from({ length: 60 }, (_, index) => String(index))
  const spec: CounterSpec = { type: 'counter', description: '', labels: ['many'] }
  const catalog = { name: 'x', labels: { many: { values: many, description: '' } }, metrics: { spec } }
  const [metric] = resolveDomain('app', 'x', catalog).metrics
  expect(metric && zeroLabels(spec, metric, {})).toEqual([])
})
