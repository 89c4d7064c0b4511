import { type DataSource, type GrafanaClient, GrafanaError } from '../../../src/grafana/index.ts'

/** A span as Jaeger gives it, with the tags of its process. */
export interface Span {
  readonly spanId: string
  readonly name: string
  /** Seconds since 1970. */
  readonly start: number
  readonly tags: Readonly<Record<string, string>>
}

interface Tag {
  readonly key: string
  readonly value: unknown
}

/** What `/api/traces/…` of Jaeger gives, as far as it is looked at. */
interface Answer {
  readonly data:
    | readonly {
        readonly spans: readonly {
          readonly spanID: string
          readonly operationName: string
          /** Microseconds. */
          readonly startTime: number
          readonly processID: string
          readonly tags: readonly Tag[]
        }[]
        readonly processes: Readonly<Record<string, { readonly tags?: readonly Tag[] }>>
      }[]
    | null
}

/** The spans of a trace in Jaeger, asked through Grafana; none when Jaeger does not know it. */
export async function spansOf(grafana: GrafanaClient, { uid }: DataSource, traceId: string): Promise<Span[]> {
  const answer = await grafana
    .fromDataSource({ uid, path: `api/traces/${traceId}` })
    .catch((error: unknown) => {
      if (error instanceof GrafanaError && error.kind === 'not_found') return { data: [] }
      throw error
    })
  const { data } = answer as Answer // What Jaeger's API promises.
  return (data ?? []).flatMap(({ spans, processes }) =>
    spans.map(({ spanID, operationName, startTime, processID, tags }) => ({
      spanId: spanID,
      name: operationName,
      start: startTime / 1e6,
      tags: Object.fromEntries(
        [...(processes[processID]?.tags ?? []), ...tags].map(({ key, value }) => [key, String(value)]),
      ),
    })),
  )
}
