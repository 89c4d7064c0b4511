import type { Attributes } from '@opentelemetry/api'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { BoundMeterProvider } from '../../src/instruments/index.ts'
import { atOneScale, type Comparable, comparable, seriesKey } from './differential-points.ts'
import { createInstruments, ManualReader, OBSERVABLE, type Scenario } from './differential-scenario.ts'

/** What the scenario records through: any synchronous instrument, and ours with `bind`. */
export interface Handle {
  add?(value: number, attributes?: Attributes): void
  record?(value: number, attributes?: Attributes): void
  bind?(attributes?: Attributes): { add?(value: number): void; record?(value: number): void }
}

/** Both results of every collection of a scenario, and the times of ours that make no sense. */
export interface Outcome {
  readonly pairs: Array<{ ours: Comparable; official: Comparable }>
  readonly backwards: unknown[]
}

/** Drives our instruments and the official SDK's with the same calls. */
export async function run({ views, temporalities, steps }: Scenario): Promise<Outcome> {
  const observed: Array<ReadonlyArray<readonly [Attributes, number]>> = OBSERVABLE.map(() => [])
  // An observable counter must not go back: its value is what it was asked to grow by, added up.
  const grown = new Map<string, number>()
  const readers = { ours: manual(temporalities), official: manual(temporalities) }
  const ours = createInstruments(new BoundMeterProvider({ views, readers: readers.ours }), observed)
  const official = createInstruments(
    new MeterProvider({ views: [...views], readers: readers.official }),
    observed,
  )
  const pairs: Outcome['pairs'] = []
  const backwards: unknown[] = []
  for (const step of steps) {
    if (step.do === 'record') {
      const { instrument, value, attributes } = step
      // Binding takes a place in the limit even when the measurement is then refused.
      if (step.bound && value >= 0) bound(ours[instrument], value, attributes)
      else unbound(ours[instrument], value, attributes)
      unbound(official[instrument], value, attributes)
    } else if (step.do === 'observe') {
      const values = step.instrument === 0 ? grow(grown, step.values) : step.values
      observed[step.instrument] = merged(observed[step.instrument] ?? [], values)
    } else {
      const [mine, theirs] = await Promise.all([
        readers.ours[step.reader]?.collect(),
        readers.official[step.reader]?.collect(),
      ])
      if (mine === undefined || theirs === undefined) throw new Error(`There is no reader ${step.reader}.`)
      pairs.push({ ours: comparable(mine), official: comparable(theirs) })
      for (const { metrics } of mine.resourceMetrics.scopeMetrics) {
        for (const point of metrics.flatMap((metric): { startTime: number[]; endTime: number[] }[] => [
          ...metric.dataPoints,
        ])) {
          if (millis(point.endTime) < millis(point.startTime)) backwards.push(point)
        }
      }
    }
  }
  return { pairs, backwards }
}

/** The metrics of a pair in an order and at a scale in which they can be compared. */
export function aligned({ ours, official }: { ours: Comparable; official: Comparable }): [unknown, unknown] {
  const left: unknown[] = []
  const right: unknown[] = []
  for (const name of [...new Set([...ours.keys(), ...official.keys()])].sort()) {
    const mine = ours.get(name)
    const theirs = official.get(name)
    left.push([name, mine?.metric])
    right.push([name, theirs?.metric])
    for (const key of [
      ...new Set([...(mine?.series.keys() ?? []), ...(theirs?.series.keys() ?? [])]),
    ].sort()) {
      const [a, b] = atOneScale(mine?.series.get(key), theirs?.series.get(key))
      left.push([name, key, a])
      right.push([name, key, b])
    }
  }
  return [left, right]
}

function manual(temporalities: Scenario['temporalities']): ManualReader[] {
  return temporalities.map((temporality) => new ManualReader(temporality))
}

function unbound(instrument: Handle | undefined, value: number, attributes: Attributes): void {
  if (instrument?.add !== undefined) instrument.add(value, attributes)
  else instrument?.record?.(value, attributes)
}

function bound(instrument: Handle | undefined, value: number, attributes: Attributes): void {
  const handle = instrument?.bind?.(attributes)
  if (instrument?.add !== undefined) handle?.add?.(value)
  else handle?.record?.(value)
}

/** What was observed once stays observed, with its latest value. */
function merged(
  before: ReadonlyArray<readonly [Attributes, number]>,
  values: ReadonlyArray<readonly [Attributes, number]>,
): ReadonlyArray<readonly [Attributes, number]> {
  return [...new Map([...before, ...values].map((entry) => [seriesKey(entry[0]), entry])).values()]
}

function grow(grown: Map<string, number>, values: ReadonlyArray<readonly [Attributes, number]>) {
  return values.map(([attributes, by]) => {
    const key = seriesKey(attributes)
    grown.set(key, (grown.get(key) ?? 0) + Math.abs(by))
    return [attributes, grown.get(key) ?? 0] as const
  })
}

function millis([seconds = 0, nanos = 0]: number[]): number {
  return seconds * 1000 + nanos / 1e6
}
