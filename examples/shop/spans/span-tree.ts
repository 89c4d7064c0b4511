import type { StoredSpan } from './stored-span.ts'

/** One span of a tree, in the order it is printed. */
export interface TreeRow {
  readonly span: StoredSpan
  /** The lines that lead from the parent: `│  ├─ `. Empty for a root. */
  readonly branch: string
  /** Where the span lies within the whole trace: 0 is its start, 1 its end. */
  readonly from: number
  readonly to: number
}

/**
 * The spans of one trace as a tree, children in the order they started. A span whose parent is not among them (it is
 * still running, or was never recorded here) is a root.
 */
export function spanTree(spans: readonly StoredSpan[]): TreeRow[] {
  const ids = new Set(spans.map((span) => span.spanId))
  const children = new Map<string, StoredSpan[]>()
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const parent = span.parentSpanId !== undefined && ids.has(span.parentSpanId) ? span.parentSpanId : ''
    children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const start = Math.min(...spans.map((span) => span.startMs))
  const end = Math.max(...spans.map((span) => span.startMs + span.durationMs))
  const length = end - start || 1
  const rows: TreeRow[] = []
  const seen = new Set<string>()
  const visit = (span: StoredSpan, lead: string, branch: string): void => {
    // Spans that name each other as parents would never end.
    if (seen.has(span.spanId)) return
    seen.add(span.spanId)
    const from = (span.startMs - start) / length
    rows.push({ span, branch, from, to: from + span.durationMs / length })
    const below = children.get(span.spanId) ?? []
    for (const [index, child] of below.entries()) {
      const last = index === below.length - 1
      visit(child, `${lead}${last ? '   ' : '│  '}`, `${lead}${last ? '└─ ' : '├─ '}`)
    }
  }
  for (const root of children.get('') ?? []) visit(root, '', '')
  // Only spans that are their own ancestors are left.
  for (const span of spans) visit(span, '', '')
  return rows
}
