import type { CreateSubject } from '../../harness/index.ts'
import type { StartAndSend } from './startable.ts'

/** Nothing of the contender is loaded before `go`, and the process is used once. */
export const create: CreateSubject = async (contender) => ({
  /** Returns when it began, on the clock that all processes of the machine share. */
  async go(): Promise<bigint> {
    const start = process.hrtime.bigint()
    const library = (await import(`./${contender}.js`)) as { startAndSend: StartAndSend }
    await library.startAndSend()
    return start
  },
})
