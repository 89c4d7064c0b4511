import { type Labels, numberOf, type PrometheusApi, type Sample } from './prometheus-api.ts'
import { until } from './until.ts'

export type Path = 'scrape' | 'otlp'

/** Every series of a job that came on one path: what it is, without what differs by path, and its value. */
export type Series = ReadonlyMap<string, number>

/** The series of a job as they are now; what tells the path, the scope or the resource is left out. */
export async function seriesOf(prometheus: PrometheusApi, job: string, path: Path): Promise<Series> {
  const samples = await prometheus.query(`{job="${job}", source="${path}"}`)
  return new Map(samples.filter(isApplications).map(({ labels, value }) => [identityOf(labels), value]))
}

/** Counters and histograms, whose values are facts of the past: at rest they must be the same wherever they are read. */
export function onlyCumulative(series: Series): Series {
  return new Map([...series].filter(([identity]) => /^\w+_(total|bucket|sum|count)\b/.test(identity)))
}

/** The names of metrics, as Prometheus has them. */
export function namesOf(series: Series): string[] {
  return [...new Set([...series.keys()].map((identity) => identity.replace(/\{.*/, '')))].sort()
}

/** What is not the same on both paths, one line each. */
export function differences(scrape: Series, otlp: Series): string[] {
  return [...new Set([...scrape.keys(), ...otlp.keys()])]
    .filter((identity) => scrape.get(identity) !== otlp.get(identity))
    .map((identity) => `${identity} scrape ${scrape.get(identity)} otlp ${otlp.get(identity)}`)
}

/** Both paths, as soon as they agree; the last reading when they never do, so that a test says in what. */
export async function atRest(prometheus: PrometheusApi): Promise<{ scrape: Series; otlp: Series }> {
  let last: { scrape: Series; otlp: Series } = { scrape: new Map(), otlp: new Map() }
  const agree = async () => {
    last = {
      scrape: await seriesOf(prometheus, 'shop', 'scrape'),
      otlp: await seriesOf(prometheus, 'shop', 'otlp'),
    }
    const scrape = onlyCumulative(last.scrape)
    const differ = differences(scrape, onlyCumulative(last.otlp))
    // Before the first sample of either path they are equal, too.
    if (scrape.size === 0) return undefined
    return differ.length === 0 && nothingWaits(last.scrape) && nothingWaits(last.otlp) ? last : undefined
  }
  return until(() => 'both paths agree', agree).catch(() => last)
}

/** Whether everything has left the process. */
function nothingWaits(series: Series): boolean {
  return [...series].every(([identity, value]) => !identity.startsWith('spanmeter_queued_') || value === 0)
}

/** What Prometheus makes of a scrape, and the Collector of spans, is no series of the application. */
function isApplications({ labels }: Sample): boolean {
  return !/^(up|scrape_\w+|target_info|traces_span_metrics_\w+)$/.test(labels.__name__ ?? '')
}

/** Prometheus writes `le` as 1.0 where it scraped, and as 1 where it was sent: numbers are compared. */
function identityOf({ __name__: name = '', ...labels }: Labels): string {
  const told = Object.entries(labels)
    .filter(([key]) => key !== 'source' && !key.startsWith('otel_scope_'))
    .map(([key, value]) => [key, key === 'le' ? String(numberOf(value)) : value])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return `${name}{${told.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`
}
