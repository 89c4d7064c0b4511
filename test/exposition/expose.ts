import { createJsonFormat } from '../../src/exposition/json-format.ts'
import { Output } from '../../src/exposition/output.ts'
import { createTally, render } from '../../src/exposition/render.ts'
import { createSeriesLabels } from '../../src/exposition/series-labels.ts'
import { createOpenMetricsFormat, createTextFormat } from '../../src/exposition/text-format.ts'
import type { ResourceMetrics } from '../../src/points/index.ts'
import { parseOpenMetrics } from './openmetrics-parser.ts'
import type { Exposition } from './parsed.ts'
import { parseText } from './text-parser.ts'

export interface Exposed {
  readonly text: string
  readonly openMetrics: string
  readonly json: string
  readonly warnings: string[]
}

/** All three formats of a collection, and what was warned of. */
export function expose(resourceMetrics: ResourceMetrics, { scopeLabels = false } = {}): Exposed {
  const warnings: string[] = []
  const told = new Set<string>()
  const warnOnce = (about: string, message: string) => {
    if (!told.has(about)) warnings.push(message)
    told.add(about)
  }
  const seriesLabels = createSeriesLabels({ scopeLabels, warnOnce })
  const now = new Date('2025-10-29T12:34:56.789Z')
  const [text = '', openMetrics = '', json = ''] = [
    createTextFormat(),
    createOpenMetricsFormat(),
    createJsonFormat({ registry: 'application', now }),
  ].map((format) => {
    const out = new Output()
    const steps = render(resourceMetrics, { out, format, seriesLabels, warnOnce, tally: createTally() })
    while (!steps.next().done);
    return Buffer.from(out.take()).toString()
  })
  return { text, openMetrics, json, warnings }
}

/** The same, read by the strict readers. */
export function parsed(resourceMetrics: ResourceMetrics): { text: Exposition; openMetrics: Exposition } {
  const { text, openMetrics } = expose(resourceMetrics)
  return { text: parseText(text), openMetrics: parseOpenMetrics(openMetrics) }
}
