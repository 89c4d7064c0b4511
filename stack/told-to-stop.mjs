const ASK_PARENT_EVERY_MS = 1_000

/**
 * Resolves when this program is to end: Ctrl-C, SIGTERM, a closed terminal, or npm, which started it, was killed. Told
 * a second time it ends at once; the keeper ends the rest.
 *
 * @returns {Promise<undefined>}
 */
export function toldToStop() {
  return new Promise((resolve) => {
    let told = false
    const tell = () => {
      if (told) process.exit(130)
      told = true
      resolve(undefined)
    }
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, tell)
    if (process.env.npm_lifecycle_event === undefined) return
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent && !told) tell()
    }, ASK_PARENT_EVERY_MS).unref()
  })
}
