/** Aborted by Ctrl-C, by SIGTERM, or once so many seconds are over. */
export function stopSignal(seconds?: string): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  // A parent that is gone cannot ask for it any more.
  process.once('disconnect', () => stop.abort())
  process.channel?.unref()
  if (seconds !== undefined) setTimeout(() => stop.abort(), Number(seconds) * 1_000).unref()
  return stop.signal
}
