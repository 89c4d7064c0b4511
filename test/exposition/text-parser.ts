import type { Exposition, ParsedFamily, ParsedSample } from './parsed.ts'

/**
 * A strict reader of Prometheus text 0.0.4, written from the format's description: every line is a comment or a
 * sample, metadata stand before their samples and once, the lines of a family stand together, no sample comes twice,
 * and histograms add up.
 */
export function parseText(body: string): Exposition {
  if (body === '') return { families: [] }
  if (!body.endsWith('\n')) throw new Error('The last line does not end in a line feed.')
  const families = new Map<string, ParsedFamily>()
  const seen = new Set<string>()
  let current: ParsedFamily | undefined
  const enter = (name: string): ParsedFamily => {
    if (current?.name === name) return current
    if (families.has(name)) throw new Error(`The lines of ${name} do not stand together.`)
    current = { name, type: 'untyped', help: undefined, unit: undefined, samples: [] }
    families.set(name, current)
    return current
  }
  for (const line of body.slice(0, -1).split('\n')) {
    const metadata = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ([\s\S]*)$/.exec(line)
    if (metadata !== null) {
      const [, keyword, name = '', rest = ''] = metadata
      const family = enter(name)
      if (family.samples.length > 0) throw new Error(`Metadata after samples: ${line}`)
      if (keyword === 'HELP') {
        if (family.help !== undefined) throw new Error(`Two HELP lines: ${line}`)
        family.help = withoutEscapes(rest, /\\[\\n]/g)
      } else {
        if (family.type !== 'untyped') throw new Error(`Two TYPE lines: ${line}`)
        if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`No type: ${line}`)
        family.type = rest
      }
      continue
    }
    const sample = sampleOf(line)
    const base = sample.name.replace(/_(bucket|sum|count)$/, '')
    if (!(current?.type === 'histogram' && current.name === base && base !== sample.name)) enter(sample.name)
    const id = JSON.stringify([sample.name, [...sample.labels].sort()])
    if (seen.has(id)) throw new Error(`This sample stands there twice: ${line}`)
    seen.add(id)
    current?.samples.push(sample)
  }
  for (const family of families.values()) if (family.type === 'histogram') checkHistogram(family)
  return { families: [...families.values()] }
}

function sampleOf(line: string): ParsedSample {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0]
  if (name === undefined) throw new Error(`No metric name: ${JSON.stringify(line)}`)
  const { labels, rest } = labelsAt(line, name.length)
  const number = /^ (NaN|[+-]Inf|[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)$/.exec(rest)?.[1]
  if (number === undefined) throw new Error(`No value: ${JSON.stringify(line)}`)
  return { name, labels, value: numberOf(number), exemplar: undefined }
}

/** The labels between braces at `start`, if any, and what follows them. Names must be valid and stand once. */
export function labelsAt(line: string, start: number): { labels: Map<string, string>; rest: string } {
  const labels = new Map<string, string>()
  if (line[start] !== '{') return { labels, rest: line.slice(start) }
  let at = start + 1
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(,|\})/y
  for (;;) {
    label.lastIndex = at
    const match = label.exec(line)
    if (match === null) throw new Error(`No label at ${at}: ${JSON.stringify(line.slice(0, 300))}`)
    const [all, name = '', value = '', end] = match
    if (labels.has(name)) throw new Error(`The label ${name} stands there twice: ${line.slice(0, 300)}`)
    if (name.startsWith('__')) throw new Error(`The label ${name} is Prometheus's own: ${line.slice(0, 300)}`)
    if (value === '') throw new Error(`The label ${name} is empty, which is as good as absent: ${line}`)
    labels.set(name, withoutEscapes(value, /\\[\\n"]/g))
    at += all.length
    if (end === '}') return { labels, rest: line.slice(at) }
  }
}

export function withoutEscapes(text: string, escapes: RegExp): string {
  return text.replace(escapes, (found) => (found === '\\n' ? '\n' : found.slice(1)))
}

export function numberOf(text: string): number {
  return text.endsWith('Inf') ? (text.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(text)
}

/** Per series: buckets in order, cumulative, the last at infinity and equal to the count. */
export function checkHistogram(family: ParsedFamily): void {
  const groups = new Map<string, ParsedSample[]>()
  let last: string | undefined
  for (const sample of family.samples) {
    const id = JSON.stringify([...sample.labels].filter(([name]) => name !== 'le').sort())
    if (id !== last && groups.has(id)) throw new Error(`The lines of a series of ${family.name} are apart.`)
    last = id
    groups.set(id, [...(groups.get(id) ?? []), sample])
  }
  for (const [id, samples] of groups) {
    const buckets = samples.filter(({ name }) => name === `${family.name}_bucket`)
    let boundary = Number.NEGATIVE_INFINITY
    let below = 0
    for (const { labels, value } of buckets) {
      const le = numberOf(labels.get('le') ?? 'NaN')
      if (!(le > boundary)) throw new Error(`The buckets of ${family.name}${id} are out of order at ${le}.`)
      if (!(value >= below))
        throw new Error(`The buckets of ${family.name}${id} are not cumulative at ${le}.`)
      boundary = le
      below = value
    }
    if (boundary !== Number.POSITIVE_INFINITY) throw new Error(`${family.name}${id} has no +Inf bucket.`)
    const count = samples.find(({ name }) => name === `${family.name}_count`)
    if (count !== undefined && count.value !== below)
      throw new Error(`${family.name}${id}: count and +Inf differ.`)
  }
}
