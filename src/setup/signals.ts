/**
 * Shuts down on the first of these signals. Afterwards the signal has its usual effect (the process ends with it),
 * unless the application listens to it too and so decides itself.
 *
 * @returns stops listening
 */
export function shutDownOn(signals: readonly NodeJS.Signals[], shutdown: () => Promise<void>): () => void {
  const listeners = signals.map((signal) => {
    const listener = () => {
      void shutdown().then(() => {
        process.off(signal, listener)
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
      })
    }
    process.on(signal, listener)
    return { signal, listener }
  })
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}
