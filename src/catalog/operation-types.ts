import type { AttributeValue, Context, Link } from '@opentelemetry/api'
import type { Carrier, OperationHandle } from '../operations/index.ts'
import type { Exact, Flat } from './exact.ts'

type AttributeInputs<Spec> = Spec extends { readonly span: { readonly attributes: infer Map } }
  ? { readonly [Key in keyof Map]?: AttributeValue | undefined }
  : unknown
type CarrierInput<Spec> = Spec extends { readonly propagate: 'inject' }
  ? { readonly headers?: Carrier | undefined }
  : Spec extends { readonly propagate: 'extract' }
    ? { readonly headers?: Carrier | readonly Carrier[] | undefined }
    : unknown
type SinceKey<Spec> = Spec extends { readonly metrics: readonly (infer Each)[] }
  ? Each extends { readonly measure: { readonly since: infer Key } }
    ? Key & string
    : never
  : never

/**
 * What an operation takes beside its labels: attributes that go to the span only (keys, SQL, ids), `headers` where
 * context travels, and moments (`Date`, or milliseconds since the epoch) from which a wait is measured.
 */
export type DetailsOf<Spec> = Flat<
  AttributeInputs<Spec> &
    CarrierInput<Spec> & { readonly [Key in SinceKey<Spec>]?: Date | number | undefined }
>

/** The running operation: what the wrapped work is given. Nothing here throws. */
export interface RunningOperation<L, D>
  extends Omit<OperationHandle<Partial<L>, D>, 'set' | 'annotate' | 'event' | 'fail'> {
  /** Labels that are known only now: they go to the metrics and the span. */
  set<Given extends Partial<L>>(labels: Exact<L, Given>): this
  /** High-cardinality details: they go to the span only. */
  annotate(details: Partial<D>): this
  event(name: string, attributes?: Record<string, AttributeValue>): this
  /** Marks the operation as failed without throwing. */
  fail(error: unknown): this
}

/** How to run an operation otherwise than inside a new span below the active one. */
export interface RunOptions<D> {
  /** Span-only attributes, `headers`, moments. */
  readonly details?: D
  readonly links?: Link[]
  /** The signal that the work obeys: when it is aborted, failing with its reason is no failure. */
  readonly signal?: AbortSignal
  /** Default: the active context, or what `headers` carry where the operation extracts. */
  readonly parent?: Context
  /** `active` adds to the span that instrumentation has made already. Default `new`. */
  readonly span?: 'new' | 'active'
}

/**
 * One kind of work: running it yields a span and its metrics from one reading of the clock. What the work returns or
 * throws comes back untouched, sync or async.
 *
 * @example
 * const rows = await shop.database.query({ query_type: 'select', table: 'products' }, { sql }, () => pool.query(sql))
 */
export interface DomainOperation<L, D> {
  /** Runs `work`. `details` go to the span only. */
  <T, Given extends L>(labels: Exact<L, Given>, details: D, work: (operation: RunningOperation<L, D>) => T): T
  /** Runs `work`, details by option. */
  run<T, Given extends L>(
    labels: Exact<L, Given>,
    work: (operation: RunningOperation<L, D>) => T,
    options?: RunOptions<D>,
  ): T
  /** For work that no function encloses: `using operation = query.start({ … })`, or call `end()`. */
  start<Given extends L>(labels: Exact<L, Given>, options?: RunOptions<D>): RunningOperation<L, D>
}

export type { Carrier }
