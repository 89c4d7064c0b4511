import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'

interface StaticConfiguration {
  targets: string[]
}

interface ScrapeConfiguration {
  job_name: string
  scrape_interval?: string
  scrape_timeout?: string
  static_configs: StaticConfiguration[]
}

interface Configuration {
  global: { scrape_interval: string; scrape_timeout?: string; evaluation_interval: string }
  scrape_configs: ScrapeConfiguration[]
}

/** The Prometheus of the examples scrapes itself there. */
const ITSELF = '127.0.0.1:9090'

/** The jobs of an example's `prometheus.yml`, each with its targets as they are written there. */
export function writtenTargets(example: string): { job: string; address: string }[] {
  return written(example).scrape_configs.flatMap(({ job_name: job, static_configs }) =>
    static_configs.flatMap(({ targets }) => targets.map((address) => ({ job, address }))),
  )
}

/**
 * An example's `prometheus.yml`, but for addresses, and for the time between scrapes.
 *
 * @param addresses where each target answers here; one that is missing throws, since it would not be scraped
 * @param itself where this Prometheus listens
 */
export function liveConfiguration(
  example: string,
  addresses: ReadonlyMap<string, string>,
  itself: string,
): string {
  const configuration = written(example)
  const here = (address: string): string => {
    const found = address === ITSELF ? itself : addresses.get(address)
    if (found === undefined)
      throw new Error(`examples/${example}/prometheus.yml scrapes ${address}, and nothing answers for it.`)
    return found
  }
  const scrapes = configuration.scrape_configs.map((each) => {
    const { scrape_interval: _, scrape_timeout: __, ...kept } = each
    const moved = each.static_configs.map((one) => ({ ...one, targets: one.targets.map(here) }))
    return { ...kept, static_configs: moved }
  })
  return stringify({
    ...configuration,
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    scrape_configs: scrapes,
  })
}

function written(example: string): Configuration {
  const path = join(import.meta.dirname, '../../../examples', example, 'prometheus.yml')
  return parse(readFileSync(path, 'utf8')) as Configuration // It has the form that Prometheus asks for.
}
