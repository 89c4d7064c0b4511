import { type ContenderProcess, interleave, libraries } from '../harness/index.ts'
import type { LoopReport } from '../loop/index.ts'
import { digestOf, recordsIn, type Scraped, scrape } from '../receiver/index.ts'
import type { Benchmark, Effort } from './benchmark.ts'

/** Time of a whole scrape over HTTP. Every series moves between two scrapes. */
const scrapeTime: Benchmark = {
  name: 'scrape-10k',
  title: 'scrape of 10,000 histogram series over HTTP, text format',
  contenders: libraries,
  units: { scrape: 'ms', body: 'MB' },
  comparisons: [
    {
      quantity: 'scrape',
      title: 'against the fastest peer',
      kind: 'ratio',
      against: 'fastest peer',
      atMost: 1 / 2,
    },
  ],
  measure: (effort) =>
    scrapes(effort, { series: 10_000, rounds: 15, warmups: 4, launches: 3 }, async (_process, url) => {
      const scraped = await scrape(url)
      return { scraped, figures: { scrape: scraped.milliseconds } }
    }),
}

/** How long the loop is held while 100,000 series are scraped. */
const scrapeDelay: Benchmark = {
  name: 'loop-scrape-100k',
  title: 'event loop while 100,000 histogram series are scraped',
  contenders: libraries,
  units: { slice: 'ms', delay: 'ms', gc: 'ms', scrape: 'ms' },
  comparisons: [
    { quantity: 'slice', title: 'longest slice, p99 of the rounds', kind: 'value', at: 'p99', atMost: 5 },
    {
      quantity: 'delay',
      title: 'against the fastest peer',
      kind: 'ratio',
      against: 'fastest peer',
      atMost: 1 / 10,
    },
  ],
  measure: (effort) =>
    scrapes(effort, { series: 100_000, rounds: 8, warmups: 2, launches: 1 }, async (process, url) => {
      await process.call('watch')
      const scraped = await scrape(url)
      const { slice, delay, gc } = await process.call<LoopReport>('unwatch')
      return { scraped, figures: { slice, delay, gc, scrape: scraped.milliseconds } }
    }),
}

interface Sizes {
  readonly series: number
  readonly rounds: number
  readonly warmups: number
  readonly launches: number
}

interface Turn {
  readonly scraped: Scraped
  readonly figures: Readonly<Record<string, number>>
}

/** The bodies that follow as many touches must hold the same samples; in bytes they may differ by what a library adds once (2 %). */
async function scrapes(
  { quick, rounds }: Effort,
  sizes: Sizes,
  turn: (process: ContenderProcess, url: string) => Promise<Turn>,
): ReturnType<typeof interleave> {
  const series = quick ? 1000 : sizes.series
  const touched = new Map<ContenderProcess, number>()
  const bodies = new Map<number, { readonly digest: string; readonly bytes: number; readonly name: string }>()
  return interleave({
    contenders: libraries,
    start: ({ name }) => ({ family: 'scrape', contender: name, parameters: series }),
    rounds: quick ? 2 : (rounds ?? sizes.rounds),
    warmups: quick ? 1 : sizes.warmups,
    launches: quick ? 1 : sizes.launches,
    async turn(process) {
      await process.call('touch')
      const times = (touched.get(process) ?? 0) + 1
      touched.set(process, times)
      const { scraped, figures } = await turn(process, await process.call<string>('url'))

      const { body } = scraped
      const records = recordsIn(body)
      if (records !== times * series) {
        throw new Error(`${process.name} holds ${records} records, ${times * series} were made.`)
      }
      // 100,000 series are not sorted for a digest: it would take longer than the scrapes.
      const digest = series > 10_000 ? '' : digestOf(body)
      const first = bodies.get(times) ?? { digest, bytes: body.length, name: process.name }
      bodies.set(times, first)
      if (digest !== first.digest || Math.abs(body.length / first.bytes - 1) > 0.02) {
        throw new Error(
          `${process.name} (${body.length} bytes) exposes other samples than ${first.name} (${first.bytes} bytes).`,
        )
      }
      return { ...figures, body: body.length / 1e6 }
    },
  })
}

export const scrapeBenchmarks: readonly Benchmark[] = [scrapeTime, scrapeDelay]
