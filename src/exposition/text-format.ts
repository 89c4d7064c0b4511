import { createBoundaryTexts, writeBuckets, writeSample } from './bucket-lines.ts'
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
    histogram: (out, { name }, { text }, { buckets, sum }) => {
      const texts = boundaryTexts(buckets.boundaries)
      const total = writeBuckets(out, name, text, texts, buckets.counts, undefined)
      if (hasSum(buckets.boundaries, sum)) writeSample(out, name, '_sum', text, sum)
      writeSample(out, name, '_count', text, total)
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
    histogram: (out, { name }, { text, exemplars }, { buckets, sum }) => {
      const byBucket = exemplarsByBucket(exemplars, buckets.boundaries)
      const texts = boundaryTexts(buckets.boundaries)
      const total = writeBuckets(out, name, text, texts, buckets.counts, byBucket)
      if (!hasSum(buckets.boundaries, sum) || !(sum >= 0)) return
      writeSample(out, name, '_sum', text, sum)
      writeSample(out, name, '_count', text, total)
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
