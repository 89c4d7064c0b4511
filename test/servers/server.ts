import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { descendantsOf } from '../e2e/processes.ts'
import type { Rack } from './rack.ts'

/** A real server on a free port of this machine, which can be broken in all the ways that servers break. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** It hangs: the system still takes connections for it, and it answers nothing. */
  pause(): void
  resume(): void
  /** It is gone at once, as after a crash. */
  crash(): Promise<void>
  /** After a crash: on the same port, with the data that it had kept. */
  startAgain(): Promise<void>
  /** Ends it, and resolves when it has gone. */
  stop(): Promise<void>
}

/** How one kind of server is run. */
export interface ServerKind {
  readonly url: string
  readonly port: number
  readonly command: string
  readonly args: readonly string[]
  /** An empty folder of its own; what it writes goes there, its log as well. */
  readonly folder: string
  readonly endBy: NodeJS.Signals
  readonly crashBy: NodeJS.Signals
  answers(): Promise<boolean>
}

const READY_WITHIN_MS = 60_000
const END_WITHIN_MS = 10_000

/** Starts a server, and resolves when it answers. */
export async function startServer(rack: Rack, kind: ServerKind): Promise<TestServer> {
  const log = `${kind.folder}/server.log`
  let isRunning = false
  const start = async () => {
    const { command, args, folder } = kind
    const env = { PATH: process.env.PATH }
    const started = await rack.keeper.start({ command, args, cwd: folder, env, log })
    isRunning = true
    let how: string | number = 'no answer'
    void started.ended.then((end) => {
      isRunning = false
      how = `the end: ${end}`
    })
    const deadline = performance.now() + READY_WITHIN_MS
    while (isRunning && performance.now() < deadline) {
      if (await kind.answers()) return started
      await sleep(50)
    }
    await started.end(1_000)
    throw new Error(`${command} came to ${how}. Its log: ${readFileSync(log, 'utf8').slice(-2_000)}`)
  }
  let running = await start()
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of [running.pid, ...descendantsOf(running.pid)]) {
      try {
        process.kill(pid, signal)
      } catch {
        // It has gone by itself, as a process does that serves one connection.
      }
    }
  }
  const stop = async (): Promise<void> => {
    if (!isRunning) return
    signalAll('SIGCONT')
    running.signal(kind.endBy)
    const force = setTimeout(() => running.signal('SIGKILL'), END_WITHIN_MS)
    await running.ended
    clearTimeout(force)
  }
  rack.atClose(stop)
  return {
    url: kind.url,
    port: kind.port,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    async crash() {
      running.signal(kind.crashBy)
      await running.ended
    },
    async startAgain() {
      running = await start()
    },
    stop,
  }
}
