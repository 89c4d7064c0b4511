import { type LabelledGauge, LabelResolver, type LabelValue } from '../instruments/labelled/index.ts'
import { labelsKey, type SomeLabels } from './fixed-labels.ts'
import type { ResolvedMetric } from './resolved.ts'
import { SlidingWindow } from './sliding-window.ts'
import type { WindowSpec } from './spec.ts'

/** More series than this are not windowed: each costs half a kilobyte for as long as the process lives. */
const maxWindows = 2000

/** What one series of the counter feeds. */
export type Sink = (value: number) => void

/** The windows behind one computed gauge: one per combination of the gauge's labels. */
export class Windows {
  readonly #spec: WindowSpec
  readonly #labels: readonly LabelResolver[]
  /** The labels of the counter, by key. */
  readonly #counted: ReadonlyMap<string, LabelResolver>
  readonly #gauge: LabelledGauge
  readonly #now: () => number
  readonly #windows = new Map<string, SlidingWindow>()

  constructor(
    spec: WindowSpec,
    metric: ResolvedMetric,
    counter: ResolvedMetric,
    gauge: LabelledGauge,
    now: () => number,
  ) {
    this.#spec = spec
    // A dropped label tells no series apart: what differs only in it shares a window.
    const exported = metric.labels.filter(({ attribute }) => attribute !== false)
    this.#labels = exported.map((label) => new LabelResolver(label, metric.name))
    this.#counted = new Map(
      counter.labels.map((label) => [label.key, new LabelResolver(label, counter.name)]),
    )
    this.#gauge = gauge
    this.#now = now
  }

  /** Whether the gauge goes anywhere. */
  get isOn(): boolean {
    return this.#gauge.enabled !== false
  }

  /** Where increments with these labels (the domain's own names) go; nowhere when they do not count. */
  sinkOf(labels: SomeLabels): Sink | undefined {
    const { part, whole } = this.#spec
    const isPart = part !== undefined && this.#matches(labels, part)
    if (whole !== undefined && !isPart && !this.#matches(labels, whole)) return undefined
    const window = this.#windowOf(labels)
    if (window === undefined) return undefined
    return (value) => {
      if (Number.isFinite(value) && value > 0) window.count(value, isPart)
    }
  }

  /** Compared by what is exported, whatever spelling was given. */
  #matches(labels: SomeLabels, wanted: Readonly<Record<string, readonly string[]>>): boolean {
    return Object.entries(wanted).every(([key, values]) => {
      const given = labels[key]
      const label = this.#counted.get(key)
      return values.includes(String(label === undefined ? given : label.resolve(given)))
    })
  }

  #windowOf(labels: SomeLabels): SlidingWindow | undefined {
    const given: Record<string, LabelValue> = {}
    const exported: Record<string, string> = {}
    for (const label of this.#labels) {
      const value = labels[label.key]
      const text = label.resolve(value)
      if (value === undefined || text === undefined) continue
      given[label.key] = value
      exported[label.key] = text
    }
    // By what is exported, so that two spellings of one series share a window.
    const key = labelsKey(exported)
    const known = this.#windows.get(key)
    if (known !== undefined || this.#windows.size >= maxWindows) return known
    const window = new SlidingWindow(this.#now)
    this.#windows.set(key, window)
    const isRatio = this.#spec.part !== undefined
    // As given: the gauge has the same normaliser, and one may change what it has made already.
    this.#gauge.observe(given, () => (isRatio ? window.ratio() : window.perSecond()))
    return window
  }
}
