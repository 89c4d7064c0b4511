/** A figure with three significant digits and its unit. */
export function figure(value: number, unit: string): string {
  return `${significant(value)} ${unit}`.trim()
}

/** A ratio; small ones also as a fraction of one, which is how the bars are written. */
export function ratio(value: number): string {
  return value > 0 && value < 0.5 ? `${significant(value)} (1/${significant(1 / value)})` : significant(value)
}

function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 100) return value.toFixed(0)
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : value.toPrecision(size < 0.01 ? 2 : 3)
}
