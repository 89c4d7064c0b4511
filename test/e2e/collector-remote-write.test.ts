import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../stack/go/programs.mjs'
import { type CollectorStack, startCollectorStack } from './collector-stack.ts'
import { metricsOf, newTraceId, post } from './otlp-json.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

let running: CollectorStack
/** A Prometheus that takes remote write stands for Mimir or Thanos: the protocol is the same. */
let remote: { readonly url: string; readonly api: PrometheusApi }

beforeAll(async () => {
  running = await startCollectorStack()
  const url = await prometheus('remote', 'global: {}\n', ['--web.enable-remote-write-receiver'])
  remote = { url: `${url}/api/v1/write`, api: new PrometheusApi(url) }
})
afterAll(() => running?.stop())

/** Starts a Prometheus with this configuration; gives its address. */
async function prometheus(name: string, text: string, flags: readonly string[]): Promise<string> {
  const { stack } = running
  const { prometheus: port } = await running.freePorts()
  const folder = join(stack.folder, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'prometheus.yml'), text)
  await stack.run({
    name,
    command: stack.place.programs.prometheus,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      ...flags,
    ],
    env: {},
    ready: `http://127.0.0.1:${port}/-/ready`,
  })
  return `http://127.0.0.1:${port}`
}

function histogram(traceId: string): object {
  const at = String(BigInt(Date.now()) * 1_000_000n)
  const exemplars = [{ timeUnixNano: at, asDouble: 0.5, traceId, spanId: '00f067aa0ba902b7' }]
  const bucket = {
    timeUnixNano: at,
    count: '1',
    sum: 0.5,
    explicitBounds: [1],
    bucketCounts: ['1', '0'],
    exemplars,
  }
  const dataPoints = [{ ...bucket, attributes: [{ key: 'shop.part', value: { stringValue: 'till' } }] }]
  const unit = 's'
  return { name: 'far_duration_seconds', unit, histogram: { aggregationTemporality: 2, dataPoints } }
}

async function arrived(job: string, traceId: string): Promise<Record<string, string>> {
  const query = `far_duration_seconds_bucket{job="${job}", le="1.0"} or far_duration_seconds_bucket{job="${job}", le="1"}`
  const sample = await until(
    () => 'the metric has arrived',
    async () => (await remote.api.query(query))[0],
  )
  const exemplars = await until(
    () => 'its exemplar has arrived',
    async () => {
      const found = await remote.api.exemplars(`far_duration_seconds_bucket{job="${job}"}`, new Date(0))
      return found.length > 0 ? found : undefined
    },
  )
  expect(exemplars).toMatchObject([{ traceId, value: 0.5 }])
  return { ...sample.labels }
}

test('the Collector writes to it what it would write to Prometheus: same name, same labels, exemplars', async () => {
  const traceId = newTraceId()
  const gateway = await running.collector({
    name: 'remote-write',
    files: ['gateway', 'remote-write'],
    env: {
      ...running.destinations,
      REMOTE_WRITE_ENDPOINT: remote.url,
      REMOTE_WRITE_TOKEN_FILE: running.credentials.tokenFile,
    },
  })
  expect(await post(`http://${gateway.http}/v1/metrics`, metricsOf('by-collector', histogram(traceId)))).toBe(
    200,
  )
  expect(await arrived('by-collector', traceId)).toEqual({
    __name__: 'far_duration_seconds_bucket',
    job: 'by-collector',
    instance: 'by-collector-1',
    source: 'otlp',
    shop_part: 'till',
    le: '1',
  })
})

test('Prometheus writes to it what it has, and says which one it is', async () => {
  const traceId = newTraceId()
  const read = (name: string) => readFileSync(join(repository, 'prometheus', name), 'utf8')
  const text = (read('prometheus.yml') + read('remote-write.yml'))
    .replace('https://mimir.example/api/v1/push', remote.url)
    .replace('/run/secrets/remote-write-token', running.credentials.tokenFile)
  const url = await prometheus('sending', text, ['--web.enable-otlp-receiver'])
  expect(await post(`${url}/api/v1/otlp/v1/metrics`, metricsOf('by-prometheus', histogram(traceId)))).toBe(
    200,
  )
  expect(await arrived('by-prometheus', traceId)).toMatchObject({ cluster: 'shop', shop_part: 'till' })
})
