import { type Catalog, definePanels } from '../../catalog/index.ts'

const whole = (name: string): { readonly whole: string } => ({ whole: name })

/** What Prometheus writes down of every scrape. */
export const scrapeCatalog = {
  name: 'scrape',
  labels: {
    job: { bound: 20, description: 'What was scraped' },
  },
  metrics: {
    up: { type: 'gauge', name: whole('up'), labels: ['job'], description: 'Whether the scrape succeeded' },
    duration: {
      type: 'gauge',
      name: whole('scrape_duration_seconds'),
      unit: 's',
      labels: ['job'],
      description: 'How long the scrape took',
    },
    samples: {
      type: 'gauge',
      name: whole('scrape_samples_scraped'),
      labels: ['job'],
      description: 'Samples that the target exposed',
    },
  },
} as const satisfies Catalog

export const scrapePanels = definePanels(scrapeCatalog, {
  up: {
    title: 'Targets up',
    description: 'Whether the last scrape of a target succeeded, by job; the worst of its instances.',
    unit: 'none',
    words: { 0: 'down', 1: 'up' },
    limits: { warning: 1, bad: 0 },
    query: { show: 'value', of: 'up', join: 'min', by: ['job'] },
  },
  duration: {
    title: 'Scrape duration',
    description: 'How long the slowest scrape of a job took. Near the timeout of 10 s scrapes fail.',
    unit: 's',
    limits: { warning: 5, bad: 10 },
    query: { show: 'value', of: 'duration', join: 'max', by: ['job'] },
  },
  samples: {
    title: 'Samples per scrape',
    description: 'How many samples a job exposes. Growth without an end means a label without a bound.',
    unit: 'short',
    query: { show: 'value', of: 'samples', join: 'sum', by: ['job'] },
  },
})
