import { setTimeout as sleep } from 'node:timers/promises'
import { silence } from '../engine/wave.ts'
import { speak } from './speaker.ts'

const PAUSE_MS = 200
const tenants = ['acme', 'globex'] as const

/** Customers who hand in audio, of which one in eight cannot be read, and one speaker after the other. */
export async function actAsCustomers(gateway: string, until: AbortSignal): Promise<void> {
  await Promise.all([handIn(gateway, until), talk(gateway, until)])
}

async function handIn(gateway: string, until: AbortSignal): Promise<void> {
  for (let job = 0; !until.aborted; job++) {
    const audio = job % 8 === 7 ? Buffer.from('no audio at all') : silence(1 + (job % 5))
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

async function talk(gateway: string, until: AbortSignal): Promise<void> {
  for (let speaker = 1; !until.aborted; speaker++) {
    const manner = speaker % 9 === 0 ? 'silent' : speaker % 5 === 0 ? 'broken' : 'polite'
    // Who is refused or cut off lets the next one try.
    await speak(gateway, { manner, until }).catch(() => {})
    await sleep(PAUSE_MS)
  }
}
