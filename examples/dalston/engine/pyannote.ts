import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { secondsOf } from './wave.ts'

/** Stands for a model that hears who speaks. */
export const pyannote: Engine = {
  id: 'pyannote',
  async process(audio) {
    const seconds = secondsOf(audio)
    await sleep(30 + 5 * seconds)
    return { speakers: [{ speaker: 'A', from: 0, to: seconds }] }
  },
}
