/** UCUM codes of what is measured, as Prometheus spells them. Any other unit is taken as it is. */
const units = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  // A slip of the translators in Prometheus and the Collector; both ways out have to agree with them.
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
])

/** Codes of what it is measured per; `m` is a minute here. */
const perUnits = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
])

/** The two parts of a unit's suffix: `By/s` is `bytes` and `per_second`. A part that there is not is empty. */
export interface UnitSuffixes {
  readonly main: string
  readonly per: string
}

/** The suffixes that a unit gives to a name, with annotations in braces left out. */
export function unitSuffixes(unit: string): UnitSuffixes {
  const slash = unit.indexOf('/')
  const main = translated(slash === -1 ? unit : unit.slice(0, slash), units)
  const per = slash === -1 ? '' : translated(unit.slice(slash + 1), perUnits)
  return { main: escaped(main), per: per === '' ? '' : escaped(`per_${per}`) }
}

/**
 * The unit in Prometheus's words: `s` is `seconds`, `By/s` is `bytes_per_second`, `{request}` and `1` are empty.
 *
 * It is what the `# UNIT` line of OpenMetrics says. A gauge of unit `1` is a ratio by its name only.
 *
 * @example
 * prometheusUnit('MBy/s') // 'megabytes_per_second'
 */
export function prometheusUnit(unit: string): string {
  const { main, per } = unitSuffixes(unit)
  const whole = main !== '' && per !== '' ? `${main}_${per}` : main + per
  return whole.replace(/^_/, '').replace(/_$/, '')
}

function translated(code: string, names: ReadonlyMap<string, string>): string {
  const trimmed = trimSpace(code)
  return /[{}]/.test(trimmed) ? '' : (names.get(trimmed) ?? trimmed)
}

function escaped(suffix: string): string {
  return suffix.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_/, '')
}

/** Spaces as Go's `strings.TrimSpace` sees them: unlike `trim`, U+0085 is one and U+FEFF is none. */
function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charAt(start))) start++
  while (end > start && isSpace(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(character: string): boolean {
  return character === '\u0085' || (character !== '\uFEFF' && /\s/.test(character))
}
