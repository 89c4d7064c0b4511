import { describe, expect, test } from 'vitest'
import { readText, readYaml } from './configuration.ts'

const configuration = readYaml('prometheus/prometheus.yml')
const flags = readText('prometheus/prometheus.flags').trim().split('\n')
const jobs = configuration.at('scrape_configs').items()

test('every target is scraped every 15 s, within 10 s', () => {
  expect(configuration.at('global').value).toMatchObject({ scrape_interval: '15s', scrape_timeout: '10s' })
  for (const job of jobs) {
    expect(job.value).not.toHaveProperty('scrape_interval')
    expect(job.value).not.toHaveProperty('scrape_timeout')
  }
})

test('a scrape has limits, and room for an application whose series budget is used up', () => {
  const limits = ['body_size_limit', 'sample_limit', 'label_limit', 'label_name_length_limit', 'target_limit']
  for (const limit of limits) expect(configuration.at('global', limit).value).toBeTruthy()
  const largestHistogram = 18
  expect(configuration.at('global', 'sample_limit').value).toBeGreaterThan(10_000 * largestHistogram)
})

test('Prometheus scrapes the applications, itself, the Collector and Jaeger', () => {
  expect(jobs.map((job) => job.at('job_name').value)).toEqual([
    'applications',
    'prometheus',
    'collector',
    'jaeger',
  ])
})

test('everything that is scraped says so, and nothing is renamed', () => {
  for (const job of jobs)
    expect(job.at('relabel_configs').value).toEqual([{ target_label: 'source', replacement: 'scrape' }])
})

test('the targets of Compose: an application is found under its service name', () => {
  for (const job of jobs) {
    const files = job.at('file_sd_configs', 0, 'files').items()
    for (const file of files) {
      const [target, ...more] = readYaml(`prometheus/${file.value}`).items()
      expect(more).toEqual([])
      expect(target?.at('targets').items()).toHaveLength(1)
    }
  }
  expect(readYaml('prometheus/targets/applications.yml').value).toEqual([
    { targets: ['shop:9464'], labels: { job: 'shop' } },
  ])
})

test('OTLP keeps the names of the exposition, and makes no label of the resource', () => {
  expect(configuration.at('otlp').value).toEqual({
    translation_strategy: 'UnderscoreEscapingWithSuffixes',
    keep_identifying_resource_attributes: true,
  })
})

test('the flags: 15 days are kept, in at most 10 GB, OTLP and exemplars are taken', () => {
  expect(flags).toEqual([
    '--storage.tsdb.retention.time=15d',
    '--web.enable-otlp-receiver',
    '--enable-feature=exemplar-storage',
    '--storage.tsdb.retention.size=10GB',
    expect.stringMatching(/^--web\.cors\.origin=/),
  ])
  expect(configuration.at('storage', 'exemplars', 'max_exemplars').value).toBeGreaterThanOrEqual(10_000)
})

test('samples are taken as late as the Collector keeps trying to deliver them', () => {
  const collector = readYaml('collector/gateway.yaml')
  const tries = collector.at('exporters', 'otlp_http/prometheus', 'retry_on_failure', 'max_elapsed_time')
  expect(configuration.at('storage', 'tsdb', 'out_of_order_time_window').value).toBe(tries.value)
})

test('rules are read from the folder of generated ones', () => {
  expect(configuration.at('rule_files').value).toEqual(['rules/*.rules.yml'])
})

test.each([
  ['http://localhost:3001', true],
  ['http://127.0.0.1:9090', true],
  ['https://localhost', true],
  ['https://evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://evil.example/?http://localhost:3001', false],
])('a page from %s may read what Prometheus answers: %s', (origin, may) => {
  const [, allowed = ''] = flags.at(-1)?.split('--web.cors.origin=') ?? []
  // Prometheus asks for the whole text to match.
  expect(new RegExp(`^(?:${allowed})$`).test(origin)).toBe(may)
})

describe('the Pushgateway', () => {
  const [job, ...more] = readYaml('prometheus/scrape/pushgateway.yml').at('scrape_configs').items()

  test('is a job of Compose alone, so that natively nobody looks for it', () => {
    expect(configuration.at('scrape_config_files').value).toEqual(['scrape/*.yml'])
    expect(readText('stack/servers/prometheus.mjs')).not.toMatch(/['"]scrape['"/]/)
  })

  test('is found by its name, so that there is no target while it does not run', () => {
    expect(more).toEqual([])
    expect(job?.value).toMatchObject({
      job_name: 'pushgateway',
      honor_labels: true,
      dns_sd_configs: [{ names: ['pushgateway'], type: 'A', port: 9091 }],
    })
    expect(job?.at('relabel_configs').value).toEqual([
      { target_label: 'source', replacement: 'scrape' },
      { target_label: 'instance', replacement: 'pushgateway:9091' },
    ])
  })
})
