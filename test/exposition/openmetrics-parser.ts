import type { Exposition, ParsedExemplar, ParsedFamily, ParsedSample } from './parsed.ts'
import { checkHistogram, labelsAt, numberOf, withoutEscapes } from './text-parser.ts'

const suffixes: Record<string, string[]> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gauge: [''],
  info: ['_info'],
  unknown: [''],
}

/**
 * A strict reader of OpenMetrics 1.0.0, written from the specification: no blank lines, `# EOF` at the end, each
 * family's metadata before its samples, names of families and of the samples they may have unique, units as suffixes,
 * counters neither negative nor NaN, canonical boundaries, exemplars only where allowed and at most 128 characters.
 */
export function parseOpenMetrics(body: string): Exposition {
  if (!body.endsWith('# EOF\n')) throw new Error('The exposition does not end in # EOF.')
  const families = new Map<string, ParsedFamily>()
  const seen = new Set<string>()
  let current: ParsedFamily | undefined
  for (const line of body.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    if (line === '' || line === '# EOF')
      throw new Error(`This line may not be there: ${JSON.stringify(line)}`)
    const metadata = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) ([\s\S]*)$/.exec(line)
    if (metadata !== null) {
      const [, keyword, name = '', rest = ''] = metadata
      if (current?.name !== name) {
        if (families.has(name)) throw new Error(`The lines of ${name} do not stand together.`)
        current = { name, type: '', help: undefined, unit: undefined, samples: [] }
        families.set(name, current)
      }
      setMetadata(current, keyword, rest, line)
      continue
    }
    if (line.startsWith('#')) throw new Error(`No comment of OpenMetrics: ${line}`)
    const sample = sampleOf(line)
    if (current === undefined) throw new Error(`A sample without a TYPE: ${line}`)
    checkSample(current, sample, line)
    const id = JSON.stringify([sample.name, [...sample.labels].sort()])
    if (seen.has(id)) throw new Error(`This sample stands there twice: ${line}`)
    seen.add(id)
    current.samples.push(sample)
  }
  checkNames([...families.values()])
  for (const family of families.values()) if (family.type === 'histogram') checkOpenMetricsHistogram(family)
  return { families: [...families.values()] }
}

function setMetadata(family: ParsedFamily, keyword: string | undefined, rest: string, line: string): void {
  if (family.samples.length > 0) throw new Error(`Metadata after samples: ${line}`)
  if (keyword === 'TYPE') {
    if (family.type !== '' || !(rest in suffixes)) throw new Error(`Not one known type: ${line}`)
    family.type = rest
  } else if (keyword === 'UNIT') {
    if (family.unit !== undefined || rest === '') throw new Error(`Not one unit: ${line}`)
    if (!family.name.endsWith(`_${rest}`)) throw new Error(`The name does not end in its unit: ${line}`)
    if (family.type === 'info') throw new Error(`An info has no unit: ${line}`)
    family.unit = rest
  } else {
    if (family.help !== undefined) throw new Error(`Two HELP lines: ${line}`)
    if (/(?<!\\)(?:\\\\)*"/.test(rest)) throw new Error(`A quote that is not escaped: ${line}`)
    family.help = withoutEscapes(rest, /\\[\\n"]/g)
  }
}

function sampleOf(line: string): ParsedSample {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0]
  if (name === undefined) throw new Error(`No metric name: ${JSON.stringify(line)}`)
  const { labels, rest } = labelsAt(line, name.length)
  const match = /^ (NaN|[+-]Inf|[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)(?: # (\{.*))?$/s.exec(rest)
  if (match === null) throw new Error(`No value: ${JSON.stringify(line)}`)
  const [, value = '', exemplar] = match
  return {
    name,
    labels,
    value: numberOf(value),
    exemplar: exemplar === undefined ? undefined : exemplarOf(exemplar),
  }
}

function exemplarOf(text: string): ParsedExemplar {
  const { labels, rest } = text.startsWith('{}')
    ? { labels: new Map<string, string>(), rest: text.slice(2) }
    : labelsAt(text, 0)
  const characters = [...labels].reduce((sum, [name, value]) => sum + [...name].length + [...value].length, 0)
  if (characters > 128) throw new Error(`The labels of an exemplar have ${characters} characters: ${text}`)
  const match = /^ (\S+)(?: ([0-9]+(?:\.[0-9]+)?))?$/.exec(rest)
  if (match === null) throw new Error(`No exemplar: ${text}`)
  const [, value = '', seconds] = match
  return { labels, value: numberOf(value), seconds: seconds === undefined ? undefined : Number(seconds) }
}

function checkSample(family: ParsedFamily, sample: ParsedSample, line: string): void {
  const { name, type } = family
  const suffix = sample.name.startsWith(name) ? sample.name.slice(name.length) : undefined
  if (suffix === undefined || !suffixes[type]?.includes(suffix))
    throw new Error(`Not a sample of ${name}: ${line}`)
  if (['_total', '_bucket', '_count', '_sum'].includes(suffix) && !(sample.value >= 0)) {
    throw new Error(`A counter may not be negative or NaN: ${line}`)
  }
  if (suffix === '_bucket') {
    const le = sample.labels.get('le') ?? ''
    if (!/^([+]Inf|-?[0-9]+\.[0-9]+(e[+-][0-9]{2,3})?|-?[0-9]+e[+-][0-9]{2,3})$/.test(le)) {
      throw new Error(`The boundary is not canonical: ${line}`)
    }
    if (!Number.isInteger(sample.value)) throw new Error(`A bucket counts in whole numbers: ${line}`)
  }
  if (sample.exemplar !== undefined && suffix !== '_bucket' && suffix !== '_total') {
    throw new Error(`No exemplar may stand here: ${line}`)
  }
}

function checkNames(families: readonly ParsedFamily[]): void {
  const taken = new Set<string>()
  for (const { name, type } of families) {
    for (const one of new Set([name, ...(suffixes[type] ?? ['']).map((suffix) => name + suffix)])) {
      if (taken.has(one)) throw new Error(`The name ${one} is taken twice.`)
      taken.add(one)
    }
  }
}

function checkOpenMetricsHistogram(family: ParsedFamily): void {
  checkHistogram(family)
  const groups = new Map<string, { negative: boolean; sums: number; counts: number }>()
  for (const { name, labels } of family.samples) {
    const id = JSON.stringify([...labels].filter(([label]) => label !== 'le').sort())
    const group = groups.get(id) ?? { negative: false, sums: 0, counts: 0 }
    groups.set(id, group)
    if (numberOf(labels.get('le') ?? '0') < 0) group.negative = true
    if (name === `${family.name}_sum`) group.sums++
    if (name === `${family.name}_count`) group.counts++
  }
  for (const [id, { negative, sums, counts }] of groups) {
    if (sums !== counts) throw new Error(`${family.name}${id} has ${sums} sums and ${counts} counts.`)
    if (negative && sums > 0) throw new Error(`${family.name}${id} has a sum in spite of negative buckets.`)
  }
  for (const { labels, exemplar } of family.samples) {
    const le = labels.get('le')
    if (exemplar !== undefined && le !== undefined && !(exemplar.value <= numberOf(le))) {
      throw new Error(`An exemplar of ${family.name} lies above its bucket ${le}.`)
    }
  }
}
