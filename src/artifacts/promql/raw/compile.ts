import type { PromqlQuery, ResolvedDomain } from '../../../catalog/index.ts'
import type { Scope } from '../scope.ts'
import { matchersFor } from '../selector.ts'
import { check } from './check.ts'
import { type Edit, groupingEdits } from './groupings.ts'
import { declaredLabel, exportedName, matchersOf, noSuchLabel, type Used, usedMetrics } from './names.ts'
import { hasPlaceholder, placeholderOf, prepared } from './prepare.ts'
import { all, around, type Node, type Parsed, parse, read } from './tree.ts'

/** PromQL of one's own, in the names of a system. */
export interface Compiled {
  readonly text: string
  /** Exported names of the labels in `by`. */
  readonly labels: readonly string[]
  readonly fromHistogram: boolean
}

/**
 * The text with exported names, and the scope's selectors and ranges put in. `undefined` when the system does not emit
 * a metric, or drops a label that a condition needs. Throws one sentence where it is no PromQL, or asks for what the
 * catalog does not have, or for a wrong number.
 */
export function compileRaw(query: PromqlQuery, domain: ResolvedDomain, scope: Scope): Compiled | undefined {
  try {
    const parsed = parse(prepared(query.text))
    const used = usedMetrics(parsed, domain)
    check(parsed, used, scope)
    const names = (query.by ?? []).map((label) => resultLabel(label, used))
    const edits = used.map((each) => selectorEdits(parsed, each, scope))
    const groupings = groupingEdits(parsed, used, scope)
    if (used.some(({ metric }) => !metric.emitted) || !edits.every(isPossible)) return undefined
    const text = edited(parsed.text, [...edits.flat(), ...groupings, ...durationEdits(parsed, scope)])
    if (hasPlaceholder(text)) throw new Error('has $window or $span where no range stands')
    return {
      text,
      labels: names.filter((name) => name !== false),
      fromHistogram: used.some(({ suffix }) => suffix === '_bucket'),
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`The PromQL ${shortened(query.text)} of the domain ${domain.key} ${said}.`)
  }
}

function resultLabel(label: string, used: readonly Used[]): string | false {
  const names = used.map((each) => exportedName(each, label)).filter((name) => name !== undefined)
  const [name] = names
  if (name === undefined) throw noSuchLabel(label, used)
  return name
}

/** Names and conditions of one selector; `undefined` where a condition needs a label that is dropped. */
function selectorEdits(parsed: Parsed, used: Used, scope: Scope): Edit[] | undefined {
  const { node, name, metric, suffix } = used
  const edits: Edit[] = [{ from: name.from, to: name.to, text: metric.name + suffix }]
  const written = matchersOf(parsed, used)
  for (const { label, name: key, is, value } of written) {
    if (scope.matchers.some((matcher) => matcher.label === key)) {
      throw new Error(`selects ${key} itself, which is put in for all queries alike`)
    }
    const exported = exportedName(used, key)
    if (exported === undefined) throw noSuchLabel(key, [used])
    if (exported === false) return undefined
    const { values } = declaredLabel(metric, key) ?? {}
    if (values !== undefined && /^!?=$/.test(is) && !['', '_OTHER', ...values].includes(value)) {
      throw new Error(`compares ${key} with ${JSON.stringify(value)}. Its values are ${values.join(', ')}`)
    }
    edits.push({ from: label.from, to: label.to, text: exported })
  }
  const put = [...matchersFor(metric, scope), ...(isToBeAbsent(parsed, node) ? scope.absent : [])]
    .map(({ label, is, value }) => `${label}${is}${JSON.stringify(value)}`)
    .join(',')
  if (put !== '') {
    const last = written.at(-1)
    const braces = node.getChild('LabelMatchers')
    const at = last?.label.parent?.to ?? name.to
    if (last !== undefined) edits.push({ from: at, to: at, text: `,${put}` })
    else edits.push({ from: name.to, to: braces?.to ?? name.to, text: `{${put}}` })
  }
  return edits
}

/** Whether the selector stands inside `absent()` or `absent_over_time()`. */
function isToBeAbsent(parsed: Parsed, node: Node): boolean {
  return around(node).some(
    (each) => each.name === 'FunctionCall' && /^absent(_over_time)?\b/.test(read(parsed, each)),
  )
}

function isPossible(edits: Edit[] | undefined): edits is Edit[] {
  return edits !== undefined
}

function durationEdits(parsed: Parsed, scope: Scope): Edit[] {
  return all(parsed.top, ({ name }) => name === 'NumberDurationLiteralInDurationContext').map((node) => {
    const written = read(parsed, node)
    const placeholder = placeholderOf(written)
    const text =
      placeholder === undefined
        ? scope.duration(written)
        : placeholder === '$window'
          ? scope.window
          : scope.span
    return { from: node.from, to: node.to, text }
  })
}

function edited(text: string, edits: readonly Edit[]): string {
  const fromTheEnd = edits.toSorted((one, other) => other.from - one.from || other.to - one.to)
  return fromTheEnd.reduce((all, edit) => all.slice(0, edit.from) + edit.text + all.slice(edit.to), text)
}

function shortened(text: unknown): string {
  const shown = JSON.stringify(text) ?? String(text)
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown
}
