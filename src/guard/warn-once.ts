import { warn } from './guard.ts'

/** Warns with `message` the first time that `about` comes up. */
export type WarnOnce = (about: string, message: string) => void

const mostRemembered = 1000

/**
 * For what is the same in every collection, scrape or push: each case is told of once. Past 1,000 cases it is silent.
 */
export function createWarnOnce(): WarnOnce {
  const told = new Set<string>()
  return (about, message) => {
    if (told.has(about) || told.size >= mostRemembered) return
    told.add(about)
    warn(message)
  }
}
