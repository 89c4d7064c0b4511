import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { repository } from '../go/programs.mjs'
import { local } from './server.mjs'

/**
 * Prometheus reads the configuration of Compose through a link, since it looks for targets and rules beside it: the
 * targets are where the two stacks differ.
 *
 * @param {import('./server.mjs').Place & { scrapeInterval: string | undefined }} place
 * @returns {import('./server.mjs').Server}
 */
export function prometheus({ ports, folder, programs, scrapeInterval }) {
  const home = join(folder, 'prometheus')
  const configuration = join(repository, 'prometheus')
  mkdirSync(join(home, 'targets'), { recursive: true })
  for (const shared of ['prometheus.yml', 'rules'])
    symlinkSync(join(configuration, shared), join(home, shared))
  // Labels of a target win over the configuration: for a run that cannot wait 15 s.
  const pace =
    scrapeInterval === undefined
      ? {}
      : { __scrape_interval__: scrapeInterval, __scrape_timeout__: scrapeInterval }
  const target = (/** @type {number} */ port, /** @type {Record<string, string>} */ labels = {}) =>
    JSON.stringify([{ targets: [`127.0.0.1:${port}`], labels: { ...labels, ...pace } }])
  const targets = {
    applications: target(ports.shopMetrics, { job: 'shop', instance: `${hostname()}:${ports.shopMetrics}` }),
    prometheus: target(ports.prometheus),
    collector: target(ports.collectorMetrics),
    jaeger: target(ports.jaegerMetrics),
  }
  for (const [name, text] of Object.entries(targets)) writeFileSync(join(home, `targets/${name}.yml`), text)
  return {
    name: 'prometheus',
    command: programs.prometheus,
    args: [
      `@${join(configuration, 'prometheus.flags')}`,
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
    ],
    env: {},
    ready: local(ports.prometheus, '/-/ready'),
  }
}
