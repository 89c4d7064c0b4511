import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, parseDocument } from 'yaml'
import { repository } from '../../stack/go/programs.mjs'

/**
 * The text of collector/load-balancing.yaml with a plain OTLP exporter in the place of each `load_balancing`, which the
 * native build lacks: everything else is as it stands there, and all goes to one sampler.
 */
export function withoutLoadBalancing(sampler: {
  readonly traces: string
  readonly services: string
}): string {
  const file = parseDocument(readFileSync(join(repository, 'collector/load-balancing.yaml'), 'utf8'))
  for (const [name, endpoint] of Object.entries(sampler)) {
    const exporter = ['exporters', `load_balancing/${name}`]
    const client = file.getIn([...exporter, 'protocol', 'otlp'])
    if (!isMap(client)) throw new Error(`${exporter.join('/')} sends nothing.`)
    client.set('endpoint', endpoint)
    for (const key of ['sending_queue', 'retry_on_failure']) client.set(key, file.getIn([...exporter, key]))
    file.setIn(['exporters', `otlp_grpc/${name}`], client)
    file.deleteIn(exporter)
  }
  return String(file).replaceAll('load_balancing/', 'otlp_grpc/')
}
