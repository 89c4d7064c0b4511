import { unitSuffixes } from './unit.ts'

/**
 * What kind of metric a name is for, as far as names go. `counter` is a monotonic sum; other sums are
 * `upDownCounter`, whether they are observed or added to.
 */
export type MetricKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram'

/** A metric as OpenTelemetry names it; `unit` is a UCUM code, empty when there is none. */
export interface NamedMetric {
  readonly name: string
  readonly unit: string
  readonly type: MetricKind
}

/**
 * The name that a metric has in Prometheus: OpenTelemetry's default `UnderscoreEscapingWithSuffixes`, character by
 * character what Prometheus 3 (over OTLP) and the Collector make of it.
 *
 * - what is not a letter, a digit or a colon becomes `_`, and several become one;
 * - the unit follows as a word (`_seconds`, `_bytes_per_second`) unless the name has that word already; annotations in
 *   braces give none;
 * - a counter ends in `_total`, a gauge of unit `1` in `_ratio`; the word is moved there when it stands elsewhere;
 * - a name that would begin with a digit gets `_` in front.
 *
 * Returns `undefined` where no name is left, as for `''` or `'...'`. A histogram's name is that of its family: its
 * samples add `_bucket`, `_sum` and `_count`. Follows "OTLP Metric points to Prometheus" of the specification.
 *
 * @example
 * prometheusName({ name: 'http.server.request.duration', unit: 's', type: 'histogram' })
 * // 'http_server_request_duration_seconds'
 */
export function prometheusName({ name, unit, type }: NamedMetric): string | undefined {
  let words = name.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '')
  let { main, per } = unitSuffixes(unit)
  if (words.includes(main)) main = ''
  per = per === 'per_' ? '' : per.replace(/_$/, '')
  if (words.includes(per)) per = ''
  if (per !== '') main = main.replace(/_$/, '')
  if (main !== '') words.push(main)
  if (per !== '') words.push(per)
  if (type === 'counter') words = movedToEnd(words, 'total')
  if (type === 'gauge' && unit === '1') words = movedToEnd(words, 'ratio')
  const whole = words.join('_')
  if (/^_*$/.test(whole)) return undefined
  return /^[0-9]/.test(whole) ? `_${whole}` : whole
}

/**
 * Whether a name may stand in Prometheus's classic formats without quotes: letters, digits, `_` and `:`, and no digit
 * first.
 *
 * @example
 * isPrometheusName('shop_http_requests_total') // true
 */
export function isPrometheusName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)
}

function movedToEnd(words: readonly string[], word: string): string[] {
  return [...words.filter((other) => other !== word), word]
}
