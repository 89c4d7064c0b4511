import { defineSystem, http } from 'spanmeter'
import { startObservability } from 'spanmeter/setup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CollectorStack, type StartedCollector, startCollectorStack } from './collector-stack.ts'
import { JaegerApi } from './jaeger-api.ts'
import { metricsOf, newTraceId, post, tracesOf } from './otlp-json.ts'
import { type Exemplar, PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const REQUESTS = 20

let running: CollectorStack
let gateway: StartedCollector
let agent: StartedCollector
let prometheus: PrometheusApi
let jaeger: JaegerApi
const started = new Date()

beforeAll(async () => {
  running = await startCollectorStack()
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  gateway = await running.collector({
    name: 'secured-gateway',
    files: ['gateway', 'secured'],
    env: running.destinations,
  })
  agent = await running.collector({
    name: 'agent',
    files: ['agent'],
    env: { GATEWAY_OTLP_ENDPOINT: gateway.grpc, HOST_NAME: 'node-7', DEPLOYMENT_ENVIRONMENT: 'staging' },
  })
})
afterAll(() => running?.stop())

/** A service that is instrumented with this package and sends to the agent. */
async function work(): Promise<void> {
  const system = defineSystem({ namespace: 'behind_agent', domains: { http } })
  const observability = await startObservability({
    serviceName: 'behind-agent',
    resource: { 'service.instance.id': 'instance-3' },
    metrics: { exporters: ['otlp'] },
    otlp: { endpoint: `http://${agent.http}` },
  })
  for (let request = 0; request < REQUESTS; request++)
    await system.http.server.run({ method: 'GET' }, async (operation) => {
      operation.set({ path: '/products/:id', status: 200 })
    })
  await observability.shutdown()
}

test('what a service sends to its agent arrives with job, instance, source and exemplars, over TLS and with a token', async () => {
  await work()
  const [sample] = await until(
    () => 'the requests are in Prometheus',
    async () => {
      const found = await prometheus.query('behind_agent_http_requests_total{status="200"} == 20')
      return found.length > 0 ? found : undefined
    },
  )
  expect(sample?.labels).toMatchObject({ job: 'behind-agent', instance: 'instance-3', source: 'otlp' })

  const exemplars: Exemplar[] = await prometheus.exemplars('{job="behind-agent"}', started)
  expect(exemplars.length).toBeGreaterThan(0)
  for (const { traceId, spanId } of exemplars) {
    const spans = await until(
      () => `Jaeger has the trace ${traceId}`,
      async () => {
        const found = await jaeger.trace(traceId)
        return found.length > 0 ? found : undefined
      },
    )
    expect(spans.map((span) => span.spanId)).toContain(spanId)
  }
})

test('the agent says where it ran, beside the metrics and not in their labels', async () => {
  const [info] = await prometheus.query('target_info{job="behind-agent"}')
  expect(info?.labels).toMatchObject({ host_name: 'node-7', deployment_environment_name: 'staging' })
  const [sample] = await prometheus.query('behind_agent_http_requests_total{status="200"}')
  expect(sample?.labels).not.toHaveProperty('host_name')
})

test('a host that the service knows itself stays', async () => {
  const body = tracesOf('knows-its-host', [{ traceId: newTraceId() }], { 'host.name': 'own' })
  expect(await post(`http://${agent.http}/v1/traces`, body)).toBe(200)
  const metric = {
    name: 'known_host',
    gauge: { dataPoints: [{ timeUnixNano: String(BigInt(Date.now()) * 1_000_000n), asDouble: 1 }] },
  }
  await post(`http://${agent.http}/v1/metrics`, metricsOf('knows-its-host', metric, { 'host.name': 'own' }))
  const info = await until(
    () => 'its target_info is in Prometheus',
    async () => (await prometheus.query('target_info{job="knows-its-host"}'))[0],
  )
  expect(info.labels.host_name).toBe('own')
})

test('the gateway takes nothing from a sender without its token, and nothing without TLS', async () => {
  const { credentials } = running
  const body = tracesOf('stranger', [{ traceId: newTraceId() }])
  const url = `https://${gateway.http}/v1/traces`
  expect(await post(url, body, { credentials, token: '' })).toBe(401)
  expect(await post(url, body, { credentials, token: 'another' })).toBe(401)
  expect(await post(`http://${gateway.http}/v1/traces`, body)).toBe(400)
  await expect(post(url, body, { token: credentials.token })).rejects.toThrow(/self-signed|certificate/)
  expect(await post(url, body, { credentials })).toBe(200)
})

test('what an agent took while its gateway was away arrives when it is back, also when the agent died meanwhile', async () => {
  const traceId = newTraceId()
  await gateway.kept.end()
  expect(await post(`http://${agent.http}/v1/traces`, tracesOf('patient', [{ traceId }]))).toBe(200)
  agent.kept.signal('SIGKILL')
  await agent.kept.ended
  const again = await running.collector({
    name: 'secured-gateway',
    files: ['gateway', 'secured'],
    env: running.destinations,
  })
  await running.collector({ name: 'agent', files: ['agent'], env: { GATEWAY_OTLP_ENDPOINT: again.grpc } })
  await until(
    () => 'the trace is in Jaeger',
    async () => ((await jaeger.trace(traceId)).length > 0 ? true : undefined),
  )
})
