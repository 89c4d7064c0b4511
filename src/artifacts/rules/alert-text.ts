import {
  type Alert,
  type Bound,
  DEFAULT_WINDOW,
  type PanelUnit,
  type ResolvedDomain,
  type Runbook,
} from '../../catalog/index.ts'
import { queryLabel, type Scope } from '../promql/index.ts'

/** How Prometheus writes the number of an alert. */
export function valueTemplate(unit: PanelUnit): string {
  if (unit === 'percentunit') return '{{ $value | humanizePercentage }}'
  if (unit === 's') return '{{ $value | humanizeDuration }}'
  return '{{ $value | humanize }}'
}

/** The line of an alert, with its figures. */
export function summaryOf(alert: Alert): string {
  return withFigures(alert.summary, alert)
}

/** The sentence with templates for placeholders, under the labels' exported names. */
export function descriptionOf(alert: Alert, domain: ResolvedDomain, scope: Scope): string {
  const text = withFigures(alert.description, alert).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'value') return valueTemplate(alert.unit)
    const label = queryLabel(alert.when, domain, name, scope)
    return label === undefined ? name : `{{ $labels.${label} }}`
  })
  return `{{ $labels.job }}: ${text}`
}

/** The runbook of an alert, with its figures. */
export function runbookOf(alert: Alert): Runbook {
  const { meaning, impact, look, mend } = alert.runbook
  const filled = (text: string): string => withFigures(text, alert)
  return {
    meaning: filled(meaning),
    impact: filled(impact),
    look: look.map(filled),
    mend: mend.map(filled),
  }
}

/** A text with what the alert says for `{bound}`, `{for}` and `{window}`; other placeholders stay. */
function withFigures(text: string, { bound, unit, window = DEFAULT_WINDOW, for: lasting }: Alert): string {
  const figures = { bound: amount(limitOf(bound), unit), for: duration(lasting), window: duration(window) }
  return text.replaceAll(/\{(bound|for|window)\}/g, (_, name: keyof typeof figures) => figures[name])
}

function limitOf(bound: Bound): number {
  if ('above' in bound) return bound.above
  return 'atLeast' in bound ? bound.atLeast : bound.below
}

const perTime: Partial<Record<PanelUnit, string>> = {
  reqps: ' per second',
  ops: ' per second',
  opm: ' per minute',
  bytes: ' bytes',
  Bps: ' bytes per second',
}

function amount(value: number, unit: PanelUnit): string {
  if (unit === 'percentunit') return `${written(value * 100)} %`
  if (unit === 's') return seconds(value)
  return `${written(value)}${perTime[unit] ?? ''}`
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** In the greatest unit that leaves no fraction: `2 hours`, `90 s`, `500 ms`. */
function seconds(value: number): string {
  for (const [name, length] of units) {
    const count = value / length
    if (Number.isInteger(count) && count > 0) return `${written(count)} ${name}${count === 1 ? '' : 's'}`
  }
  return value > 0 && value < 1 ? `${written(value * 1_000)} ms` : `${written(value)} s`
}

const inSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

function duration(text: Alert['for']): string {
  // Its type has seen to the unit.
  return seconds(Number(text.slice(0, -1)) * inSeconds[text.slice(-1) as keyof typeof inSeconds])
}

/** Without the dust of binary fractions. */
function written(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 10 })
}
