/** A value as both text formats write it. */
export function formatValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}

/**
 * A bucket's boundary as Prometheus itself writes it: Go's `strconv.FormatFloat(value, 'g', -1, 64)`. Boundaries are
 * label values, so another spelling of the same number would be another series.
 */
export function formatBoundary(boundary: number): string {
  if (!Number.isFinite(boundary)) return formatValue(boundary)
  if (boundary === 0) return '0'
  const [digits = '', exponentText = ''] = boundary.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 6) return String(boundary)
  const size = Math.abs(exponent)
  return `${digits}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`
}

/** The same with `.0` after a whole number: OpenMetrics 1.0 asks for a canonical float, and Prometheus 3 stores it so. */
export function formatOpenMetricsBoundary(boundary: number): string {
  const text = formatBoundary(boundary)
  return /[.eI]/.test(text) ? text : `${text}.0`
}
