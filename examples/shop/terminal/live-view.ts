import { QUEUE_CAPACITY } from '../events/capacity.ts'
import type { Places, Row, Status } from '../report/status.ts'
import { fit, formatCount, formatRate, formatSeconds, formatUptime } from './format.ts'
import type { Style } from './style.ts'

const MARGIN = ' '
/** Wider, and a row's numbers would stand too far from its name. */
const WIDEST = 100
const NUMBER_WIDTH = 10
const NUMBER_COLUMNS = 4
/** A table of routes is shown when there is room for its head and three rows. */
const SMALLEST_TABLE = 4

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
  const operations = status.operations.map((row) => ({ name: row.operation, row }))
  const routes = status.routes.map((row) => ({ name: `${row.method} ${row.path}`, row }))
  const room = size.rows - 1 - above.length - below.length
  const table = tableOf('operation', operations, room, width, style)
  const left = room - table.length - 1
  const second = left < SMALLEST_TABLE ? [] : ['', ...tableOf('route', routes, left, width, style)]
  const lines = [...above, ...table, ...second, ...below]
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

/** A head and as many rows as there is room for, the last of which says how many are not shown. */
function tableOf(
  title: string,
  rows: readonly { readonly name: string; readonly row: Row }[],
  room: number,
  width: number,
  style: Style,
): string[] {
  const nameWidth = width - NUMBER_WIDTH * NUMBER_COLUMNS
  const numbers = ['per s', 'errors/s', 'p50', 'p95'].map((column) => column.padStart(NUMBER_WIDTH)).join('')
  const head = style.bold(`${fit(title, nameWidth)}${numbers}`)
  if (rows.length === 0) return [head, style.dim('nothing measured yet')]
  const fits = Math.max(1, room - 1)
  const shown = rows.length <= fits ? rows : rows.slice(0, fits - 1)
  const lines = shown.map(({ name, row }) => {
    const errors = formatRate(row.errors).padStart(NUMBER_WIDTH)
    return [
      fit(name, nameWidth),
      formatRate(row.rate).padStart(NUMBER_WIDTH),
      row.errors > 0 ? style.red(errors) : errors,
      formatSeconds(row.p50).padStart(NUMBER_WIDTH),
      formatSeconds(row.p95).padStart(NUMBER_WIDTH),
    ].join('')
  })
  if (shown.length < rows.length) lines.push(style.dim(`and ${rows.length - shown.length} more`))
  return [head, ...lines]
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
    const entries = size === undefined ? '' : `, ${plural(size, 'entry', 'entries')}`
    return line(style, 'cache', `${cache} ${rate}${entries}`)
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
