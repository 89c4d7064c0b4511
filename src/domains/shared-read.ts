/**
 * The same reader for several gauges: at a collection, whose gauges are read one after the other without a pause, the
 * store is asked once.
 */
export function sharedRead<T>(read: () => T): () => T {
  let latest: { readonly value: T } | undefined
  return () => {
    if (latest === undefined) {
      latest = { value: read() }
      queueMicrotask(() => {
        latest = undefined
      })
    }
    return latest.value
  }
}
