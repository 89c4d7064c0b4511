import type { Recording } from './recording.ts'

/** What left under the names of the conventions, sums left out: those of durations differ from run to run. */
export async function conventions(recording: Recording): Promise<Record<string, number>> {
  const samples = [...(await recording.samples())]
  return Object.fromEntries(
    samples.filter(([name]) => /^(http|db|messaging)\./.test(name) && !/_sum/.test(name)),
  )
}
