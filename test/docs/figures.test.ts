import { describe, expect, test } from 'vitest'
import { pages, textOf } from './page.ts'

const compose = 'docker-compose.observability.yml'
const prometheus = 'prometheus/prometheus.yml'
const flags = 'prometheus/prometheus.flags'

/**
 * Figures that pages repeat from configuration files: what finds one on any page, and what finds it in the file. Both
 * capture the figure; thousands may be parted by commas.
 */
const figures = [
  {
    what: 'traces that Jaeger keeps',
    said: /(?:keeps|last) (\d[\d,]*) traces in memory/g,
    file: 'jaeger/config.yaml',
    set: /max_traces: \S*?(\d+)\}/,
  },
  {
    what: 'exemplars that Prometheus keeps',
    said: /(\d[\d,]*) (?:exemplars|places of Prometheus)/g,
    file: prometheus,
    set: /max_exemplars: (\d+)/,
  },
  { what: 'days of retention', said: /(\d+) days/g, file: flags, set: /retention\.time=(\d+)d/ },
  { what: 'gigabytes of retention', said: /or (\d+) GB/g, file: flags, set: /retention\.size=(\d+)GB/ },
  {
    what: 'the scrape interval',
    said: /(?:stack asks|scraped) every (\d+) s/g,
    file: prometheus,
    set: /scrape_interval: (\d+)s/,
  },
  {
    what: 'the timeout of a scrape',
    said: /timeout of (\d+) s|longer than (\d+) s\./g,
    file: prometheus,
    set: /scrape_timeout: (\d+)s/,
  },
  {
    what: 'the version of Prometheus',
    said: /\[?Prometheus\]?(?:\([^)]*\))? (3\.\d+\.\d+)/g,
    file: compose,
    set: /prom\/prometheus:v(\S+)/,
  },
  {
    what: 'the version of Jaeger',
    said: /\[?Jaeger\]?(?:\([^)]*\))? (2\.\d+\.\d+)/g,
    file: compose,
    set: /jaegertracing\/jaeger:(\S+)/,
  },
  {
    what: 'the version of the Collector',
    said: /Collector\]?(?:\([^)]*\))? (0\.\d+\.\d+)/g,
    file: compose,
    set: /collector-contrib:(\S+)/,
  },
  {
    what: 'the version of Grafana',
    said: /(?:\[Grafana\]\([^)]*\) |grafana-)(13\.\d+\.\d+)/g,
    file: compose,
    set: /grafana\/grafana:(\S+)/,
  },
] as const

const generated = /^docs\/(?:metrics\/|runbooks\/|conformance\.md|benchmarks\.md)/
const written = pages().filter((page) => !generated.test(page))

describe.each(figures)('$what', ({ said, file, set }) => {
  test('is on every page as it is configured', () => {
    const configured = set.exec(textOf(file))?.[1]
    expect(configured).toBeDefined()
    const told = written.flatMap((page) =>
      [...textOf(page).matchAll(said)].map((match) => ({
        page,
        figure: match
          .slice(1)
          .find((group) => group !== undefined)
          ?.replaceAll(',', ''),
      })),
    )
    expect(told.length).toBeGreaterThan(0)
    expect(told.filter(({ figure }) => figure !== configured)).toEqual([])
  })
})
