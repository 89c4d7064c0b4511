import type { Scope } from '../scope.ts'
import { matchersOf, type Used } from './names.ts'
import { placeholderOf } from './prepare.ts'
import { all, around, children, type Node, type Parsed, read, unquoted } from './tree.ts'

/** What may stand between a selector with its range and the function that takes it. */
const wrapping =
  /^(MatrixSelector|OffsetExpr|StepInvariantExpr|ParenExpr|AnchoredExpr|SmoothedExpr|FunctionCallBody)$/

/** Throws a clause where the text asks for what gives a wrong number. */
export function check(parsed: Parsed, used: readonly Used[], scope: Scope): void {
  if (used.length === 0) throw new Error('asks for no metric')
  for (const each of used) {
    checkCounting(parsed, each, scope)
    checkDivision(parsed, each)
    if (each.suffix === '_bucket') checkBuckets(parsed, each)
  }
}

/** A total starts at 0 with each process: it is no number before it is a rate. A level has no rate. */
function checkCounting(parsed: Parsed, used: Used, scope: Scope): void {
  const { node, metric, suffix } = used
  const counted = metric.type === 'counter' || suffix !== ''
  const ranged = node.parent?.name === 'MatrixSelector' ? node.parent : undefined
  const taker = ranged && around(node).find(({ name }) => !wrapping.test(name))
  const called = taker?.name === 'FunctionCall' ? read(parsed, taker).split('(')[0]?.trim() : undefined
  const rated = /^(rate|irate|increase)$/.test(called ?? '')
  if (ranged !== undefined && called === undefined) {
    throw new Error(`has the range ${read(parsed, ranged)} outside of a function`)
  }
  if (counted && !rated) {
    throw new Error(
      `uses ${metric.key}${suffix} outside of rate() and increase(): it counts from the start of each process`,
    )
  }
  if (!counted && rated) throw new Error(`asks for the ${called} of ${metric.key}, which is no counter`)
  const range = ranged?.getChild('DurationExpr')
  if (rated && !scope.fixedRanges && range && placeholderOf(read(parsed, range)) === undefined) {
    throw new Error(
      `takes the ${called} over [${read(parsed, range)}]: on a dashboard it is [$window], or [$span] for increase`,
    )
  }
}

/** Two sides of series match by all their labels: a part divides by itself, or by nothing. */
function checkDivision(parsed: Parsed, { node, metric, suffix }: Used): void {
  const above = around(node)
  const division = above.findIndex(isDivision)
  const aggregation = above.findIndex(({ name }) => name === 'AggregateExpr')
  if (division !== -1 && (aggregation === -1 || aggregation > division)) {
    const text = above[division]
    throw new Error(
      `divides ${metric.key}${suffix} before it is aggregated${text ? `, in ${read(parsed, text)}` : ''}: sum both sides first`,
    )
  }
}

function isDivision(node: Node): boolean {
  if (node.name !== 'BinaryExpr' || node.getChild('Div') === null) return false
  const sides = [node.firstChild, node.lastChild]
  return sides.every((side) => side !== null && all(side, ({ name }) => name === 'VectorSelector').length > 0)
}

/** Buckets hold each other: what adds them up without `le` counts an event several times. */
function checkBuckets(parsed: Parsed, used: Used): void {
  const { node, metric } = used
  const aggregation = around(node).find(({ name }) => name === 'AggregateExpr')
  const oneBucket = matchersOf(parsed, used).some(({ name, is }) => name === 'le' && is.startsWith('='))
  if (oneBucket || (aggregation !== undefined && keepsBounds(parsed, aggregation))) return
  throw new Error(`does not keep le over the buckets of ${metric.key}: aggregate with sum by (le, …)`)
}

function keepsBounds(parsed: Parsed, aggregation: Node): boolean {
  const modifier = aggregation.getChild('AggregateModifier')
  const labels = modifier?.getChild('GroupingLabels')
  const named = labels ? children(labels).some((label) => unquoted(parsed, label) === 'le') : false
  return modifier?.getChild('Without') ? !named : named
}
