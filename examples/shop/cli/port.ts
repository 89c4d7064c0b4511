/** A port from an environment variable: the number, or the sentence that says what is wrong with it. */
export function parsePort(variable: string, value: string | undefined, fallback: number): number | string {
  if (value === undefined || value.trim() === '') return fallback
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  return `${variable} is "${value}", and must be a port from 0 (any free one) to 65535.`
}

/** What to tell somebody whose port is used by another program. */
export function portTakenMessage(variable: string, port: number): string {
  return `Port ${port} is taken by another program. Set ${variable} to a free port, or to 0 for any free one.`
}

/** Whether listening failed because the port is in use, wherever in the chain of causes that stands. */
export function isPortTaken(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && cause.code === 'EADDRINUSE') return true
  }
  return false
}
