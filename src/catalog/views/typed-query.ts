import type { Condition } from './query.ts'

/** As much of a catalog as panels and alerts refer to. */
export interface ViewedCatalog {
  readonly labels: Readonly<Record<string, unknown>>
  readonly metrics: Readonly<Record<string, { readonly type: string }>>
}

type Kind = 'counter' | 'upDownCounter' | 'histogram' | 'gauge'
type Metrics<C extends ViewedCatalog> = C['metrics']

/** Keys of the metrics of some kinds. */
type KeyOf<C extends ViewedCatalog, Kinds extends Kind> = {
  [Key in keyof Metrics<C>]: Metrics<C>[Key]['type'] extends Kinds ? Key : never
}[keyof Metrics<C>] &
  string

/** The labels that a metric has. */
type LabelOf<C extends ViewedCatalog, Key> = Key extends keyof Metrics<C>
  ? Metrics<C>[Key] extends { readonly labels: readonly (infer Label)[] }
    ? Label & string
    : never
  : never

type ValueOfLabel<C extends ViewedCatalog, Label> = Label extends keyof C['labels']
  ? C['labels'][Label] extends { readonly values: readonly (infer Value)[] }
    ? Value & string
    : string | number
  : never

type WhereOf<C extends ViewedCatalog, Key> = {
  readonly [Label in LabelOf<C, Key>]?: Condition<ValueOfLabel<C, Label>>
}

/** One query per metric of the kinds: `where` and `by` know its labels. */
type Of<C extends ViewedCatalog, Kinds extends Kind, More> = {
  [Key in KeyOf<C, Kinds>]: {
    readonly of: Key
    readonly where?: WhereOf<C, Key>
    readonly by?: ReadonlyArray<LabelOf<C, Key>>
  } & More
}[KeyOf<C, Kinds>]

type Whole<C extends ViewedCatalog, Kinds extends Kind> = {
  [Key in KeyOf<C, Kinds>]: { readonly of: Key; readonly where?: WhereOf<C, Key> }
}[KeyOf<C, Kinds>]

type Counted = 'counter' | 'histogram'
type Level = 'gauge' | 'upDownCounter'

type TypedRate<C extends ViewedCatalog> = Of<
  C,
  Counted,
  { readonly show: 'rate'; readonly per?: 'second' | 'minute' }
>
type TypedIncrease<C extends ViewedCatalog> = Of<C, Counted, { readonly show: 'increase' }>
type TypedRatio<C extends ViewedCatalog> =
  | Of<C, Counted, { readonly show: 'ratio'; readonly to: Whole<C, Counted> }>
  | Of<C, Level, { readonly show: 'ratio'; readonly to: Whole<C, Level> }>
type TypedQuantile<C extends ViewedCatalog> = Of<
  C,
  'histogram',
  { readonly show: 'quantile'; readonly quantiles: readonly number[] }
>
type TypedValue<C extends ViewedCatalog> = Of<
  C,
  Level,
  { readonly show: 'value'; readonly join: 'sum' | 'max' | 'min' | 'avg' }
>
type TypedTop<C extends ViewedCatalog> = Of<C, Counted, { readonly show: 'top'; readonly count: number }>
/** The text is checked when artifacts are rendered. */
type TypedPromql<C extends ViewedCatalog> = {
  readonly show: 'promql'
  readonly text: string
  readonly by?: ReadonlyArray<keyof C['labels'] & string>
}
type TypedHeatmap<C extends ViewedCatalog> = Of<C, 'histogram', { readonly show: 'heatmap' }>

/** What an alert on this catalog may watch. */
export type WatchedQueryOf<C extends ViewedCatalog> =
  | TypedRate<C>
  | TypedIncrease<C>
  | TypedRatio<C>
  | TypedQuantile<C>
  | TypedValue<C>
  | TypedPromql<C>

/** What the minimum of an alert on this catalog may count. */
export type CountedQueryOf<C extends ViewedCatalog> = TypedIncrease<C> | TypedPromql<C>

/** What a panel on this catalog may ask: metrics, labels and values that the catalog declares. */
export type QueryOf<C extends ViewedCatalog> =
  | WatchedQueryOf<C>
  | TypedTop<C>
  | TypedHeatmap<C>
  | {
      readonly show: 'compare'
      readonly queries: Readonly<
        Record<string, TypedRate<C> | TypedIncrease<C> | TypedRatio<C> | TypedValue<C> | TypedPromql<C>>
      >
    }
