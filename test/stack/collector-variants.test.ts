import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Node, readText, readYaml } from './configuration.ts'
import loadBalancing from './load-balancing.schema.json' with { type: 'json' }
import { faults } from './schema.ts'

const gateway = readYaml('collector/gateway.yaml')
const agent = readYaml('collector/agent.yaml')
const firstTier = readYaml('collector/load-balancing.yaml')
const sampler = readYaml('collector/tail-sampling.yaml')
const producer = readYaml('collector/kafka-producer.yaml')
const consumer = readYaml('collector/kafka-consumer.yaml')
const redacting = { 'load-balancing': firstTier, 'kafka-producer': producer }
const stamping = { 'tail-sampling': sampler, 'kafka-consumer': consumer }
/** Which are no file for themselves, but lie over gateway.yaml. */
const overlays = ['secured.yaml', 'remote-write.yaml']

const files = readdirSync(join(import.meta.dirname, '../../collector')).sort()
const whole = files.filter((name) => !overlays.includes(name))

test('these are all', () => {
  expect(files).toEqual([
    'agent.yaml',
    'gateway.yaml',
    'kafka-consumer.yaml',
    'kafka-producer.yaml',
    'load-balancing.yaml',
    'remote-write.yaml',
    'secured.yaml',
    'tail-sampling.yaml',
  ])
})

describe.each(files)('%s', (name) => {
  const text = readText(`collector/${name}`)

  test('listens on this machine only, unless the environment says otherwise', () => {
    expect(text).not.toMatch(/0\.0\.0\.0|\[::\]/)
    for (const [, host] of text.matchAll(/\$\{env:COLLECTOR_HOST:-([^}]*)\}/g)) expect(host).toBe('127.0.0.1')
  })

  test('has a default for everything that the environment may set, and no secret in it', () => {
    expect(text.match(/\$\{env:\w+\}/g)).toBeNull()
    expect(text.match(/\$\{(?!env:)/g)).toBeNull()
    for (const [, value] of text.matchAll(/\$\{env:\w*PASSWORD:-([^}]*)\}/g)) expect(value).toBe('')
    for (const [, value] of text.matchAll(/\$\{env:\w*TOKEN_FILE:-([^}]*)\}/g))
      expect(value).toMatch(/^\/run\/secrets\//)
  })

  test('checks certificates, unless the environment says otherwise', () => {
    expect(text).not.toMatch(/insecure: true|insecure_skip_verify/)
    for (const [, value] of text.matchAll(/insecure: \$\{env:\w+:-(\w+)\}/g))
      expect(value).toBe(String(name === 'gateway.yaml'))
  })
})

describe.each(whole)('%s', (name) => {
  const file = readYaml(`collector/${name}`)
  const pipelines = file.at('service', 'pipelines').items()

  test('limits its memory before anything else, wherever it receives', () => {
    for (const pipeline of pipelines) {
      const [receiver] = pipeline.at('receivers').items()
      const first = receiver?.value === 'span_metrics' ? 'transform/source' : 'memory_limiter'
      expect(pipeline.at('processors', 0).value).toBe(first)
    }
  })

  test('tells its own metrics as the gateway does', () => {
    expect(file.at('service', 'telemetry').value).toEqual(gateway.at('service', 'telemetry').value)
  })

  test('runs every extension that it declares', () => {
    const declared = file.at('extensions').value
    expect(Object.keys(declared as object).sort()).toEqual(
      file
        .at('service', 'extensions')
        .items()
        .map(({ value }) => value)
        .sort(),
    )
  })
})

test.each(Object.entries(redacting))('%s redacts as the gateway does', (_, file) => {
  for (const name of ['transform/before_redaction', 'redaction', 'transform/after_redaction'])
    expect(file.at('processors', name).value).toEqual(gateway.at('processors', name).value)
  expect(file.at('service', 'pipelines', 'traces', 'processors').value).toEqual(
    gateway.at('service', 'pipelines', 'traces', 'processors').value,
  )
})

test.each(Object.entries(stamping))('%s filters, stamps and counts spans as the gateway does', (_, file) => {
  for (const name of ['filter/unacceptable', 'transform/source'])
    expect(file.at('processors', name).value).toEqual(gateway.at('processors', name).value)
  expect(file.at('connectors').value).toEqual(gateway.at('connectors').value)
  for (const name of ['metrics', 'metrics/spans'])
    expect(file.at('service', 'pipelines', name, 'processors').value).toEqual(
      gateway.at('service', 'pipelines', name, 'processors').value,
    )
})

test.each([
  ['agent', agent, ['otlp_grpc/gateway']],
  ['load-balancing', firstTier, ['load_balancing/traces', 'load_balancing/services']],
  ['tail-sampling', sampler, ['otlp_grpc/jaeger', 'otlp_http/prometheus']],
  ['kafka-producer', producer, ['kafka']],
] as const)('%s keeps on disk what it has taken, as many bytes as it says', (_, file, names) => {
  expect(Object.keys(file.at('exporters').value as object)).toEqual(names)
  for (const exporter of file.at('exporters').items()) {
    const queue = exporter.at('sending_queue')
    expect(queue.value).toMatchObject({ storage: 'file_storage/queue', sizer: 'bytes' })
    expect(queue.at('queue_size').value).toBeGreaterThanOrEqual(64 * 1024 * 1024)
    expect(queue.at('batch', 'max_size').value).toBeLessThanOrEqual(8 * 1024 * 1024)
  }
})

test.each([
  ['agent', agent, 'otlp_grpc/gateway'],
  ['load-balancing', firstTier, 'load_balancing/services'],
  ['tail-sampling', sampler, 'otlp_http/prometheus'],
  ['kafka-producer', producer, 'kafka'],
] as const)('%s sends metrics one batch at a time, in their order', (_, file, name) => {
  expect(file.at('exporters', name, 'sending_queue', 'num_consumers').value).toBe(1)
})

describe('what is asked of senders that come through a network', () => {
  const guarded = (protocol: Node) => {
    expect(protocol.at('auth', 'authenticator').value).toBe('bearertokenauth/senders')
    expect(protocol.at('tls').value).toMatchObject({
      cert_file: expect.stringContaining('COLLECTOR_CERT_FILE'),
      key_file: expect.stringContaining('COLLECTOR_KEY_FILE'),
    })
  }

  test.each(['secured', 'load-balancing', 'tail-sampling', 'kafka-producer'])(
    '%s: TLS and a token',
    (name) => {
      const receivers = readYaml(`collector/${name}.yaml`).at('receivers').items()
      for (const receiver of receivers)
        for (const protocol of receiver.at('protocols').items()) guarded(protocol)
    },
  )

  test('secured.yaml takes nothing away from gateway.yaml', () => {
    expect(readYaml('collector/secured.yaml').at('service', 'extensions').value).toEqual([
      ...gateway
        .at('service', 'extensions')
        .items()
        .map(({ value }) => value),
      'bearertokenauth/senders',
    ])
  })
})

describe('load_balancing, which the native build does not have', () => {
  test.each(['load_balancing/traces', 'load_balancing/services'])('%s is as its schema says', (name) => {
    expect(faults(loadBalancing, firstTier.at('exporters', name).value, name)).toEqual([])
  })

  test('the schema is strict', () => {
    const wrong = {
      routing_key: 'trace_id',
      resolver: { dns: { host: 'sampler' } },
      sending_queue: { queue_size: '1' },
    }
    expect(faults(loadBalancing, wrong, 'exporter')).toEqual([
      'exporter/routing_key is "trace_id", and must be one of: service, traceID, metric, resource, streamID, attributes.',
      'exporter/resolver/dns has no host.',
      'exporter/sending_queue/queue_size is "1", and must be: number.',
    ])
  })

  test('spans go by trace to be judged and by service to be counted, metrics by service', () => {
    expect(firstTier.at('exporters', 'load_balancing/traces', 'routing_key').value).toBe('traceID')
    expect(firstTier.at('exporters', 'load_balancing/services', 'routing_key').value).toBe('service')
    const pipelines = firstTier.at('service', 'pipelines')
    expect(pipelines.at('traces', 'exporters').value).toEqual([
      'load_balancing/traces',
      'load_balancing/services',
    ])
    expect(pipelines.at('metrics', 'exporters').value).toEqual(['load_balancing/services'])
  })

  test('each goes to the port at which the samplers take it', () => {
    for (const [exporter, receiver] of [
      ['load_balancing/traces', 'otlp/traces'],
      ['load_balancing/services', 'otlp/services'],
    ] as const) {
      const port = firstTier.at('exporters', exporter, 'resolver', 'dns', 'port').value
      expect(sampler.at('receivers', receiver, 'protocols', 'grpc', 'endpoint').value).toContain(`:-${port}}`)
    }
  })
})

describe('tail sampling', () => {
  const pipelines = sampler.at('service', 'pipelines')
  const sampling = sampler.at('processors', 'tail_sampling')

  test('span metrics are made of spans that were not sampled', () => {
    expect(pipelines.at('traces/counted').value).toEqual({
      receivers: ['otlp/services'],
      processors: ['memory_limiter'],
      exporters: ['span_metrics'],
    })
    expect(pipelines.at('traces', 'exporters').value).toEqual(['otlp_grpc/jaeger'])
  })

  test('errors and slow traces are kept, of the rest a share, within a rate', () => {
    const [errors, slow, rest] = sampling.at('policies').items()
    expect(errors?.value).toMatchObject({ type: 'status_code', status_code: { status_codes: ['ERROR'] } })
    expect(slow?.at('type').value).toBe('latency')
    expect(
      rest
        ?.at('and', 'and_sub_policy')
        .items()
        .map((policy) => policy.at('type').value),
    ).toEqual(['probabilistic', 'rate_limiting'])
    expect(sampling.at('sample_on_first_match').value).toBe(true)
  })

  test('slow is a bound of a bucket, so that exemplars above it lead to traces that were kept', () => {
    const [, milliseconds] =
      /:-(\d+)\}/.exec(String(sampling.at('policies', 1, 'latency', 'threshold_ms').value)) ?? []
    const buckets = sampler.at('connectors', 'span_metrics', 'histogram', 'explicit', 'buckets').value
    expect(buckets).toContain(`${milliseconds}ms`)
  })

  test('what was decided is remembered for longer than the trace', () => {
    const [, traces] = /:-(\d+)\}/.exec(String(sampling.at('num_traces').value)) ?? []
    for (const size of sampling.at('decision_cache').items())
      expect(size.value).toBeGreaterThanOrEqual(10 * Number(traces))
  })
})

describe('Kafka', () => {
  const [to, from] = [producer.at('exporters', 'kafka'), consumer.at('receivers', 'kafka')]

  test('a trace is in one partition, and so is a process', () => {
    expect(to.value).toMatchObject({
      partition_traces_by_id: true,
      partition_metrics_by_resource_attributes: true,
    })
  })

  test('a message is written once all replicas have it, and done once it has arrived', () => {
    expect(to.at('producer').value).toMatchObject({ required_acks: -1, allow_auto_topic_creation: false })
    expect(from.value).toMatchObject({
      autocommit: { enable: false },
      message_marking: { after: true, on_error: false, on_permanent_error: true },
      error_backoff: { enabled: true, max_elapsed_time: '0s' },
    })
    for (const exporter of consumer.at('exporters').items()) {
      expect(exporter.at('sending_queue').value).toEqual({ enabled: false })
      expect(exporter.at('retry_on_failure', 'max_elapsed_time').value).toBe('0s')
    }
  })

  test('both sides agree on brokers, topics, encoding and who they are', () => {
    for (const key of ['brokers', 'auth', 'tls', 'protocol_version'])
      expect(to.at(key).value).toEqual(from.at(key).value)
    for (const signal of ['traces', 'metrics']) {
      expect([to.at(signal, 'topic').value]).toEqual(from.at(signal, 'topics').value)
      expect(to.at(signal, 'encoding').value).toBe(from.at(signal, 'encoding').value)
    }
  })
})

test('the agent changes nothing of which Prometheus makes job and instance', () => {
  for (const key of ['trace_statements', 'metric_statements']) {
    const statements = agent.at('processors', 'transform/host', key).items()
    for (const { value } of statements) {
      const [, set, condition] =
        /^set\(resource\.attributes\["([\w.]+)"\].* where resource\.attributes\["([\w.]+)"\] == nil/.exec(
          String(value),
        ) ?? []
      expect(['host.name', 'deployment.environment.name']).toContain(set)
      expect(condition).toBe(set)
    }
  }
})
