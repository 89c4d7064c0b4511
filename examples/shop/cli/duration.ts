const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 }

/** Reads `500ms`, `30s`, `5m`, `1h` or plain seconds; `undefined` for anything else, and for nothing at all of it. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  if (match === null) return undefined
  const seconds = Number(match[1]) * (SECONDS[match[2] ?? 's'] ?? Number.NaN)
  // A timer of Node takes at most 2^31 - 1 ms.
  return seconds > 0 && seconds * 1000 < 2 ** 31 ? seconds : undefined
}
