import { createWarnOnce, describe, swallow } from '../guard/index.ts'
import type { Collectable, CollectionResult } from '../points/index.ts'
import type { Format, FormatName } from './format.ts'
import { createJsonFormat } from './json-format.ts'
import { Output } from './output.ts'
import { createPass, type Pass } from './pass.ts'
import { createTally, render, type Tally } from './render.ts'
import { report } from './report.ts'
import { createSeriesLabels } from './series-labels.ts'
import type { Sink } from './sink.ts'
import { createOpenMetricsFormat, createTextFormat } from './text-format.ts'
import { nextTurn } from './turns.ts'

/** How the last exposition that came to an end went. */
export type Outcome = { readonly at: number } & (
  | { readonly ok: true; readonly tally: Readonly<Tally> }
  | { readonly ok: false; readonly error: unknown }
)

export interface ScrapesOptions {
  readonly reader: Collectable
  readonly scopeLabels: boolean
  /** Labels that whoever takes the expositions sets itself. */
  readonly taken?: Iterable<string>
  readonly registry: string
  readonly collectTimeoutMillis: number
}

/** Serves expositions of one reader. */
export interface Scrapes {
  /** Sends one exposition to `sink`. Returns what takes the sink out again, when its client has gone. */
  read(format: FormatName, gzip: boolean, sink: Sink): () => void
  lastOutcome(): Outcome | undefined
  /** Makes an exposition that goes nowhere, to see how it goes; checks at the same time share it. */
  check(): Promise<Outcome>
}

/**
 * Requests that overlap share one pass: one collection, one rendering, one compression. A pass takes readers along
 * until its first byte is made, so none gets values from before it asked; later ones start their own. Passes take
 * turns, one slice in each round of the event loop.
 */
export function createScrapes(options: ScrapesOptions): Scrapes {
  const warnOnce = createWarnOnce()
  const seriesLabels = createSeriesLabels({ ...options, warnOnce })
  const open = new Map<string, Pass>()
  let last: Outcome | undefined

  const run = async (key: string, pass: Pass, format: FormatName) => {
    try {
      const { resourceMetrics } = await collect(options)
      await nextTurn()
      open.delete(key)
      const tally = createTally()
      const out = new Output()
      const steps = render(resourceMetrics, {
        out,
        format: formatNamed(format, options.registry),
        seriesLabels,
        warnOnce,
        tally,
      })
      if (await pass.write(steps, out)) last = { at: performance.now(), ok: true, tally }
    } catch (error) {
      open.delete(key)
      last = { at: performance.now(), ok: false, error }
      report(error)
      pass.fail(error)
    }
  }

  const join = (key: string, format: FormatName, gzip: boolean, sink: Sink): (() => void) => {
    const known = open.get(key)
    const pass = known ?? createPass(gzip)
    pass.sinks.add(sink)
    if (known === undefined) {
      open.set(key, pass)
      void run(key, pass, format)
    }
    return () => void pass.sinks.delete(sink)
  }

  return {
    read: (format, gzip, sink) => join(`${format} ${gzip}`, format, gzip, sink),
    lastOutcome: () => last,
    check: () =>
      new Promise((resolve) => {
        // The pass notes how it went when it has told its readers.
        const settle = () =>
          setImmediate(() => resolve(last ?? { at: 0, ok: false, error: 'nothing was collected' }))
        join('check', 'text', false, {
          write: () => {},
          backlog: () => 0,
          whenDrained: (callback) => callback(),
          end: settle,
          fail: settle,
        })
      }),
  }
}

function formatNamed(name: FormatName, registry: string): Format {
  if (name === 'json') return createJsonFormat({ registry, now: new Date() })
  return name === 'text' ? createTextFormat() : createOpenMetricsFormat()
}

/**
 * One collection, within its time. A callback that failed costs its own metrics, which the collection says in
 * `errors`; a collection that has errors and nothing else has failed.
 */
async function collect({ reader, collectTimeoutMillis }: ScrapesOptions): Promise<CollectionResult> {
  const collection = reader.collect({ timeoutMillis: collectTimeoutMillis })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The collection took longer than ${collectTimeoutMillis} ms.`)),
      // The reader has its own time limit, and says better what was late.
      collectTimeoutMillis + 100,
    )
  })
  const result = await Promise.race([collection, late]).finally(() => clearTimeout(timer))
  const [error] = result.errors
  if (error !== undefined) {
    if (result.resourceMetrics.scopeMetrics.every(({ metrics }) => metrics.length === 0)) throw error
    swallow('metric collection', error)
  }
  return result
}

/** The body of a failed exposition. */
export function failureText(error: unknown): string {
  return `The metrics could not be collected: ${describe(error)}\n`
}
