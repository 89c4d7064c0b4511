/** How long a slice of work may hold the event loop. */
export const sliceMillis = 1

const waiting: Array<() => void> = []

/**
 * Resolves when it is the caller's turn to work for one slice. There is one slice in each round of the event loop,
 * whoever waits: many scrapes at once take longer each, and the application waits no longer than for one.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(giveTurn)
  })
}

function giveTurn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(giveTurn)
}
