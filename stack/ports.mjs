import { hold, holdFreePort, portOf } from './free-port.mjs'

/**
 * Every port of the stack on 127.0.0.1: who needs it, the variable that moves it, and where it is otherwise.
 */
const ports = /** @type {const} */ ({
  shop: { owner: 'the shop', variable: 'PORT', usual: 8080 },
  shopMetrics: { owner: "the shop's /metrics", variable: 'OTEL_EXPORTER_PROMETHEUS_PORT', usual: 9464 },
  otlpGrpc: { owner: 'the Collector (OTLP over gRPC)', variable: 'COLLECTOR_OTLP_GRPC_PORT', usual: 4317 },
  otlpHttp: { owner: 'the Collector (OTLP over HTTP)', variable: 'COLLECTOR_OTLP_HTTP_PORT', usual: 4318 },
  collectorHealth: { owner: "the Collector's health", variable: 'COLLECTOR_HEALTH_PORT', usual: 13133 },
  collectorMetrics: { owner: "the Collector's metrics", variable: 'COLLECTOR_METRICS_PORT', usual: 8888 },
  prometheus: { owner: 'Prometheus', variable: 'PROMETHEUS_PORT', usual: 9090 },
  jaeger: { owner: 'Jaeger', variable: 'JAEGER_QUERY_PORT', usual: 16686 },
  jaegerGrpc: { owner: 'Jaeger (queries over gRPC)', variable: 'JAEGER_QUERY_GRPC_PORT', usual: 16685 },
  jaegerOtlp: { owner: 'Jaeger (OTLP)', variable: 'JAEGER_OTLP_PORT', usual: 14317 },
  jaegerHealth: { owner: "Jaeger's health", variable: 'JAEGER_HEALTH_PORT', usual: 13134 },
  jaegerMetrics: { owner: "Jaeger's metrics", variable: 'JAEGER_METRICS_PORT', usual: 8889 },
})

/** @typedef {keyof typeof ports} PortName */
/** @typedef {Readonly<Record<PortName, number>>} Ports */

const names = /** @type {PortName[]} */ (Object.keys(ports))

/**
 * The ports as the environment has them. A port of 0 is any free one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Ports>}
 * @throws with a sentence when one is no port, named twice, or used by another program
 */
export async function choosePorts(env) {
  const wanted = names.map((name) => ({ name, port: wantedPort(name, env) }))
  const held = await Promise.allSettled(
    wanted.map(({ name, port }) => (port === 0 ? holdFreePort() : holdWanted(name, port))),
  )
  const servers = held.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const chosen = servers.map(portOf)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  const refused = held.find((result) => result.status === 'rejected')
  if (refused !== undefined) throw refused.reason
  return /** @type {Ports} */ (Object.fromEntries(names.map((name, index) => [name, chosen[index]])))
}

/** Any free ports for everything: beside another stack. @returns {NodeJS.ProcessEnv} */
export function anyFreePorts() {
  return Object.fromEntries(names.map((name) => [ports[name].variable, '0']))
}

/** @param {PortName} name @param {NodeJS.ProcessEnv} env */
function wantedPort(name, env) {
  const { variable, usual } = ports[name]
  const value = env[variable]
  if (value === undefined || value.trim() === '') return usual
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`${variable} is "${value}", and must be a port from 0 (any free one) to 65535.`)
}

/** Listens on the port that was asked for. @param {PortName} name @param {number} port */
async function holdWanted(name, port) {
  const { owner, variable } = ports[name]
  try {
    return await hold(port)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`
    const remedy = `End what listens there, or set ${variable} to a free port (0 for any).`
    throw new Error(`Port ${port}, which ${owner} needs, ${why}. ${remedy}`, { cause: error })
  }
}
