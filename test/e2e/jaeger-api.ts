import { ANSWER_WITHIN_MS } from './until.ts'

/** A span as Jaeger keeps it. */
export interface JaegerSpan {
  readonly traceId: string
  readonly spanId: string
  readonly name: string
  readonly seconds: number
  readonly attributes: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly data:
    | readonly {
        readonly spans: readonly {
          readonly traceID: string
          readonly spanID: string
          readonly operationName: string
          readonly duration: number
          readonly tags: readonly { readonly key: string; readonly value: unknown }[]
        }[]
      }[]
    | null
}

/** The HTTP API of Jaeger, as far as it is asked here. */
export class JaegerApi {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** The spans of a trace; none when Jaeger does not know it. */
  async trace(traceId: string): Promise<JaegerSpan[]> {
    const answer = await this.#get<Answer>(`/api/traces/${traceId}`)
    return (answer?.data ?? []).flatMap(({ spans }) =>
      spans.map(({ traceID, spanID, operationName, duration, tags }) => ({
        traceId: traceID,
        spanId: spanID,
        name: operationName,
        seconds: duration / 1e6,
        attributes: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      })),
    )
  }

  /** What Jaeger's monitor page shows: calls per second of a service, as Prometheus has them. */
  async calls(service: string): Promise<number[]> {
    const parameters = new URLSearchParams({ service, lookback: '600000', step: '5000', ratePer: '60000' })
    const answer = await this.#get<{
      metrics: { metricPoints: { gaugeValue: { doubleValue: number } }[] }[]
    }>(`/api/metrics/calls?${parameters}`)
    return (answer?.metrics ?? []).flatMap(({ metricPoints }) =>
      metricPoints.map(({ gaugeValue }) => gaugeValue.doubleValue),
    )
  }

  async #get<Data>(path: string): Promise<Data | undefined> {
    const response = await fetch(this.#url + path, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (response.status === 404) {
      await response.arrayBuffer()
      return undefined
    }
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Data // What the API promises.
  }
}
