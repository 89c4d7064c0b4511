import type { DataSource, GrafanaClient } from '../../../src/grafana/index.ts'
import type { TimeRange } from '../variables.ts'

/** An exemplar of a series. */
export interface Exemplar {
  readonly series: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly time: number
}

/** Prometheus, asked through Grafana. What it refuses is a `GrafanaError`. */
export class Prometheus {
  readonly #grafana: GrafanaClient
  readonly #uid: string
  /** How often series get a sample, in seconds, as the data source says. */
  readonly scrapeInterval: number

  constructor(grafana: GrafanaClient, { uid, settings }: DataSource) {
    this.#grafana = grafana
    this.#uid = uid
    this.scrapeInterval = secondsOf(settings.timeInterval) ?? 15
  }

  /** How many series of a query have a number: at one moment, or somewhere in the range. */
  async countSeries(
    query: string,
    { from, to, step }: TimeRange,
    { instant }: { instant: boolean },
  ): Promise<number> {
    const parameters: Record<string, string> = instant
      ? { query, time: String(to) }
      : { query, start: String(from), end: String(to), step: String(step) }
    const { result } = await this.#get<{
      result: { value?: [number, string]; values?: [number, string][] }[]
    }>(instant ? 'api/v1/query' : 'api/v1/query_range', parameters)
    const isNumber = ([, value]: [number, string]) => value !== 'NaN'
    return result.filter(({ value, values = [] }) => [...(value ? [value] : []), ...values].some(isNumber))
      .length
  }

  /** Exemplars of the series that a query asks for, newest first: as Grafana asks for those of a panel. */
  async exemplars(query: string, { from, to }: TimeRange): Promise<Exemplar[]> {
    const found = await this.#get<
      {
        seriesLabels: Record<string, string>
        exemplars: { labels: Record<string, string>; timestamp: number }[] | null
      }[]
    >('api/v1/query_exemplars', { query, start: String(from), end: String(to) })
    return found
      .flatMap(({ seriesLabels: series, exemplars }) =>
        (exemplars ?? []).map(({ labels, timestamp: time }) => ({ series, labels, time })),
      )
      .sort((a, b) => b.time - a.time)
  }

  async #get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    // Prometheus's API promises this of every answer that is a success.
    const answer = (await this.#grafana.fromDataSource({ uid: this.#uid, path, parameters })) as {
      data: Data
    }
    return answer.data
  }
}

/** Of `15s`, `1m`. */
function secondsOf(duration: unknown): number | undefined {
  const [, number, unit = ''] = /^(\d+)(ms|s|m)$/.exec(String(duration)) ?? []
  const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 }
  return number === undefined ? undefined : Number(number) * (seconds[unit] ?? 1)
}
