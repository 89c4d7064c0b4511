import { describe, expect, test } from 'vitest'
import { type AnySystem, catalogOf, defineSystem, type ResolvedDomain } from '../../../catalog/index.ts'
import { cache, eventBus, http } from '../../../domains/index.ts'
import { dashboardScope, ruleScope } from '../scope.ts'
import { compileRaw } from './compile.ts'

const plain = defineSystem({ namespace: 'shop', domains: { cache, eventBus, http } })
const renamed = defineSystem({
  namespace: 'app',
  domains: {
    eventBus: eventBus.with({ only: ['published', 'queueDepth'], labels: { event_type: 'kind' } }),
    http: http.with({
      subsystem: 'gateway',
      labels: { method: false },
      metrics: { requests: { name: 'answered', labels: { path: 'endpoint' } } },
    }),
  },
})

function domainOf(system: AnySystem, key: string): ResolvedDomain {
  const domain = catalogOf(system).domains.find((each) => each.key === key)
  if (domain === undefined) throw new Error(`There is no domain ${key}.`)
  return domain
}

const bus = domainOf(plain, 'eventBus')
const web = domainOf(plain, 'http')
const put = 'job=~"$job",instance=~"$instance",source="$source"'

function compiled(text: string, domain = bus, by: readonly string[] = []) {
  return compileRaw({ show: 'promql', text, by }, domain, dashboardScope())
}

function faultOf(text: string): string {
  try {
    compiled(text)
    return 'no fault'
  } catch (error) {
    return String(error)
  }
}

function inRule(text: string, domain = bus) {
  const duration = (written: string) => `<${written}>`
  return compileRaw({ show: 'promql', text }, domain, ruleScope({ source: 'otlp', window: '7m', duration }))
    ?.text
}

describe('metrics and labels are named by their keys', () => {
  test('names, selectors and ranges of the system are put in', () => {
    expect(compiled('sum by (event_type) (rate(published[$window]))', bus, ['event_type'])).toEqual({
      text: `sum by (event_type) (rate(shop_event_bus_published_total{${put}}[$__rate_interval]))`,
      labels: ['event_type'],
      fromHistogram: false,
    })
    expect(compiled('max(queueDepth{transport="in_memory"}) + max(queueDepth{})')?.text).toBe(
      `max(shop_event_bus_queue_depth{transport="in_memory",${put}}) + max(shop_event_bus_queue_depth{${put}})`,
    )
    expect(compiled('sum(increase(published{event_type!="a",}[$span]))')?.text).toBe(
      `sum(increase(shop_event_bus_published_total{event_type!="a",${put},}[$__range]))`,
    )
  })

  test('buckets, sums and counts of a histogram too, with exemplars where buckets are read', () => {
    const mean = 'sum(rate(processingDuration_sum[$window])) / sum(rate(processingDuration_count[$window]))'
    expect(compiled(mean)?.fromHistogram).toBe(false)
    expect(compiled(mean)?.text).toContain('shop_event_bus_processing_duration_seconds_sum{')
    const quantile = compiled(
      'histogram_quantile(0.5, sum by (le, handler) (rate(processingDuration_bucket[$window])))',
      bus,
      ['handler'],
    )
    expect(quantile).toMatchObject({ fromHistogram: true, labels: ['handler'] })
    const share =
      'sum(rate(requestDuration_bucket{le="0.5"}[$window])) / sum(rate(requestDuration_count[$window]))'
    expect(compiled(share, web)?.text).toContain('_bucket{le="0.5",')
  })

  test('what a system renames is followed', () => {
    const text = 'sum by (path) (rate(requests{status=~"5.."}[$window]))'
    expect(compiled(text, domainOf(renamed, 'http'), ['path'])).toEqual({
      text: `sum by (endpoint) (rate(app_gateway_answered_total{status=~"5..",${put}}[$__rate_interval]))`,
      labels: ['endpoint'],
      fromHistogram: false,
    })
  })

  test('what it drops cannot be asked for, or is left out of groups', () => {
    const gateway = domainOf(renamed, 'http')
    expect(compiled('sum(rate(requests{method="GET"}[$window]))', gateway)).toBeUndefined()
    expect(compiled('sum by (method) (rate(requests[$window]))', gateway, ['method'])).toMatchObject({
      text: expect.stringContaining('sum by () (rate('),
      labels: [],
    })
    expect(compiled('sum(rate(errors[$window]))', domainOf(renamed, 'eventBus'))).toBeUndefined()
  })

  test('both sides of a match, and labels that the text makes', () => {
    const text =
      'sum by (event_type) (rate(errors[$window])) / on (event_type) group_left () label_replace(sum by (event_type) (rate(published[$window])), "kind", "$1", "event_type", "(.*)")'
    expect(compiled(`sum by (kind) (${text})`)?.text).toContain('sum by (kind) (sum by (event_type)')
  })
})

describe('a rule', () => {
  test('speaks for each job, takes its window, and has its time scaled', () => {
    const chosen = 'source="otlp"'
    expect(
      inRule('sum(rate(published[$window])) > 2 * sum without (event_type) (rate(published[1h] offset 1d))'),
    ).toBe(
      `sum by(job) (rate(shop_event_bus_published_total{${chosen}}[7m])) > 2 * sum without (event_type) (rate(shop_event_bus_published_total{${chosen}}[<1h>] offset <1d>))`,
    )
    expect(inRule('max by (transport) (queueDepth) and on (transport) min(queueDepth) by (transport)')).toBe(
      `max by (job, transport) (shop_event_bus_queue_depth{${chosen}}) and on (job, transport) min(shop_event_bus_queue_depth{${chosen}}) by (job, transport)`,
    )
  })

  test('that finds nothing has looked at its own jobs, and names a single one', () => {
    const text =
      'max(queueDepth) or absent(queueDepth) or absent_over_time(queueDepth{transport="a"}[$window])'
    const of = (...jobs: string[]) =>
      compileRaw({ show: 'promql', text }, bus, ruleScope({ source: null, window: '7m', jobs }))?.text
    const depth = 'shop_event_bus_queue_depth'
    const all = `max by(job) (${depth}) or absent(${depth}`
    expect(of()).toBe(`${all}) or absent_over_time(${depth}{transport="a"}[7m])`)
    expect(of('a.b')).toBe(`${all}{job="a.b"}) or absent_over_time(${depth}{transport="a",job="a.b"}[7m])`)
    const either = 'job=~"a\\\\.b|c"'
    expect(of('a.b', 'c')).toBe(
      `${all}{${either}}) or absent_over_time(${depth}{transport="a",${either}}[7m])`,
    )
  })

  test('that finds no rate has looked at its own jobs, too', () => {
    const scope = ruleScope({ source: null, window: '7m', jobs: ['a'] })
    expect(compileRaw({ show: 'promql', text: 'absent(rate(published[$window]))' }, bus, scope)?.text).toBe(
      'absent(rate(shop_event_bus_published_total{job="a"}[7m]))',
    )
  })

  test('may not forget the job', () => {
    expect(() => inRule('max without (job) (queueDepth)')).toThrow('leaves out job in (job)')
  })
})

describe('what is refused, in one sentence', () => {
  test.each([
    ['', 'is empty.'],
    ['sum by (le (rate(published[$window]))', 'is no PromQL at "(rate(published'],
    ['1 +', 'is no PromQL at its end.'],
    ['nonsense(published)', 'is no PromQL at'],
    ['1 + 1', 'asks for no metric.'],
    ['"queueDepth"', 'asks for no metric.'],
    ['max(gone)', 'selects gone, which is no metric of the domain. It has published,'],
    ['max(shop_event_bus_queue_depth)', 'write its key queueDepth, so that renames are followed.'],
    ['{__name__="queueDepth"}', 'write the key of the metric before the braces.'],
    ['max({"queueDepth"})', 'write the key of the metric before the braces.'],
    ['max(queueDepth{__name__="x"})', 'asks for the label __name__, which queueDepth does not have.'],
    ['max(queueDepth{"transport"})', 'which is no condition on a label.'],
    ['max(queueDepth{event_type="a"})', 'asks for the label event_type, which queueDepth does not have.'],
    ['max(queueDepth{__proto__="x"})', 'asks for the label __proto__, which queueDepth does not have.'],
    ['max by (colour) (queueDepth)', 'asks for the label colour'],
    ['max(queueDepth) / on (colour) max(queueDepth)', 'asks for the label colour'],
    ['max(queueDepth{source="otlp"})', 'selects source itself, which is put in for all queries alike.'],
    ['max(queueDepth{job="x"})', 'selects job itself'],
    ['sum(published)', 'uses published outside of rate() and increase()'],
    ['sum(max_over_time(published[1h]))', 'uses published outside of rate() and increase()'],
    ['sum(rate(published[1h:5m]))', 'uses published outside of rate() and increase()'],
    ['sum(processingDuration_count)', 'uses processingDuration_count outside of rate()'],
    ['sum(rate(processingDuration[$window]))', 'selects the histogram processingDuration'],
    ['sum(rate(queueDepth[$window]))', 'asks for the rate of queueDepth, which is no counter.'],
    ['queueDepth[$window]', 'outside of a function.'],
    ['sum(rate(published[5m]))', 'takes the rate over [5m]: on a dashboard it is [$window]'],
    ['sum(rate(published[$__rate_interval]))', 'has $__rate_interval: ranges are [$window] or [$span]'],
    ['max(queueDepth{transport="$job"})', 'has $job in "$job", which only Grafana knows'],
    [`max(queueDepth{transport="$\{__from}"})`, 'which only Grafana knows'],
    ['rate(errors[$window]) / rate(published[$window])', 'divides errors before it is aggregated'],
    ['sum(rate(errors[$window]) / rate(published[$window]))', 'divides errors before it is aggregated'],
    ['histogram_quantile(0.5, rate(lag_bucket[$window]))', 'does not keep le over the buckets of lag'],
    ['histogram_quantile(0.5, sum by (event_type) (rate(lag_bucket[$window])))', 'does not keep le'],
    ['sum without (le) (rate(lag_bucket[$window]))', 'does not keep le over the buckets of lag'],
    ['max(queueDepth) + $window', 'has $window or $span where no range stands.'],
  ])('%s', (text, fault) => {
    expect(faultOf(text)).toContain(fault)
    expect(faultOf(text)).toMatch(/^Error: The PromQL ".*of the domain eventBus [^\n]*\.$/)
  })

  test('what is too long or too deep to be read', () => {
    expect(faultOf(`max(queueDepth${' '.repeat(5000)})`)).toContain('has 5015 characters; 5000 are enough.')
    expect(faultOf(`${'('.repeat(2000)}queueDepth`)).toContain('is no PromQL at its end.')
  })

  test('a value that a closed label does not have', () => {
    const caches = domainOf(plain, 'cache')
    const hits = (is: string) => () => compiled(`sum(rate(operations{result${is}}[$window]))`, caches)
    expect(hits('="hti"')).toThrow('compares result with "hti". Its values are hit, miss, success, error.')
    for (const is of ['="hit"', '!=""', '="_OTHER"', '=~"h.*"']) expect(hits(is)).not.toThrow()
  })

  test('a label that is no own one of the constants', () => {
    const regional = eventBus.with({ constant: { region: 'eu' } })
    const here = domainOf(defineSystem({ namespace: 'regional', domains: { regional } }), 'regional')
    expect(compiled('max by (region) (queueDepth{region="eu"})', here)?.text).toContain('{region="eu",')
    expect(() => compiled('max(queueDepth{__proto__="x"})', here)).toThrow('asks for the label __proto__')
  })

  test('what is no text at all', () => {
    const query = { show: 'promql', text: 5 } as never
    expect(() => compileRaw(query, bus, dashboardScope())).toThrow(
      'The PromQL 5 of the domain eventBus is empty.',
    )
  })
})

describe('what only looks dangerous is left as it is', () => {
  test.each([
    ['a comment is left out', 'max(queueDepth) # ) or vector(1)', `max(shop_event_bus_queue_depth{${put}})`],
    [
      'a key, a placeholder and a comment in a string are no key, placeholder, comment',
      "max(queueDepth{transport='published [$window] # x'})",
      `max(shop_event_bus_queue_depth{transport='published [$window] # x',${put}})`,
    ],
    ['a line break', 'max(\n  queueDepth\n)', `max( shop_event_bus_queue_depth{${put}} )`],
    [
      'a share of a number is no division of series',
      'sum(rate(published[$window]) / 60)',
      `sum(rate(shop_event_bus_published_total{${put}}[$__rate_interval]) / 60)`,
    ],
  ])('%s', (_, text, expected) => {
    expect(compiled(text)?.text).toBe(expected)
  })
})
