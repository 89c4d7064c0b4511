import type { LoadTotals } from '../load/generator.ts'
import type { Summary } from '../report/summary.ts'
import { fit, formatCount, formatSeconds, formatUptime } from './format.ts'
import type { Style } from './style.ts'
import { treeView } from './tree-view.ts'

const NUMBER_WIDTH = 10

/** The last words: what the whole run did, and the trace behind the slowest bucket of the request histogram. */
export function summaryView(summary: Summary, load: LoadTotals, width: number, style: Style): string[] {
  const { status } = summary
  return [
    style.bold(`The shop ran for ${formatUptime(status.uptime)}.`),
    loadLine(load),
    '',
    ...operationTable(summary, width, style),
    '',
    ...slowestTrace(summary, width, style),
  ]
}

function loadLine(load: LoadTotals): string {
  const answers = Object.entries(load.answers).map(([status, count]) => `${formatCount(count)} × ${status}`)
  const lost = load.unanswered > 0 ? `, ${formatCount(load.unanswered)} without an answer` : ''
  const skipped =
    load.skipped > 0 ? `, ${formatCount(load.skipped)} not sent because too many were under way` : ''
  return `${formatCount(load.sent)} requests: ${answers.join(', ')}${lost}${skipped}.`
}

function operationTable({ status }: Summary, width: number, style: Style): string[] {
  if (status.operations.length === 0) return ['Nothing was measured: metrics are switched off.']
  const nameWidth = Math.min(44, width - 4 * NUMBER_WIDTH)
  const head = ['total', 'errors', 'p50', 'p95'].map((title) => title.padStart(NUMBER_WIDTH)).join('')
  const rows = [...status.operations].sort((a, b) => b.count - a.count)
  return [
    style.bold(`${fit('operation', nameWidth)}${head}`),
    ...rows.map((row) => {
      const errors = formatCount(row.errors * status.uptime).padStart(NUMBER_WIDTH)
      return [
        fit(row.operation, nameWidth),
        formatCount(row.count).padStart(NUMBER_WIDTH),
        row.errors > 0 ? style.red(errors) : errors,
        formatSeconds(row.p50).padStart(NUMBER_WIDTH),
        formatSeconds(row.p95).padStart(NUMBER_WIDTH),
      ].join('')
    }),
  ]
}

function slowestTrace({ slowest }: Summary, width: number, style: Style): string[] {
  if (slowest === undefined) return ['No request was sampled, so no exemplar leads to a trace.']
  const { labels, from, to, seconds, traceId, spans } = slowest
  const bucket = Number.isFinite(to)
    ? `${formatSeconds(from)} to ${formatSeconds(to)}`
    : `above ${formatSeconds(from)}`
  return [
    `${style.bold('Slowest bucket')} of HTTP requests with an exemplar: ${bucket}.`,
    `It leads to ${labels.method ?? ''} ${labels.path ?? ''}, ${formatSeconds(seconds)},`,
    `trace ${style.cyan(traceId)}:`,
    '',
    ...treeView(spans, width, style),
  ]
}
