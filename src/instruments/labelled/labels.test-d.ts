// Compiled with the rest by `tsc --noEmit`, never run: each line below an expectation must not compile.
import { LabelledMeter } from './index.ts'

const meter = new LabelledMeter({ scope: { name: 'types' } })
const requests = meter.counter({
  type: 'counter',
  name: 'requests_total',
  description: 'Requests',
  unit: '',
  labels: [
    { key: 'method', attribute: 'method' },
    { key: 'status', attribute: 'status' },
  ],
})

requests.add(1, { method: 'GET', status: 200 })
// @ts-expect-error a declared label is missing
requests.add(1, { method: 'GET' })
// @ts-expect-error nobody declared `user`
requests.add(1, { method: 'GET', status: 200, user: 'u1' })
// @ts-expect-error an object is no label value
requests.add(1, { method: 'GET', status: {} })
// @ts-expect-error a counter does not record
requests.record(1, { method: 'GET', status: 200 })
// @ts-expect-error nobody declared `user`
requests.bind({ method: 'GET', status: 200, user: 'u1' })

const duration = meter.histogram({
  type: 'histogram',
  name: 'duration_seconds',
  description: 'Duration',
  unit: 's',
  labels: [{ key: 'method', attribute: 'method' }],
})
duration.record(1, { method: 'GET' })
// @ts-expect-error a histogram does not add
duration.add(1, { method: 'GET' })
// @ts-expect-error a high-cardinality attribute is no label of this metric
duration.record(1, { method: 'GET', sql: 'select 1' })
