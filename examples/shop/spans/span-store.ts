import type { StoredSpan } from './stored-span.ts'

/**
 * The last traces of both processes, in memory and bounded: the oldest trace goes first, but pinned ones stay.
 *
 * Exemplars point at single traces out of many. Pinning those that an exemplar names, once per second, makes sure that
 * the trace is still there when somebody follows the exemplar.
 */
export class SpanStore {
  readonly #traces = new Map<string, StoredSpan[]>()
  readonly #maxTraces: number
  readonly #maxSpansPerTrace: number
  #pinned: ReadonlySet<string> = new Set()

  constructor(options: { maxTraces?: number; maxSpansPerTrace?: number } = {}) {
    this.#maxTraces = options.maxTraces ?? 5_000
    this.#maxSpansPerTrace = options.maxSpansPerTrace ?? 200
  }

  get size(): number {
    return this.#traces.size
  }

  add(span: StoredSpan): void {
    const spans = this.#traces.get(span.traceId)
    if (spans === undefined) {
      this.#traces.set(span.traceId, [span])
      if (this.#traces.size > this.#maxTraces) this.#evict(span.traceId)
    } else if (spans.length < this.#maxSpansPerTrace) {
      spans.push(span)
    }
  }

  /** Keeps these traces, and lets those go that were pinned before. */
  pin(traceIds: Iterable<string>): void {
    this.#pinned = new Set(traceIds)
  }

  trace(traceId: string): readonly StoredSpan[] {
    return this.#traces.get(traceId) ?? []
  }

  #evict(newest: string): void {
    for (const traceId of this.#traces.keys()) {
      if (traceId === newest || this.#pinned.has(traceId)) continue
      this.#traces.delete(traceId)
      return
    }
    this.#traces.delete(newest)
  }
}
