import type { CreateSubject } from '../../harness/index.ts'
import { type LoopReport, watchLoop } from '../../loop/index.ts'
import type { CreatePushable, PushParameters } from './pushable.ts'

export type PushRound = LoopReport & { readonly push: number }

export const create: CreateSubject = async (contender, parameters) => {
  const library = (await import(`./${contender}.js`)) as { createPushable: CreatePushable }
  // The parent starts this family with these parameters only.
  const pushable = await library.createPushable(parameters as PushParameters)
  return {
    async push(): Promise<PushRound> {
      pushable.touch()
      await new Promise((resolve) => setTimeout(resolve, 50))
      const watch = watchLoop()
      const start = performance.now()
      await pushable.push()
      const push = performance.now() - start
      return { ...(await watch.stop()), push }
    },
  }
}
