import { describe, expect, test } from 'vitest'
import { readText, readYaml } from './configuration.ts'

describe('Prometheus sends on', () => {
  const [remote, ...more] = readYaml('prometheus/remote-write.yml').at('remote_write').items()

  test('exemplars too, with a token from a file', () => {
    expect(more).toEqual([])
    expect(remote?.value).toMatchObject({
      url: expect.stringMatching(/^https:/),
      send_exemplars: true,
      authorization: { credentials_file: '/run/secrets/remote-write-token' },
    })
  })

  test('from a file that can be appended to prometheus.yml', () => {
    const appended = Object.keys(readYaml('prometheus/remote-write.yml').value as object)
    expect(readYaml('prometheus/prometheus.yml').value).not.toHaveProperty(appended)
  })
})

test('the Collector sends on what it would send to Prometheus, under the same names', () => {
  const overlay = readYaml('collector/remote-write.yaml')
  const gateway = readYaml('collector/gateway.yaml').at('service', 'pipelines')
  const pipelines = overlay.at('service', 'pipelines').value
  expect(pipelines).toEqual({
    metrics: { exporters: ['prometheus_remote_write'] },
    'metrics/spans': { exporters: ['prometheus_remote_write'] },
  })
  for (const name of ['metrics', 'metrics/spans'])
    expect(gateway.at(name, 'exporters').value).toEqual(['otlp_http/prometheus'])
  expect(overlay.at('exporters', 'prometheus_remote_write').value).toMatchObject({
    translation_strategy: readYaml('prometheus/prometheus.yml').at('otlp', 'translation_strategy').value,
    disable_scope_info: true,
    max_batch_request_parallelism: 1,
    remote_write_queue: { num_consumers: 1 },
  })
})

describe.each(['elasticsearch', 'clickhouse'])('Jaeger on %s', (store) => {
  const path = `jaeger/${store}.yaml`
  const file = readYaml(path)

  test('differs from the Jaeger of one machine in the store alone', () => {
    const expected = structuredClone(readYaml('jaeger/config.yaml').value) as {
      extensions: Record<string, unknown>
    }
    const actual = structuredClone(file.value) as typeof expected
    for (const one of [expected, actual]) {
      const storage = one.extensions.jaeger_storage as { backends?: unknown }
      delete storage.backends
    }
    expect(actual).toEqual(expected)
    expect(file.at('extensions', 'jaeger_storage', 'backends', 'main', store).value).toBeTruthy()
  })

  test('listens on this machine only unless told otherwise, and holds no password', () => {
    const text = readText(path)
    for (const [, host] of text.matchAll(/\$\{env:JAEGER_HOST:-([^}]*)\}/g)) expect(host).toBe('127.0.0.1')
    for (const [, value] of text.matchAll(/\$\{env:\w*PASSWORD:-([^}]*)\}/g)) expect(value).toBe('')
  })
})
