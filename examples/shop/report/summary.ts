import type { SpanStore } from '../spans/span-store.ts'
import type { StoredSpan } from '../spans/stored-span.ts'
import type { Slowest } from './slowest.ts'
import type { Status } from './status.ts'

/** What is said at the end. */
export interface Summary {
  /** Over the whole run. */
  readonly status: Status
  /** The exemplar of the slowest bucket, with the spans of its trace. Absent when no request was sampled. */
  readonly slowest: (Slowest & { readonly spans: readonly StoredSpan[] }) | undefined
}

/** Takes the slowest exemplar whose trace is still there. */
export function summarise(status: Status, exemplars: readonly Slowest[], store: SpanStore): Summary {
  const kept = exemplars.find(({ traceId }) => store.trace(traceId).length > 0)
  return { status, slowest: kept === undefined ? undefined : { ...kept, spans: store.trace(kept.traceId) } }
}
