import type { Places } from '../report/status.ts'
import { liveView } from './live-view.ts'
import type { Output } from './output.ts'
import { openScreen, type Screen, type Terminal } from './screen.ts'
import type { Style } from './style.ts'
import { summaryView } from './summary-view.ts'

/** A live table on a terminal, and the summary below whatever stood there before. */
export function screenOutput(terminal: Terminal, style: Style): Output {
  let screen: Screen | undefined
  let places: Places | undefined
  return {
    starting() {
      terminal.write('The shop is starting: a database, a payment service, the shop itself.\n')
    },
    started(at) {
      places = at
      screen = openScreen(terminal)
    },
    status(status) {
      if (places === undefined) return
      const size = { columns: terminal.columns ?? 80, rows: terminal.rows ?? 24 }
      screen?.draw(liveView(status, places, size, style))
    },
    close() {
      screen?.close()
    },
    summary(summary, load) {
      const width = Math.min(terminal.columns ?? 80, 120)
      terminal.write(`${summaryView(summary, load, width, style).join('\n')}\n`)
    },
  }
}
