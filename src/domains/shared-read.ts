/**
 * The same reader for several gauges: at a collection, whose gauges are read one after the other without a pause, the
 * store is asked once.
 */
export function sharedRead<T>(read: () => T): () => T {
  let latest: (() => T) | undefined
  return () => {
    if (latest === undefined) {
      latest = answerOf(read)
      queueMicrotask(() => {
        latest = undefined
      })
    }
    return latest()
  }
}

/** What it returns, or throws, as often as it is asked. */
function answerOf<T>(read: () => T): () => T {
  try {
    const value = read()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
