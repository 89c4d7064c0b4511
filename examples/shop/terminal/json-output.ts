import type { Output } from './output.ts'

/** One JSON object per line; `type` says which: `started`, `status` every second, `summary` at the end. */
export function jsonOutput(write: (text: string) => void): Output {
  const emit = (type: string, fields: object): void => write(`${JSON.stringify({ type, ...fields })}\n`)
  return {
    starting() {},
    started: (places) => emit('started', { pid: process.pid, places }),
    status: (status) => emit('status', { status }),
    close() {},
    summary: (summary, load) => emit('summary', { ...summary, load }),
  }
}
