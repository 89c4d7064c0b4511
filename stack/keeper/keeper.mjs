import { fork } from 'node:child_process'
import { join } from 'node:path'

const END_WITHIN_MS = 25_000

/**
 * @typedef {object} Command
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [log] the file that takes its output; without it goes where this process's output goes
 */

/** What the keeper is told. @typedef {{ do: 'start', id: number } & Command | { do: 'end', id: number, signal: NodeJS.Signals }} Order */
/** What it tells. @typedef {{ id: number, started: number } | { id: number, ended: string | number }} News */

/**
 * A process that the keeper holds.
 *
 * @typedef {object} Kept
 * @property {number} pid
 * @property {Promise<string | number>} ended the exit code, or the signal that ended it, or why it did not start
 * @property {(signal: NodeJS.Signals) => void} signal sends a signal to it and what it has started
 * @property {(graceMillis?: number) => Promise<void>} end asks it to end, and makes it after the grace (25 s)
 */

/**
 * Starts processes that never outlive this one: a second process holds them, and ends them when this one is gone, even
 * killed. Should that one be killed instead, this one ends them.
 */
export class Keeper {
  /** @type {Map<number, { started: (pid: number) => void, ended: (how: string | number) => void, pid: number }>} */
  #kept = new Map()
  #next = 0
  #process = fork(join(import.meta.dirname, 'main.mjs'), [], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

  constructor() {
    this.#process.on('message', (/** @type {News} */ news) => {
      const kept = this.#kept.get(news.id)
      if ('ended' in news) {
        this.#kept.delete(news.id)
        kept?.ended(news.ended)
      } else if (kept !== undefined) {
        kept.pid = news.started
        kept.started(news.started)
      }
    })
    this.#process.once('exit', () => {
      for (const kept of this.#kept.values()) {
        signalGroup(kept.pid, 'SIGKILL')
        kept.ended('the keeper was killed')
      }
      this.#kept.clear()
    })
  }

  /** The number of the process that holds the others. */
  get pid() {
    return this.#process.pid ?? 0
  }

  /** @param {Command} command @returns {Promise<Kept>} */
  async start(command) {
    const id = this.#next++
    /** @type {Deferred<number>} */
    const started = deferred()
    /** @type {Deferred<string | number>} */
    const ended = deferred()
    this.#kept.set(id, { started: started.resolve, ended: ended.resolve, pid: 0 })
    this.#order({ do: 'start', id, ...command })
    const pid = await Promise.race([started.promise, ended.promise.then(cannotStart(command.command))])
    const signal = (/** @type {NodeJS.Signals} */ name) => this.#order({ do: 'end', id, signal: name })
    return {
      pid,
      ended: ended.promise,
      signal,
      async end(graceMillis = END_WITHIN_MS) {
        signal('SIGTERM')
        const force = setTimeout(() => signal('SIGKILL'), graceMillis)
        await ended.promise
        clearTimeout(force)
      },
    }
  }

  /** Ends the keeper, and whatever it still holds. */
  async close() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.disconnect()
    await gone
  }

  /** @param {Order} order */
  #order(order) {
    if (this.#process.connected) this.#process.send(order, () => {})
  }
}

/** @param {string} command @returns {(how: string | number) => never} */
function cannotStart(command) {
  return (how) => {
    throw new Error(`${command} could not be started: ${how}`)
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    if (pid > 0) process.kill(-pid, signal)
  } catch {
    // It has gone by itself.
  }
}

/**
 * A promise with what resolves it: `Promise.withResolvers`, which Node 20 lacks.
 *
 * @template T
 * @typedef {{ promise: Promise<T>, resolve: (value: T) => void }} Deferred
 */

/** @template T @returns {Deferred<T>} */
function deferred() {
  /** @type {(value: T) => void} */
  let resolve = () => {}
  const promise = new Promise((/** @type {typeof resolve} */ keep) => {
    resolve = keep
  })
  return { promise, resolve }
}
