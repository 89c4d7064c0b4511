import type { LabelledGauge, Labels, LabelValue } from '../instruments/labelled/index.ts'
import { labelsKey, type SomeLabels } from './fixed-labels.ts'
import type { ResolvedLabel, ResolvedMetric } from './resolved.ts'
import { SlidingWindow } from './sliding-window.ts'
import type { WindowSpec } from './spec.ts'

/** More series than this are not windowed: each costs half a kilobyte for as long as the process lives. */
const maxWindows = 2000

/** What one series of the counter feeds. */
export type Sink = (value: number) => void

/** The windows behind one computed gauge: one per combination of the gauge's labels. */
export class Windows {
  readonly #spec: WindowSpec
  readonly #labels: readonly ResolvedLabel[]
  readonly #gauge: LabelledGauge
  readonly #now: () => number
  readonly #windows = new Map<string, SlidingWindow>()

  constructor(spec: WindowSpec, metric: ResolvedMetric, gauge: LabelledGauge, now: () => number) {
    this.#spec = spec
    // A dropped label tells no series apart: what differs only in it shares a window.
    this.#labels = metric.labels.filter(({ attribute }) => attribute !== false)
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
    const isPart = part !== undefined && matches(labels, part)
    if (whole !== undefined && !isPart && !matches(labels, whole)) return undefined
    const window = this.#windowOf(this.#seriesOf(labels))
    if (window === undefined) return undefined
    return (value) => {
      if (Number.isFinite(value) && value > 0) window.count(value, isPart)
    }
  }

  /** The gauge's labels as they will be exported, so that two spellings of one series share a window. */
  #seriesOf(labels: SomeLabels): Labels {
    const series: Record<string, LabelValue> = {}
    for (const { key, normalise, values } of this.#labels) {
      const given = labels[key]
      if (given === undefined) continue
      const value = String(normalise === undefined ? given : normalise(given))
      series[key] = values === undefined || values.includes(value) ? value : '_OTHER'
    }
    return series
  }

  #windowOf(labels: Labels): SlidingWindow | undefined {
    const key = labelsKey(labels)
    const known = this.#windows.get(key)
    if (known !== undefined || this.#windows.size >= maxWindows) return known
    const window = new SlidingWindow(this.#now)
    this.#windows.set(key, window)
    const isRatio = this.#spec.part !== undefined
    this.#gauge.observe(labels, () => (isRatio ? window.ratio() : window.perSecond()))
    return window
  }
}

function matches(labels: SomeLabels, wanted: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(wanted).every(([key, values]) => values.includes(String(labels[key])))
}
