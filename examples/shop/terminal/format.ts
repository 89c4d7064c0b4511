/** A length of time in at most seven characters: `0.4 ms`, `12 ms`, `1.2 s`. Nothing measured is a dash. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return '-'
  const ms = seconds * 1_000
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  return `${seconds.toFixed(1)} s`
}

/** Events per second: one decimal below 100, none above. */
export function formatRate(perSecond: number): string {
  return perSecond < 99.95 ? perSecond.toFixed(1) : formatCount(perSecond)
}

/** A whole number with its thousands set apart: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** How long something has been running: `42 s`, `3 min 05 s`. */
export function formatUptime(seconds: number): string {
  const whole = Math.floor(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** The text in exactly `width` characters; what does not fit ends in an ellipsis. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width)
  return width < 1 ? '' : `${text.slice(0, width - 1)}…`
}
