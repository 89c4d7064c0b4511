import type { Rule } from './rule.ts'

/** Whether an SDK met a rule, by the rule's name. */
export type Outcomes = Readonly<Record<string, boolean>>

/** A difference in points that is intended. */
export interface Difference {
  readonly what: string
  readonly ours: string
  readonly official: string
  readonly why: string
}

/** What `docs/conformance.md` says. */
export function document(
  rules: readonly Rule[],
  outcomes: { ours: Outcomes; two: Outcomes; three: Outcomes },
  differences: readonly Difference[],
): string {
  const lines = [
    '# Conformance of the instruments',
    '',
    'Rule by rule of the OpenTelemetry specification: what `BoundMeterProvider` does, beside the official SDK of both lines. Each rule is a test',
    'in `test/conformance/rules`; the three columns are the results of the same tests, and this page is written by them (`npm run generate`, and',
    '`npm run test:sdk-3 -- test/conformance --update=all` for the last column).',
    '',
    'Sources: "Metrics API", "Metrics SDK" and "Metrics Data Model" of the specification. *Bind* has the status Development there, everything else is stable.',
    '',
    `Rules met: spanmeter ${score(rules, outcomes.ours)}, SDK 2.x ${score(rules, outcomes.two)}, SDK 3.x ${score(rules, outcomes.three)}.`,
  ]
  for (const section of new Set(rules.map((rule) => rule.section))) {
    lines.push('', `## ${section}`, '', '| rule | spanmeter | SDK 2.x | SDK 3.x |', '|---|---|---|---|')
    for (const { name } of rules.filter((rule) => rule.section === section)) {
      const cells = [outcomes.ours, outcomes.two, outcomes.three].map((each) => mark(each[name]))
      lines.push(`| ${name.replaceAll('|', '\\|').replaceAll('*', '\\*')} | ${cells.join(' | ')} |`)
    }
  }
  lines.push('', '## Where the points differ from the official SDK on purpose', '')
  lines.push(
    'A property test drives both with the same random calls and compares every point. What follows is all that may differ.',
    '',
  )
  lines.push('| what | spanmeter | SDK 2.x | why |', '|---|---|---|---|')
  for (const { what, ours, official, why } of differences)
    lines.push(`| ${what} | ${ours} | ${official} | ${why} |`)
  return `${lines.join('\n')}\n`
}

function score(rules: readonly Rule[], outcomes: Outcomes): string {
  return `${rules.filter(({ name }) => outcomes[name]).length} of ${rules.length}`
}

function mark(met: boolean | undefined): string {
  return met === undefined ? 'not run' : met ? 'yes' : '**no**'
}
