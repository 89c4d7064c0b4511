// The keeper: starts the processes that it is told to, in groups of their own, and ends them when it is told to, or
// when whoever told it is gone, however that went: the channel between the two closes even when it was killed. Signals
// do not end it, so that Ctrl-C, which a terminal sends to everybody, leaves the order of ending to the other side.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** @typedef {import('./keeper.mjs').Order} Order */
/** @typedef {import('./keeper.mjs').News} News */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const END_WITHIN_MS = 5_000

/** @type {Map<number, ChildProcess>} */
const running = new Map()

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {})
process.on('message', (/** @type {Order} */ order) => {
  if (order.do === 'start') start(order)
  else end(order.id, order.signal)
})
process.on('disconnect', () => {
  for (const id of running.keys()) end(id, 'SIGTERM')
  setTimeout(() => {
    for (const id of running.keys()) end(id, 'SIGKILL')
  }, END_WITHIN_MS).unref()
  setInterval(() => running.size === 0 && process.exit(0), 50)
})

/** @param {Extract<Order, { do: 'start' }>} order */
function start({ id, command, args, cwd, env, log }) {
  const output = log === undefined ? 'inherit' : openSync(log, 'a')
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] })
  if (typeof output === 'number') closeSync(output)
  running.set(id, child)
  child.once('spawn', () => tell({ id, started: child.pid ?? 0 }))
  child.once('error', (error) => {
    if (child.pid !== undefined) return
    running.delete(id)
    tell({ id, ended: error.message })
  })
  child.once('exit', (code, signal) => {
    // What it started itself is in its group, and goes with it.
    end(id, 'SIGKILL')
    running.delete(id)
    tell({ id, ended: signal ?? code ?? 0 })
  })
}

/** Sends the signal to the whole group. @param {number} id @param {NodeJS.Signals} signal */
function end(id, signal) {
  const pid = running.get(id)?.pid
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It has gone by itself.
  }
}

/** @param {News} news */
function tell(news) {
  if (process.connected) process.send?.(news, () => {})
}
