import { expect, test } from 'vitest'
import { sameOptions } from './same-options.ts'

const sampler = { shouldSample: () => {} }

test.each<[boolean, unknown, unknown]>([
  [true, {}, {}],
  [true, { serviceName: 'a', metrics: { port: 1 } }, { metrics: { port: 1 }, serviceName: 'a' }],
  [true, { serviceName: undefined }, {}],
  [true, { sampler, views: [{ name: 'a' }] }, { sampler, views: [{ name: 'a' }] }],
  [false, { serviceName: 'a' }, { serviceName: 'b' }],
  [false, { metrics: { port: 1 } }, { metrics: { port: 2 } }],
  [false, { shutdownOn: ['SIGTERM'] }, { shutdownOn: [] }],
  [false, { sampler }, { sampler: { shouldSample: () => {} } }],
  [false, { readers: [new Map()] }, { readers: [new Map()] }],
])('%s: %o and %o', (same, one, other) => {
  expect(sameOptions(one, other)).toBe(same)
})
