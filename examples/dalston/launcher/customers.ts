import { setTimeout as sleep } from 'node:timers/promises'
import { silence } from '../engine/wave.ts'
import { speak } from './speaker.ts'

const PAUSE_MS = 200
/** One of so many goes wrong. */
const oneOf = {
  none: {
    unreadable: Number.POSITIVE_INFINITY,
    broken: Number.POSITIVE_INFINITY,
    silent: Number.POSITIVE_INFINITY,
  },
  some: { unreadable: 40, broken: 40, silent: 60 },
  much: { unreadable: 4, broken: 3, silent: 5 },
} as const
const tenants = ['acme', 'globex'] as const

/** What customers do. */
export interface CustomersOptions {
  readonly gateway: string
  /** How much of their audio cannot be read, and how many of them are cut off; `much` is enough for alerts. */
  readonly trouble: 'none' | 'some' | 'much'
  readonly until: AbortSignal
}

/** Customers who hand in audio, and one speaker after the other. */
export async function actAsCustomers(options: CustomersOptions): Promise<void> {
  await Promise.all([handIn(options), talk(options)])
}

async function handIn({ gateway, trouble, until }: CustomersOptions): Promise<void> {
  const { unreadable } = oneOf[trouble]
  for (let job = 0; !until.aborted; job++) {
    const audio =
      job % unreadable === unreadable - 1 ? Buffer.from('no audio at all') : silence(1 + (job % 5))
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(audio)]), 'speech.wav')
    form.set('align', String(job % 2 === 0))
    form.set('diarize', String(job % 3 === 0))
    const headers = { 'x-tenant-id': tenants[job % tenants.length] ?? 'none' }
    try {
      const response = await fetch(`${gateway}/v1/audio/transcriptions`, {
        method: 'POST',
        headers,
        body: form,
        signal: until,
      })
      const { id } = (await response.json()) as { id?: string } // What the gateway promises.
      await sleep(PAUSE_MS, undefined, { signal: until })
      if (id !== undefined) {
        const status = await fetch(`${gateway}/v1/audio/transcriptions/${id}`, { signal: until })
        await status.arrayBuffer()
      }
    } catch {
      // Refused for now, or told to stop: the next one may be taken.
      await sleep(PAUSE_MS)
    }
  }
}

async function talk({ gateway, trouble, until }: CustomersOptions): Promise<void> {
  const { broken, silent } = oneOf[trouble]
  for (let speaker = 1; !until.aborted; speaker++) {
    const manner = speaker % silent === 0 ? 'silent' : speaker % broken === 0 ? 'broken' : 'polite'
    // Who is refused or cut off lets the next one try.
    await speak(gateway, { manner, until }).catch(() => {})
    await sleep(PAUSE_MS)
  }
}
