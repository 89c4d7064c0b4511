import { swallow } from '../guard/index.ts'
import { AggregationTemporality, type CollectionResult, isCollectedLazily } from '../points/index.ts'
import type { AggregationOption } from './aggregation.ts'
import type { DeltaMemory } from './delta-memory.ts'
import type { InstrumentType } from './instrument.ts'
import type { ObservedMemory } from './observed-memory.ts'

/** What a reader collects from. */
export interface MetricProducer {
  /** @param options.timeoutMillis how long callbacks of observable instruments may take; default 5 s */
  collect(options?: { timeoutMillis?: number }): Promise<CollectionResult>
}

/** A reader of metrics: the official `MetricReader` of either SDK line, or anything of that shape. */
export interface InstrumentReader {
  setMetricProducer(producer: MetricProducer): void
  /** 0 for delta, 1 for cumulative, by `InstrumentType`; asked once for each metric stream. */
  selectAggregationTemporality(instrumentType: string): number
  /** The aggregation where no view names one. An instrument has one for all readers: the first that wants another than the default decides. */
  selectAggregation?(instrumentType: string): AggregationOption
  /** How many series a stream may have, the overflow series included. */
  selectCardinalityLimit?(instrumentType: string): number
  forceFlush(options?: { timeoutMillis?: number }): Promise<void>
  shutdown(options?: { timeoutMillis?: number }): Promise<void>
}

/** What is kept for one reader: for delta streams, what it last saw. Nothing before its first collection. */
export class ReaderState {
  readonly #reader: InstrumentReader
  readonly #temporalities = new Map<InstrumentType, AggregationTemporality>()
  readonly #seen = new Map<object, DeltaMemory>()
  readonly #observed = new Map<object, ObservedMemory>()

  constructor(reader: InstrumentReader) {
    this.#reader = reader
  }

  /** Whether points may be read when they are asked for; otherwise a collection is a snapshot. */
  get lazy(): boolean {
    return isCollectedLazily(this.#reader)
  }

  temporality(type: InstrumentType): AggregationTemporality {
    let chosen = this.#temporalities.get(type)
    if (chosen === undefined) {
      chosen = this.#ask(type)
      this.#temporalities.set(type, chosen)
    }
    return chosen
  }

  /** What this reader last saw of a stream of recorded measurements. */
  memory(stream: object, create: () => DeltaMemory): DeltaMemory {
    return remembered(this.#seen, stream, create)
  }

  /** What this reader last saw of a stream of observations. */
  observed(stream: object, create: () => ObservedMemory): ObservedMemory {
    return remembered(this.#observed, stream, create)
  }

  #ask(type: InstrumentType): AggregationTemporality {
    try {
      const chosen = this.#reader.selectAggregationTemporality(type)
      return chosen === AggregationTemporality.DELTA
        ? AggregationTemporality.DELTA
        : AggregationTemporality.CUMULATIVE
    } catch (error) {
      swallow('temporality selector', error)
      return AggregationTemporality.CUMULATIVE
    }
  }
}

function remembered<Memory>(all: Map<object, Memory>, stream: object, create: () => Memory): Memory {
  let memory = all.get(stream)
  if (memory === undefined) {
    memory = create()
    all.set(stream, memory)
  }
  return memory
}
