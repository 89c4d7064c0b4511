const seconds = { y: 31_536_000, w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 } as const

/** Seconds of a duration, which Grafana writes as it likes: `600s`, `10m` and `10m0s` are one. What is none is 0. */
export function secondsOf(duration: unknown): number {
  return [...String(duration ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|[ywdhms])/g)].reduce(
    // The pattern has matched one of the units.
    (sum, [, amount, unit]) => sum + Number(amount) * seconds[unit as keyof typeof seconds],
    0,
  )
}

/** A duration in the one way that it is written in here: `1m30s`, and `0s` for none. */
export function durationOf(duration: unknown): string {
  let rest = secondsOf(duration)
  const parts = (['d', 'h', 'm', 's'] as const).map((unit) => {
    const whole = Math.floor(rest / seconds[unit])
    rest -= whole * seconds[unit]
    return whole > 0 ? `${whole}${unit}` : ''
  })
  return parts.join('') || '0s'
}
