import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { secondsOf } from './wave.ts'

/** Stands for a speech model: slower than nothing, faster than speech. */
export const fasterWhisper: Engine = {
  id: 'faster-whisper',
  async process(audio, stage) {
    const seconds = secondsOf(audio)
    await sleep(20 + 5 * seconds)
    const words = Math.max(1, Math.round(seconds * 2))
    if (stage === 'align')
      return { words: Array.from({ length: words }, (_, index) => ({ start: index / 2 })) }
    return { text: Array.from({ length: words }, () => 'la').join(' ') }
  },
}
