import { targetInfo } from './families.ts'
import type { Format } from './format.ts'
import type { Label } from './labels.ts'
import { formatBoundary } from './numbers.ts'

export interface JsonFormatOptions {
  readonly registry: string
  readonly now: Date
}

/**
 * `{"timestamp":…,"metrics":{"name{label=value,…}":number,…},"registry":…}`, for debugging and small dashboards.
 *
 * Keys are the sample names of the text format. A label value with a comma, an equals sign, a brace, a quote or a
 * backslash is quoted and escaped; the others stand bare. Samples that are not finite have no number in JSON and are
 * left out.
 */
export function createJsonFormat({ registry, now }: JsonFormatOptions): Format {
  let first = true
  const sample = (name: string, labels: readonly Label[], value: number | undefined): string => {
    if (value === undefined || !Number.isFinite(value)) return ''
    const text = labels.map(([label, of]) => `${label}=${jsonLabelValue(of)}`).join(',')
    const entry = `${first ? '' : ','}${JSON.stringify(text === '' ? name : `${name}{${text}}`)}:${value === 0 ? 0 : value}`
    first = false
    return entry
  }
  return {
    open: (resource) => {
      const timestamp = now.toISOString().replace(/\.\d+Z$/, 'Z')
      return `{"timestamp":"${timestamp}","metrics":{${resource.length === 0 ? '' : sample(targetInfo, resource, 1)}`
    },
    head: () => '',
    number: ({ name }, series, value) => sample(name, series.labels(), value),
    histogram: (out, { name }, series, { buckets, sum }) => {
      const labels = series.labels()
      let total = 0
      let entries = ''
      for (const [bucket, boundary] of [...finite(buckets.boundaries), Number.POSITIVE_INFINITY].entries()) {
        total += buckets.counts[bucket] ?? 0
        entries += sample(`${name}_bucket`, [...labels, ['le', formatBoundary(boundary)]], total)
      }
      out.text(`${entries}${sample(`${name}_sum`, labels, sum)}${sample(`${name}_count`, labels, total)}`)
    },
    close: () => `},"registry":${JSON.stringify(registry)}}\n`,
  }
}

function finite(boundaries: readonly number[]): number[] {
  return boundaries.filter((boundary) => boundary !== Number.POSITIVE_INFINITY)
}

function jsonLabelValue(value: string): string {
  if (!/[,=}"\\]/.test(value)) return value
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
