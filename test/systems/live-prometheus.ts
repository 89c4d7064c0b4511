import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../../stack/free-port.mjs'
import { buildPrograms } from '../../stack/go/build.mjs'
import { PrometheusApi } from '../e2e/prometheus-api.ts'
import type { Rack } from '../servers/rack.ts'
import { startServer } from '../servers/server.ts'

/** What a Prometheus of its own is to do. */
export interface LivePrometheusOptions {
  /** The text of `prometheus.yml`; it is told where this Prometheus listens, as `127.0.0.1:9090`. */
  readonly configuration: (itself: string) => string
  /** Text of rules, by path beside it. */
  readonly rules: ReadonlyMap<string, string>
  /** Further flags of its command line. */
  readonly flags?: readonly string[]
}

/** Starts the real Prometheus, and resolves when it is ready. It ends with the rack. */
export async function startPrometheus(
  rack: Rack,
  { configuration, rules, flags = [] }: LivePrometheusOptions,
): Promise<PrometheusApi> {
  const { prometheus } = await buildPrograms({ keeper: rack.keeper, say: console.log })
  const [folder, port] = [rack.folder(), await freePort()]
  const address = `127.0.0.1:${port}`
  for (const [path, text] of [...rules, ['prometheus.yml', configuration(address)] as const]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const url = `http://${address}`
  await startServer(rack, {
    url,
    port,
    command: prometheus,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      ...flags,
    ],
    folder,
    endBy: 'SIGTERM',
    crashBy: 'SIGKILL',
    answers: () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
  return new PrometheusApi(url)
}
