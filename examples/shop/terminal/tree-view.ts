import { spanTitle } from '../spans/span-title.ts'
import { spanTree, type TreeRow } from '../spans/span-tree.ts'
import type { StoredSpan } from '../spans/stored-span.ts'
import { fit, formatSeconds } from './format.ts'
import type { Style } from './style.ts'

const DURATION_WIDTH = 9
const PROCESS_WIDTH = 10

/** A trace as lines: the tree of its spans, the process of each, how long it took, and a bar for when. */
export function treeView(spans: readonly StoredSpan[], width: number, style: Style): string[] {
  const rows = spanTree(spans)
  const longest = Math.max(...rows.map((row) => row.branch.length + spanTitle(row.span).length))
  const barWidth = Math.max(10, Math.min(40, width - longest - DURATION_WIDTH - PROCESS_WIDTH - 4))
  const nameWidth = Math.max(12, Math.min(longest, width - barWidth - DURATION_WIDTH - PROCESS_WIDTH - 4))
  return rows.map((row) => {
    const { span } = row
    const name = fit(spanTitle(span), Math.max(1, nameWidth - row.branch.length))
    const duration = formatSeconds(span.durationMs / 1_000).padStart(DURATION_WIDTH)
    return [
      `${style.dim(row.branch)}${span.failed ? style.red(name) : name}`,
      `  ${style.dim(fit(span.process, PROCESS_WIDTH))}`,
      `${duration}  ${style.cyan(bar(row, barWidth))}`,
    ]
      .join('')
      .trimEnd()
  })
}

function bar(row: TreeRow, width: number): string {
  const from = Math.min(width - 1, Math.floor(row.from * width))
  const length = Math.max(1, Math.min(width - from, Math.round((row.to - row.from) * width)))
  return `${' '.repeat(from)}${'█'.repeat(length)}`
}
