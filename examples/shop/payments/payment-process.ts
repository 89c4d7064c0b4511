import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { StoredSpan } from '../spans/stored-span.ts'
import type { FromPayments, ToPayments } from './messages.ts'

const START_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 4_000

/** The running payment process, as the shop sees it. */
export interface PaymentProcess {
  readonly url: string
  readonly pid: number | undefined
  setFailing(on: boolean): void
  /** Ends it, by force if it does not end by itself in time. */
  stop(): Promise<void>
}

/**
 * Starts the payment service as a process of its own and resolves when it listens.
 *
 * It holds no handle that outlives this process: when this one is killed, the channel between them closes and the
 * other ends itself.
 */
export async function startPaymentProcess(options: {
  env: NodeJS.ProcessEnv
  onSpan: (span: StoredSpan) => void
}): Promise<PaymentProcess> {
  const script = fileURLToPath(new URL('./main.js', import.meta.url))
  const child = fork(script, [], { env: options.env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const send = (message: ToPayments): void => {
    if (child.connected) child.send(message, () => {})
  }
  child.on('message', (message: FromPayments) => {
    if (message.kind === 'span') options.onSpan(message.span)
  })
  try {
    const port = await listening(child)
    return {
      url: `http://127.0.0.1:${port}`,
      pid: child.pid,
      setFailing: (on) => send({ kind: 'failing', on }),
      async stop() {
        send({ kind: 'stop' })
        const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
        await exited
        clearTimeout(force)
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The payment process did not listen within ${START_WITHIN_MS / 1_000} s.`)),
      START_WITHIN_MS,
    )
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`The payment process ended with code ${code} while starting.`)),
    )
    child.on('message', (message: FromPayments) => {
      if (message.kind === 'span') return
      clearTimeout(timer)
      if (message.kind === 'listening') resolve(message.port)
      else reject(new Error(`The payment service could not start: ${message.message}`))
    })
  })
}
