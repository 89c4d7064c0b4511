import type { Output } from './output.ts'
import { plainLine } from './plain-line.ts'
import type { Style } from './style.ts'
import { summaryView } from './summary-view.ts'

const WIDTH = 100
const EVERY_SECONDS = 5

/** Lines without control codes, for logs and pipes: where things are, the state every 5 s, the summary. */
export function plainOutput(write: (text: string) => void, style: Style): Output {
  let next = 0
  return {
    starting: () => write('The shop is starting: a database, a payment service, the shop itself.\n'),
    started(places) {
      const lines = [`The shop is at ${places.shop}.`]
      if (places.metrics !== undefined) lines.push(`Its metrics are at ${places.metrics}.`)
      if (places.otlp !== undefined) lines.push(`Traces and metrics also go to ${places.otlp}.`)
      write(`${lines.join('\n')}\n`)
    },
    status(status) {
      if (status.uptime < next) return
      next = status.uptime + EVERY_SECONDS - 0.5
      write(`${plainLine(status)}\n`)
    },
    close() {},
    summary: (summary, load) => write(`\n${summaryView(summary, load, WIDTH, style).join('\n')}\n`),
  }
}
