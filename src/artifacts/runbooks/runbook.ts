import type { AlertRule } from '../rules/index.ts'

/** One page of what to do: an alert by its name, with each rule of that name. */
export interface RunbookEntry {
  readonly alert: string
  /** The first of the name; a system with one domain twice has several, which differ in their conditions. */
  readonly rule: AlertRule
  readonly conditions: readonly string[]
  /** The panel of the dashboard that it stands on. */
  readonly id: number
}

/** The runbooks of some alerts, in their order. */
export function runbooksOf(alerts: readonly AlertRule[]): RunbookEntry[] {
  const names = [...new Set(alerts.map(({ alert }) => alert))]
  return names.flatMap((alert, index) => {
    const rules = alerts.filter((each) => each.alert === alert)
    const [rule] = rules
    return rule === undefined
      ? []
      : [{ alert, rule, conditions: rules.map(({ expr }) => expr), id: index + 1 }]
  })
}

/** What it says, as Markdown without a title: the same in the docs and in Grafana. */
export function runbookText({ rule, conditions }: RunbookEntry, panel: string | undefined): string {
  const { summary, severity, runbook } = rule
  return `${summary}. Severity: ${severity}${rule.for === '0s' ? ', at once' : `, after ${rule.for}`}.

${runbook.meaning}

**What users notice.** ${runbook.impact}

## Where to look

${list(runbook.look)}${panel === undefined ? '' : `\n\nThe panel of what is watched: <${panel}>`}

## What helps

${list(runbook.mend)}

## The condition

${conditions.map((each) => `\`\`\`promql\n${each}\n\`\`\``).join('\n\n')}`
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}
