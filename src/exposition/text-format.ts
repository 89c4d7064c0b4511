import type { Exemplar, HistogramValue } from '../points/index.ts'
import { exemplarsByBucket, exemplarText, newestExemplar } from './exemplars.ts'
import { baseName, type Family, targetInfo } from './families.ts'
import type { Format } from './format.ts'
import { labelText } from './labels.ts'
import { formatBoundary, formatOpenMetricsBoundary, formatValue } from './numbers.ts'

/**
 * Prometheus text 0.0.4: no units, no exemplars, any value.
 *
 * There are no `_created` samples in either format: Prometheus 3 takes them for series of their own unless a feature
 * flag is set, so they would add a series to each counter and histogram and tell nothing.
 */
export function createTextFormat(): Format {
  const boundaryTexts = createBoundaryTexts(formatBoundary)
  return {
    open: (resource) => {
      const text = labelText(resource)
      if (text === '') return ''
      return `# HELP ${targetInfo} Target metadata\n# TYPE ${targetInfo} gauge\n${targetInfo}{${text}} 1\n`
    },
    head: ({ name, type, help }) => {
      const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
      return `${escaped === '' ? '' : `# HELP ${name} ${escaped}\n`}# TYPE ${name} ${type}\n`
    },
    number: ({ name }, { text }, value) => `${name}${braces(text)} ${formatValue(value)}\n`,
    histogram: ({ name }, { text }, { buckets, sum }) => {
      const { lines, total } = bucketLines(name, text, buckets, boundaryTexts(buckets.boundaries), undefined)
      const labels = braces(text)
      const sumLine = hasSum(buckets.boundaries, sum) ? `${name}_sum${labels} ${formatValue(sum)}\n` : ''
      return `${lines}${sumLine}${name}_count${labels} ${total}\n`
    },
    close: () => '',
  }
}

/**
 * OpenMetrics 1.0.0, with units, and exemplars on counters and buckets.
 *
 * Its rules leave out what the older format takes: a counter or a histogram's sum that is negative or NaN, and the
 * sum *and* the count of histograms with negative boundaries.
 */
export function createOpenMetricsFormat(): Format {
  const boundaryTexts = createBoundaryTexts(formatOpenMetricsBoundary)
  return {
    open: (resource, families) => {
      const text = labelText(resource)
      if (text === '') return ''
      // An info family takes the name `target`; where a metric has it, a gauge of the whole name says the same.
      const [name, type] = families.some((family) => openMetricsName(family) === 'target')
        ? [targetInfo, 'gauge']
        : ['target', 'info']
      return `# HELP ${name} Target metadata\n# TYPE ${name} ${type}\n${targetInfo}{${text}} 1\n`
    },
    head: (family) => {
      const name = openMetricsName(family)
      const help = family.help.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
      const unit =
        family.unit !== '' && name.endsWith(`_${family.unit}`) ? `# UNIT ${name} ${family.unit}\n` : ''
      const type = family.type === 'counter' && family.whole ? 'unknown' : family.type
      return `# TYPE ${name} ${type}\n${unit}${help === '' ? '' : `# HELP ${name} ${help}\n`}`
    },
    number: (family, { text, exemplars }, value) => {
      const { name, type, whole } = family
      if (type !== 'counter') return `${name}${braces(text)} ${formatValue(value)}\n`
      if (!(value >= 0)) return ''
      const exemplar = whole ? undefined : newestExemplar(exemplars)
      return `${name}${braces(text)} ${formatValue(value)}${exemplar === undefined ? '' : exemplarText(exemplar)}\n`
    },
    histogram: ({ name }, { text, exemplars }, { buckets, sum }) => {
      const byBucket = exemplarsByBucket(exemplars, buckets.boundaries)
      const { lines, total } = bucketLines(name, text, buckets, boundaryTexts(buckets.boundaries), byBucket)
      const labels = braces(text)
      if (!hasSum(buckets.boundaries, sum) || !(sum >= 0)) return lines
      return `${lines}${name}_sum${labels} ${formatValue(sum)}\n${name}_count${labels} ${total}\n`
    },
    close: () => '# EOF\n',
  }
}

function openMetricsName(family: Family): string {
  return family.whole ? family.name : baseName(family)
}

function braces(text: string): string {
  return text === '' ? '' : `{${text}}`
}

/** A sum over negative values may fall, and Prometheus would take it for one that began anew. */
function hasSum(boundaries: readonly number[], sum: number | undefined): sum is number {
  return sum !== undefined && !((boundaries[0] ?? 0) < 0)
}

/** The buckets, each with all below it, and how many values there are. */
function bucketLines(
  name: string,
  labels: string,
  { counts }: HistogramValue['buckets'],
  boundaryTexts: readonly string[],
  exemplars: ReadonlyMap<number, Exemplar> | undefined,
): { lines: string; total: number } {
  const start = `${name}_bucket{${labels}${labels === '' ? '' : ','}le="`
  let total = 0
  let lines = ''
  for (let bucket = 0; bucket < boundaryTexts.length; bucket++) {
    total += counts[bucket] ?? 0
    const exemplar = exemplars?.get(bucket)
    lines += `${start}${boundaryTexts[bucket]}${total}${exemplar === undefined ? '' : exemplarText(exemplar)}\n`
  }
  return { lines, total }
}

/** What follows `le="` up to the value, for each boundary and for infinity; kept while the boundaries are the same. */
function createBoundaryTexts(
  format: (boundary: number) => string,
): (boundaries: readonly number[]) => string[] {
  let last: readonly number[] | undefined
  let texts: string[] = []
  return (boundaries) => {
    if (boundaries === last) return texts
    last = boundaries
    texts = []
    for (const boundary of boundaries)
      if (boundary !== Number.POSITIVE_INFINITY) texts.push(`${format(boundary)}"} `)
    texts.push('+Inf"} ')
    return texts
  }
}
