import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aligned, run } from './differential-run.ts'
import { overflowing, scenario } from './differential-scenario.ts'
import { permittedDifferences } from './permitted-differences.ts'

describe('our instruments and those of the official SDK, driven by the same calls', () => {
  it('yield the same points for every reader, whatever the order of calls and collections', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (each) => {
        const { pairs, backwards } = await run(each)
        for (const pair of pairs) {
          const [ours, official] = aligned(pair)
          expect(ours).toEqual(official)
        }
        expect(backwards).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('send what is past the cardinality limit to the same overflow series', async () => {
    await fc.assert(
      fc.asyncProperty(overflowing, async (each) => {
        const { pairs } = await run(each)
        for (const pair of pairs) {
          const [ours, official] = aligned(pair)
          expect(ours).toEqual(official)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('differ only where a reason is written down', () => {
    for (const { what, why, comparison } of permittedDifferences) {
      expect(what).not.toBe('')
      expect(why).toMatch(/\.$/)
      expect(comparison).not.toBe('')
    }
  })
})
