import { ANSWER_WITHIN_MS, until } from './until.ts'

/** The labels of a series, its name as `__name__` among them. */
export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** A series over a stretch of time. */
export interface Course {
  readonly labels: Labels
  readonly points: readonly { readonly seconds: number; readonly value: number }[]
}

/** What a range query covers. Seconds since 1970, and seconds between its points. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly step: number
}

/** A rule as Prometheus has evaluated it last. */
export interface Rule {
  readonly name: string
  readonly type: 'alerting' | 'recording'
  readonly health: string
  readonly lastError?: string
}

export interface Exemplar {
  /** Of the series that it belongs to. */
  readonly series: Labels
  readonly traceId: string
  readonly spanId: string
  readonly value: number
}

export interface Target {
  readonly labels: Labels
  readonly health: string
  readonly lastError: string
}

/** The HTTP API of Prometheus, as far as it is asked here. */
export class PrometheusApi {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** The newest sample of every series that the query gives. */
  async query(query: string): Promise<Sample[]> {
    const { result } = await this.#get<{ result: { metric: Labels; value: [number, string] }[] }>('query', {
      query,
    })
    return result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }))
  }

  /** Every series that the query gives within a stretch of time. */
  async range(query: string, { from, to, step }: Stretch): Promise<Course[]> {
    const { result } = await this.#get<{ result: { metric: Labels; values: [number, string][] }[] }>(
      'query_range',
      { query, start: String(from), end: String(to), step: String(step) },
    )
    return result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([seconds, value]) => ({ seconds, value: numberOf(value) })),
    }))
  }

  /** The values that a label has in the series of a selector. */
  labelValues(label: string, selector: string): Promise<string[]> {
    return this.#get(`label/${label}/values`, { 'match[]': selector })
  }

  async rules(): Promise<Rule[]> {
    const { groups } = await this.#get<{ groups: { rules: Rule[] }[] }>('rules', {})
    return groups.flatMap(({ rules }) => rules)
  }

  async exemplars(query: string, since: Date): Promise<Exemplar[]> {
    const series = await this.#get<
      { seriesLabels: Labels; exemplars: { labels: Labels; value: string }[] | null }[]
    >('query_exemplars', {
      query,
      start: since.toISOString(),
      end: new Date().toISOString(),
    })
    return series.flatMap(({ seriesLabels, exemplars }) =>
      (exemplars ?? []).map(({ labels, value }) => ({
        series: seriesLabels,
        traceId: labels.trace_id ?? '',
        spanId: labels.span_id ?? '',
        value: numberOf(value),
      })),
    )
  }

  /** What is scraped, once every scrape has succeeded: on a busy machine one may have been late. */
  targetsThatAreUp(): Promise<Target[]> {
    let down: string[] = []
    return until(
      () => `every target is up, and not down as ${down.join(', ')}`,
      async () => {
        const targets = await this.targets()
        down = targets.filter(({ health }) => health !== 'up').map(({ labels }) => labels.job ?? '')
        return targets.length > 0 && down.length === 0 ? targets : undefined
      },
    )
  }

  async targets(): Promise<Target[]> {
    const { activeTargets } = await this.#get<{ activeTargets: Target[] }>('targets', { state: 'active' })
    return activeTargets
  }

  async #get<Data>(path: string, parameters: Record<string, string>): Promise<Data> {
    const url = `${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    const answer = (await response.json()) as { status: string; error?: string; data: Data } // What the API promises.
    if (answer.status !== 'success') throw new Error(`${url}: ${answer.error}`)
    return answer.data
  }
}

/** A number as Prometheus writes it. */
export function numberOf(text: string): number {
  return Number(text.replace(/^\+?Inf$/, 'Infinity').replace(/^-Inf$/, '-Infinity'))
}
