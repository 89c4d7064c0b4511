/** The labels of a series, its name as `__name__` among them. */
export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly labels: Labels
  readonly value: number
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

  async targets(): Promise<Target[]> {
    const { activeTargets } = await this.#get<{ activeTargets: Target[] }>('targets', { state: 'active' })
    return activeTargets
  }

  async #get<Data>(path: string, parameters: Record<string, string>): Promise<Data> {
    const url = `${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    const answer = (await response.json()) as { status: string; error?: string; data: Data } // What the API promises.
    if (answer.status !== 'success') throw new Error(`${url}: ${answer.error}`)
    return answer.data
  }
}

/** A number as Prometheus writes it. */
export function numberOf(text: string): number {
  return Number(text.replace(/^\+?Inf$/, 'Infinity').replace(/^-Inf$/, '-Infinity'))
}
