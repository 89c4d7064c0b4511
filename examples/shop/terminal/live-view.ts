import { QUEUE_CAPACITY } from '../events/capacity.ts'
import type { OperationRow, Places, Status } from '../report/status.ts'
import { fit, formatCount, formatRate, formatSeconds, formatUptime } from './format.ts'
import type { Style } from './style.ts'

const MARGIN = ' '
/** Wider, and a row's numbers would stand too far from its name. */
const WIDEST = 100
const NUMBER_WIDTH = 10
const NUMBER_COLUMNS = 4

/** The whole live view for a terminal of this size, one string per line, none wider than the terminal. */
export function liveView(
  status: Status,
  places: Places,
  size: { columns: number; rows: number },
  style: Style,
): string[] {
  const width = Math.max(50, Math.min(size.columns, WIDEST)) - 2 * MARGIN.length
  const above = [header(status, width, style), ...placeLines(places, width, style), '']
  const below = ['', ...openThings(status, style), '', ...hints(places, width, style)]
  const room = Math.max(1, size.rows - 1 - above.length - below.length - 1)
  const lines = [
    ...above,
    tableHead(width, style),
    ...tableRows(status.operations, room, width, style),
    ...below,
  ]
  return lines.map((line) => (line === '' ? '' : `${MARGIN}${line}`))
}

function header(status: Status, width: number, style: Style): string {
  const faults = status.faults.length === 0 ? 'no faults' : `fault: ${status.faults.join(', ')}`
  const left = `spanmeter shop, up ${formatUptime(status.uptime)}`
  const right = fit(faults, Math.max(0, width - left.length - 3)).trimEnd()
  const gap = ' '.repeat(Math.max(1, width - left.length - right.length))
  return `${style.bold(left)}${gap}${status.faults.length === 0 ? style.dim(right) : style.yellow(right)}`
}

function placeLines(places: Places, width: number, style: Style): string[] {
  const entries: [string, string][] = [['shop', places.shop]]
  entries.push(['metrics', places.metrics ?? 'not served'])
  if (places.otlp !== undefined) entries.push(['OTLP to', places.otlp])
  return entries.map(
    ([name, place]) => `${style.dim(fit(name, 9))}${style.cyan(fit(place, width - 9).trimEnd())}`,
  )
}

function tableHead(width: number, style: Style): string {
  const numbers = ['per s', 'errors/s', 'p50', 'p95'].map((title) => title.padStart(NUMBER_WIDTH)).join('')
  return style.bold(`${fit('operation', width - NUMBER_WIDTH * NUMBER_COLUMNS)}${numbers}`)
}

function tableRows(rows: readonly OperationRow[], room: number, width: number, style: Style): string[] {
  if (rows.length === 0) return [style.dim('nothing measured yet')]
  const shown = rows.length <= room ? rows : rows.slice(0, room - 1)
  const lines = shown.map((row) => {
    const errors = formatRate(row.errors).padStart(NUMBER_WIDTH)
    return [
      fit(row.operation, width - NUMBER_WIDTH * NUMBER_COLUMNS),
      formatRate(row.rate).padStart(NUMBER_WIDTH),
      row.errors > 0 ? style.red(errors) : errors,
      formatSeconds(row.p50).padStart(NUMBER_WIDTH),
      formatSeconds(row.p95).padStart(NUMBER_WIDTH),
    ].join('')
  })
  if (shown.length < rows.length) lines.push(style.dim(`and ${rows.length - shown.length} more`))
  return lines
}

function openThings(status: Status, style: Style): string[] {
  const breakers = status.breakers.map(({ service, state, failures, transitions }) => {
    const painted = state === 'closed' ? style.green(state) : style.red(state)
    return line(
      style,
      'breaker',
      `${service} ${painted}, ${plural(failures, 'failure')}, ${plural(transitions, 'transition')}`,
    )
  })
  const depth = `${formatCount(status.queueDepth)} of ${formatCount(QUEUE_CAPACITY)} events`
  const caches = status.caches.map(({ cache, hitRate, size }) => {
    const rate = hitRate === undefined ? 'nothing asked yet' : `${Math.round(hitRate * 100)} % hits`
    return line(style, 'cache', `${cache} ${rate}, ${plural(size, 'entry', 'entries')}`)
  })
  return [
    ...breakers,
    line(style, 'queue', status.queueDepth > QUEUE_CAPACITY / 10 ? style.yellow(depth) : depth),
    ...caches,
    line(
      style,
      'database',
      `${status.connections.active} active, ${plural(status.connections.idle, 'idle connection')}`,
    ),
  ]
}

function hints(places: Places, width: number, style: Style): string[] {
  const lines = [
    `Break something: curl -X PUT ${places.shop}/faults/slow-database`,
    'Ctrl-C ends the shop with a summary.',
  ]
  return lines.map((text) => style.dim(fit(text, width).trimEnd()))
}

function line(style: Style, name: string, text: string): string {
  return `${style.dim(fit(name, 9))}${text}`
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
