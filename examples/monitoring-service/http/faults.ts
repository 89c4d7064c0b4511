import type { Strain } from '../../strain/strain.ts'
import type { Platforms } from '../platforms/platform-server.ts'
import type { ProspectProcessor } from '../prospects/prospect-processor.ts'

/** What can be broken, by the name that it has in `/faults/<name>/<mood>`. */
export interface Breakable {
  readonly platforms: Platforms
  readonly scoring: ProspectProcessor
  readonly processors: Strain
  /** Not without a limit of its own: that of the machine is no example. */
  readonly memory: Strain | undefined
}

/** Breaks what the alerts watch, and mends it. @returns whether there is such a thing, and such a mood of it */
export function become(things: Breakable, what: string, mood: string): boolean {
  const change = changesOf(things)[`${what}/${mood}`]
  change?.()
  return change !== undefined
}

function changesOf({ platforms, scoring, processors, memory }: Breakable): Record<string, () => void> {
  const set = (mood: Platforms['mood']) => () => {
    platforms.mood = mood
  }
  const score = (by: ProspectProcessor['scoring']) => () => {
    scoring.scoring = by
  }
  const strain = (which: Strain, on: boolean) => () => {
    which.on = on
  }
  return {
    'platforms/well': set('well'),
    'platforms/failing': set('failing'),
    'platforms/slow': set('slow'),
    'platforms/limiting': set('limiting'),
    'scoring/well': score('well'),
    'scoring/wrong': score('wrong'),
    'processors/well': strain(processors, false),
    'processors/busy': strain(processors, true),
    ...(memory && { 'memory/well': strain(memory, false), 'memory/holding': strain(memory, true) }),
  }
}
