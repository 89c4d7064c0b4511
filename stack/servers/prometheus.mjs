import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { local } from './server.mjs'

/**
 * How Prometheus differs from that of Compose, beside its targets.
 *
 * @typedef {object} PrometheusOptions
 * @property {string | undefined} [scrapeInterval] instead of the configured one: `1s`
 * @property {string} [rules] a folder of rules instead of `prometheus/rules`
 * @property {readonly string[]} [flags] beside those of `prometheus/prometheus.flags`
 */

/**
 * One process that is scraped.
 *
 * @typedef {object} Target
 * @property {number} port
 * @property {Readonly<Record<string, string>>} [labels]
 */

/** @typedef {'applications' | 'collector' | 'jaeger' | 'prometheus'} TargetFile */

/**
 * Prometheus reads the configuration of Compose through a link, since it looks for targets and rules beside it: the
 * targets are where the two stacks differ.
 *
 * @param {import('./server.mjs').Place & PrometheusOptions} place
 * @returns {import('./server.mjs').Server}
 */
export function prometheus({ ports, folder, programs, configuration, flags = [], ...options }) {
  const source = join(configuration, 'prometheus')
  const { rules = join(source, 'rules'), ...pace } = options
  const home = homeOf(folder)
  mkdirSync(join(home, 'targets'), { recursive: true })
  symlinkSync(join(source, 'prometheus.yml'), join(home, 'prometheus.yml'))
  symlinkSync(rules, join(home, 'rules'))
  writeTargets(folder, 'applications', { ...pace, targets: [shopTarget(ports)] })
  writeTargets(folder, 'prometheus', { ...pace, targets: [{ port: ports.prometheus }] })
  writeTargets(folder, 'collector', { ...pace, targets: [{ port: ports.collectorMetrics }] })
  writeTargets(folder, 'jaeger', { ...pace, targets: [{ port: ports.jaegerMetrics }] })
  return {
    name: 'prometheus',
    command: programs.prometheus,
    args: [
      `@${join(source, 'prometheus.flags')}`,
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      ...flags,
    ],
    env: {},
    configuration: join(source, 'prometheus.yml'),
    rules,
    ready: local(ports.prometheus, '/-/ready'),
  }
}

/** The shop as it is scraped. @param {import('../ports.mjs').Ports} ports @returns {Target} */
export function shopTarget({ shopMetrics }) {
  return { port: shopMetrics, labels: { job: 'shop', instance: `${hostname()}:${shopMetrics}` } }
}

/**
 * What is scraped from now on; a running Prometheus sees the change by itself.
 *
 * @param {string} folder of the run
 * @param {TargetFile} file
 * @param {{ targets: readonly Target[], scrapeInterval?: string | undefined }} options
 */
export function writeTargets(folder, file, { targets, scrapeInterval }) {
  // Labels of a target win over the configuration: for a run that cannot wait 15 s.
  const pace =
    scrapeInterval === undefined
      ? {}
      : { __scrape_interval__: scrapeInterval, __scrape_timeout__: scrapeInterval }
  const written = targets.map(({ port, labels = {} }) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { ...labels, ...pace },
  }))
  writeFileSync(join(homeOf(folder), `targets/${file}.yml`), JSON.stringify(written))
}

/** @param {string} folder */
function homeOf(folder) {
  return join(folder, 'prometheus')
}
