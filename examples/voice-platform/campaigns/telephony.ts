import { setTimeout as sleep } from 'node:timers/promises'
import type { Lead } from './campaign.ts'
import type { CallOutcome } from './campaign-domain.ts'

/** Why a call could not be made. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly code: 'invalid_number' | 'no_capacity'

  constructor(code: CallRefused['code']) {
    super(`The telephony refused the call: ${code}.`)
    this.code = code
  }
}

/** What comes of a try to call somebody. `ended` is resolved when they have hung up. */
export type CallResult =
  | { readonly success: true; readonly ended: Promise<EndOfCall> }
  | { readonly success: false; readonly error: CallRefused }

/** How a call ended. */
export interface EndOfCall {
  readonly outcome: CallOutcome
  readonly durationSeconds: number
  readonly cost: number
}

/** How the telephony does: as usual, refusing every other call, or so slowly that over five seconds go by. */
export type TelephonyMood = 'well' | 'refusing' | 'slow'

const SLOW_MS = 5_200
const DOLLARS_PER_MINUTE = 0.02
const outcomes: readonly CallOutcome[] = ['success', 'success', 'success', 'no_answer', 'busy', 'voicemail']

/**
 * Stands for a telephony. Nobody is called by an example: what a call would have lasted is told after a fraction of a
 * second. Of ten numbers one is refused, and at one the telephony itself fails.
 */
export class Telephony {
  mood: TelephonyMood = 'well'
  #underWay = 0
  #made = 0

  /** Calls that have not ended. */
  get underWay(): number {
    return this.#underWay
  }

  async call({ phone }: Lead): Promise<CallResult> {
    const made = this.#made++
    await sleep(this.mood === 'slow' ? SLOW_MS : 5 + (made % 5) * 30)
    const last = Number(phone.at(-1))
    if (last === 9) return { success: false, error: new CallRefused('invalid_number') }
    if (last === 8) throw new TypeError('The telephony answered with half a message.')
    if (this.mood === 'refusing' && made % 2 === 0) {
      return { success: false, error: new CallRefused('no_capacity') }
    }
    return { success: true, ended: this.#untilEnd(made) }
  }

  async #untilEnd(made: number): Promise<EndOfCall> {
    this.#underWay++
    const durationSeconds = 15 + ((made * 97) % 700)
    await sleep(durationSeconds / 2)
    this.#underWay--
    const outcome = outcomes[made % outcomes.length] ?? 'success'
    return { outcome, durationSeconds, cost: (durationSeconds / 60) * DOLLARS_PER_MINUTE }
  }
}
