import type { CreateSubject } from '../../harness/index.ts'
import { watchLoop } from '../../loop/index.ts'
import type { CreateScrapable } from './scrapable.ts'

export const create: CreateSubject = async (contender, seriesCount) => {
  const library = (await import(`./${contender}.js`)) as { createScrapable: CreateScrapable }
  const scrapable = await library.createScrapable(seriesCount as number)
  let watch: ReturnType<typeof watchLoop> | undefined

  return {
    url: () => scrapable.url,
    touch: () => scrapable.touch(),
    watch() {
      watch = watchLoop()
    },
    unwatch: () => watch?.stop(),
  }
}
