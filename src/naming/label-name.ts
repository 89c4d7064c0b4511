/**
 * The label that an attribute becomes: what is no letter or digit becomes `_`, several become one, and a digit in
 * front gets `key_` before it. Keys that begin and end in `__` keep both (`__reserved__`).
 *
 * Returns `undefined` for a key that leaves no label: an empty one, or underscores alone. Follows "Metric Attributes"
 * of the specification, as Prometheus 3 and the Collector do.
 *
 * @example
 * prometheusLabelName('http.request.method') // 'http_request_method'
 */
export function prometheusLabelName(key: string): string | undefined {
  const reserved = key.length >= 4 && key.startsWith('__') && key.endsWith('__')
  const middle = (reserved ? key.slice(2, -2) : key).replace(/[^a-zA-Z0-9]+/g, '_')
  const label = reserved ? `__${middle}__` : /^[0-9]/.test(middle) ? `key_${middle}` : middle
  return /^_*$/.test(label) ? undefined : label
}

/**
 * Whether a label may stand in Prometheus's classic formats without quotes: letters, digits and `_`, and no digit
 * first.
 *
 * @example
 * isPrometheusLabelName('event_type') // true
 */
export function isPrometheusLabelName(label: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)
}

/**
 * The labels that attributes become, sorted by label. Keys that come out as the same label (`a.b` and `a_b`) are
 * joined: their values, in the order of the original keys by code point, with `;` between them. Keys without a
 * label (see `prometheusLabelName`) are left out and handed to `onLost`.
 *
 * @example
 * joinLabels([['a_b', '2'], ['a.b', '1']]) // [['a_b', '1;2']]
 */
export function joinLabels(
  attributes: Iterable<readonly [key: string, value: string]>,
  onLost?: (key: string) => void,
): Array<[label: string, value: string]> {
  const labels = new Map<string, string>()
  for (const [key, value] of [...attributes].sort(byCodePoint)) {
    const label = prometheusLabelName(key)
    if (label === undefined) {
      onLost?.(key)
      continue
    }
    const earlier = labels.get(label)
    labels.set(label, earlier === undefined ? value : `${earlier};${value}`)
  }
  return [...labels].sort(byCodePoint)
}

/** By code point, as UTF-8 sorts; comparing strings goes by UTF-16 unit, which differs above U+FFFF. */
function byCodePoint(one: readonly [string, string], other: readonly [string, string]): number {
  const [a] = one
  const [b] = other
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const difference = sortKey(a.charCodeAt(at)) - sortKey(b.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others, so they sort last. */
function sortKey(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
