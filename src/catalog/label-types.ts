import type { LabelValue } from '../instruments/labelled/index.ts'
import type { Flat } from './exact.ts'

/** What may be given for a label: the union of a closed set, or any string, number or boolean. */
export type ValueOf<Spec> = Spec extends { readonly values: readonly (infer Value)[] } ? Value : LabelValue

type LabelKeys<Spec> = Spec extends { readonly labels: readonly (infer Key)[] } ? Key & string : never
type ChangesOf<Spec> = Spec extends { readonly as: infer Changes } ? Changes : Record<never, never>

/** The exported name of a label on one metric; `never` when the metric drops it. */
type ExportedName<Spec, Key> = Key extends keyof ChangesOf<Spec>
  ? ChangesOf<Spec>[Key] extends string
    ? ChangesOf<Spec>[Key]
    : ChangesOf<Spec>[Key] extends false
      ? never
      : Key
  : Key

/** Names of the labels that `with` added to a metric. */
type AddedKeys<Spec> = {
  [Key in keyof ChangesOf<Spec>]: ChangesOf<Spec>[Key] extends string | false ? never : Key
}[keyof ChangesOf<Spec>]

/** Labels under the domain's own names: what operations, wrappers and binding speak. */
export type FactLabels<L, Key extends PropertyKey = keyof L> = {
  readonly [K in Key & keyof L]: ValueOf<L[K]>
}

/** The labels that a metric takes: exported names, without those that are bound. */
export type MetricLabels<L, Spec, Bound> = Flat<
  {
    readonly [K in Exclude<LabelKeys<Spec>, Bound> as ExportedName<Spec, K> & string]: ValueOf<L[K & keyof L]>
  } & {
    readonly [K in AddedKeys<Spec>]: ValueOf<ChangesOf<Spec>[K & keyof ChangesOf<Spec>]>
  }
>

/** The labels that `with` added to any metric of a domain: operations take them too. */
export type AddedLabels<M> = {
  [Metric in keyof M]: {
    readonly [K in AddedKeys<M[Metric]>]?: ValueOf<ChangesOf<M[Metric]>[K & keyof ChangesOf<M[Metric]>]>
  }
}[keyof M] extends infer Each
  ? (Each extends unknown ? (each: Each) => void : never) extends (all: infer All) => void
    ? All
    : never
  : never

type ListedKeys<Spec, Field extends string> = Spec extends { readonly [F in Field]: readonly (infer Key)[] }
  ? Key & string
  : never
type ConstantKeys<Spec> = Spec extends { readonly constant: infer Constant } ? keyof Constant : never

/** What an operation must be given at the start, plus what it may be given. */
export type StartLabels<L, M, Spec, Bound> = Flat<
  FactLabels<L, Exclude<ListedKeys<Spec, 'labels'>, Bound | ConstantKeys<Spec>>> &
    Partial<FactLabels<L, Exclude<ListedKeys<Spec, 'later'>, Bound | ConstantKeys<Spec>>>> &
    AddedLabels<M>
>
