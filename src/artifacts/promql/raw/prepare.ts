/** Stand for `$window` and `$span` while the text is parsed: durations that nobody writes. */
const standIns = { $window: '4200000000001ms', $span: '4200000000002ms' } as const

/** Longer texts are refused: nobody reads them, and parsing takes its time. */
const longest = 5000

// Strings first, so that what looks like a comment or a placeholder inside of one is left alone.
const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*|\s+|\$\{?\w*\}?|\[\[/g
const dashboardVariable = /\$\{?(?:job|instance|source|datasource|interval|__\w+)|\[\[/

/** The text as PromQL that parses: without comments and line breaks, durations for `$window` and `$span`. */
export function prepared(text: string): string {
  if (typeof text !== 'string' || text.trim() === '') throw new Error('is empty')
  if (text.length > longest) throw new Error(`has ${text.length} characters; ${longest} are enough`)
  return text
    .replaceAll(token, (found) => {
      if (found.startsWith('#')) return ''
      if (/^\s/.test(found)) return ' '
      if (/^["'`]/.test(found)) return withoutVariables(found)
      if (found === '$window' || found === '$span') return standIns[found]
      throw new Error(
        `has ${found}: ranges are [$window] or [$span], and job, instance and source are put in`,
      )
    })
    .trim()
}

/** Which placeholder a duration stands for. */
export function placeholderOf(duration: string): '$window' | '$span' | undefined {
  if (duration === standIns.$window) return '$window'
  return duration === standIns.$span ? '$span' : undefined
}

/** Whether a placeholder is left where no duration stands. */
export function hasPlaceholder(text: string): boolean {
  return text.includes(standIns.$window) || text.includes(standIns.$span)
}

/** Grafana fills these in inside of strings too, and rules would have them as they are. */
function withoutVariables(quoted: string): string {
  const [variable] = dashboardVariable.exec(quoted) ?? []
  if (variable !== undefined) {
    throw new Error(
      `has ${variable} in ${quoted}, which only Grafana knows; job, instance and source are put in`,
    )
  }
  return quoted
}
