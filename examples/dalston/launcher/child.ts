import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Ready } from '../process/run-process.ts'
import type { ServiceName } from '../process/services.ts'

const END_WITHIN_MS = 12_000

/** A process that the launcher has started. */
export interface Child {
  readonly service: ServiceName
  /** Where it answers; `undefined` when nothing of it does. */
  readonly url: string | undefined
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>
  /** Ends it, by force where it takes too long. */
  end(): Promise<void>
}

/**
 * Starts `<service>/main.js`, and resolves when it runs. It ends with this process, however that ends.
 *
 * @throws when it ends before it runs
 */
export async function startChild(service: ServiceName, env: NodeJS.ProcessEnv): Promise<Child> {
  const child = fork(join(import.meta.dirname, '..', service, 'main.js'), { env })
  const ended = once(child, 'exit').then(() => {})
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
    await ended
    clearTimeout(late)
  }
  const ready = once(child, 'message')
  const ran = await Promise.race([ready.then(() => true), ended.then(() => false)])
  if (!ran) throw new Error(`${service} ended before it ran.`)
  // Its first and only message.
  const [{ url }] = (await ready) as [Ready]
  return { service, url, ended, end }
}
