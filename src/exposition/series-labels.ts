import type { WarnOnce } from '../guard/index.ts'
import type { Attributes, InstrumentationScope } from '../points/index.ts'
import type { Family } from './families.ts'
import { type Label, labelsOf, labelText, reservedEverywhere, reservedInHistograms } from './labels.ts'

/** Longer texts are made anew for each scrape, so that what is kept stays below a kilobyte per live series. */
const longestKept = 1024

/** The labels of series: their text, which is kept between scrapes, and one by one. */
export interface SeriesLabels {
  /** As the text formats write them; equal texts are one series to Prometheus. */
  textOf(type: Family['type'], attributes: Attributes, scope: InstrumentationScope): string
  labelsOf(type: Family['type'], attributes: Attributes, scope: InstrumentationScope): Label[]
  /** Of `target_info`. */
  ofResource(attributes: Attributes): Label[]
}

export interface SeriesLabelsOptions {
  /** Whether each series carries the labels `otel_scope_name`, `otel_scope_version` and `otel_scope_schema_url`. */
  readonly scopeLabels: boolean
  /** Labels that somebody else sets on every series: ours of that name get `exported_` in front. */
  readonly taken?: Iterable<string>
  readonly warnOnce: WarnOnce
}

/**
 * Keeps the rendered labels by the identity of a point's attributes object: instruments, ours and the official
 * SDK's, hand over the same object for the same series in every collection. It is held weakly, so a series that goes
 * takes its text along; producers that make a new object each time gain nothing and keep nothing.
 */
export function createSeriesLabels({ scopeLabels, taken = [], warnOnce }: SeriesLabelsOptions): SeriesLabels {
  const onLost = (key: string) =>
    warnOnce(
      `attribute ${key}`,
      `The attribute key ${JSON.stringify(key)} gives no Prometheus label and is left out of the exposition. Use letters.`,
    )
  const ofScope = scopeLabels
    ? new Set(['otel_scope_name', 'otel_scope_version', 'otel_scope_schema_url'])
    : []
  const inHistograms = new Set([...reservedInHistograms, ...ofScope, ...taken])
  const elsewhere = new Set([...reservedEverywhere, ...ofScope, ...taken])
  const inResource = new Set([...reservedEverywhere, ...taken])
  const textsInHistograms = new WeakMap<Attributes, string>()
  const textsElsewhere = new WeakMap<Attributes, string>()

  const labels = (type: Family['type'], attributes: Attributes) =>
    labelsOf(attributes, type === 'histogram' ? inHistograms : elsewhere, onLost)

  const ofResource = (attributes: Attributes) => labelsOf(attributes, inResource, () => {})

  const keptText = (type: Family['type'], attributes: Attributes) => {
    const texts = type === 'histogram' ? textsInHistograms : textsElsewhere
    const kept = texts.get(attributes)
    if (kept !== undefined) return kept
    const text = labelText(labels(type, attributes))
    if (text.length <= longestKept) texts.set(attributes, text)
    return text
  }

  if (!scopeLabels) return { textOf: keptText, labelsOf: labels, ofResource }
  return {
    textOf(type, attributes, scope) {
      const text = keptText(type, attributes)
      return `${text}${text === '' ? '' : ','}${labelText(labelsOfScope(scope))}`
    },
    labelsOf: (type, attributes, scope) => [...labels(type, attributes), ...labelsOfScope(scope)],
    ofResource,
  }
}

function labelsOfScope({ name, version, schemaUrl }: InstrumentationScope): Label[] {
  return [
    ['otel_scope_name', name],
    ...(version ? [['otel_scope_version', version] as const] : []),
    ...(schemaUrl ? [['otel_scope_schema_url', schemaUrl] as const] : []),
  ]
}
