import type { Scope } from '../scope.ts'
import { exportedName, noSuchLabel, type Used } from './names.ts'
import { all, children, type Node, type Parsed, read, unquoted } from './tree.ts'

/** A piece of the text that is written otherwise. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Labels of `by`, `without`, `on`, `ignoring`, `group_left` under their exported names, with what the scope keeps. */
export function groupingEdits(parsed: Parsed, used: readonly Used[], scope: Scope): Edit[] {
  const made = madeLabels(parsed)
  return all(parsed.top, ({ name }) => name === 'AggregateExpr' || name === 'MatchingModifierClause').flatMap(
    (node) => {
      // What a matching clause matches are both sides of the operation that it stands in.
      const over = node.name === 'AggregateExpr' ? node : (node.parent ?? node)
      const below = used.filter((each) => each.node.from >= over.from && each.node.to <= over.to)
      const naming: Naming = { parsed, below, made, scope }
      if (node.name === 'MatchingModifierClause') return clauseEdits(node, naming)
      const modifier = node.getChild('AggregateModifier')
      return modifier === null ? ungrouped(node, scope) : clauseEdits(modifier, naming)
    },
  )
}

interface Naming {
  readonly parsed: Parsed
  readonly below: readonly Used[]
  readonly made: ReadonlySet<string>
  readonly scope: Scope
}

/** `sum(x)` in a rule speaks for each job. */
function ungrouped(aggregation: Node, { by }: Scope): Edit[] {
  const operator = aggregation.getChild('AggregateOp')
  if (operator === null || by.length === 0) return []
  return [{ from: operator.to, to: operator.to, text: ` by(${by.join(', ')}) ` }]
}

function clauseEdits(clause: Node, naming: Naming): Edit[] {
  let word = ''
  return children(clause).flatMap((node) => {
    if (node.name !== 'GroupingLabels') {
      word = node.name
      return []
    }
    return [{ from: node.from, to: node.to, text: `(${labelsOf(node, word, naming).join(', ')})` }]
  })
}

function labelsOf(grouping: Node, word: string, naming: Naming): string[] {
  const { parsed, scope } = naming
  const written = children(grouping).map((label) => unquoted(parsed, label))
  const names = written.flatMap((label) => nameOf(label, naming))
  if (word === 'By' || word === 'On') return [...new Set([...scope.by, ...names])]
  const forgotten =
    word === 'GroupLeft' || word === 'GroupRight'
      ? undefined
      : scope.by.find((label) => names.includes(label))
  if (forgotten !== undefined) {
    throw new Error(
      `leaves out ${forgotten} in ${read(parsed, grouping)}: an alert speaks for each ${forgotten}`,
    )
  }
  return names
}

function nameOf(label: string, { below, made }: Naming): string[] {
  const names = new Set(below.map((each) => exportedName(each, label)))
  names.delete(undefined)
  if (names.size === 0 && made.has(label)) return [label]
  if (names.size === 0) throw noSuchLabel(label, below)
  names.delete(false)
  if (names.size > 1) {
    throw new Error(
      `groups by ${label}, which this system calls ${[...names].join(' and ')}: no series would match`,
    )
  }
  return [...names].filter((name) => typeof name === 'string')
}

/** Labels that the text makes itself, by `label_replace` and the like. */
function madeLabels(parsed: Parsed): ReadonlySet<string> {
  const makers = all(parsed.top, ({ name }) => /^(LabelReplace|LabelJoin|CountValues)$/.test(name))
  return new Set(
    makers.flatMap((maker) => {
      const body = maker.parent?.parent?.getChild('FunctionCallBody')
      const [first] = body?.getChildren('StringLiteral') ?? []
      return first === undefined ? [] : [unquoted(parsed, first)]
    }),
  )
}
