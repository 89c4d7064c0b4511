import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { BYTES_PER_SECOND } from '../engine/wave.ts'
import { encoded, framesFrom } from '../websocket/frames.ts'

/** How somebody speaks. */
export interface Speech {
  /** `silent`: says something, and then nothing any more. `broken`: sends what is no frame. */
  readonly manner: 'polite' | 'silent' | 'broken'
  readonly until: AbortSignal
}

const FRAMES = 6
const FRAME_MS = 100

/**
 * Speaks over a websocket, and listens until it is closed.
 *
 * @returns how many transcripts there were
 * @throws when the websocket is refused
 */
export async function speak(gateway: string, { manner, until }: Speech): Promise<number> {
  const { socket, first } = await connect(`${gateway}/v1/audio/transcriptions/stream`, until)
  const leave = () => socket.destroy()
  until.addEventListener('abort', leave)
  const speaking = talk(socket, manner)
  let transcripts = 0
  try {
    for await (const { kind } of framesFrom(socket, first)) if (kind === 'text') transcripts++
  } finally {
    until.removeEventListener('abort', leave)
    socket.destroy()
    await speaking
  }
  return transcripts
}

async function talk(socket: Duplex, manner: Speech['manner']): Promise<void> {
  const audio = Buffer.alloc((BYTES_PER_SECOND * FRAME_MS) / 1_000)
  for (let frame = 0; frame < FRAMES && !socket.destroyed; frame++) {
    socket.write(encoded('binary', audio, true))
    await sleep(FRAME_MS)
  }
  if (socket.destroyed || manner === 'silent') return
  socket.write(manner === 'broken' ? Buffer.of(0x7f, 0x7f) : encoded('close', '', true))
}

async function connect(url: string, signal: AbortSignal): Promise<{ socket: Duplex; first: Buffer }> {
  const asked = httpRequest(url, {
    signal,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  })
  const refused = once(asked, 'response').then(([{ statusCode }]) => {
    asked.destroy()
    throw new Error(`The websocket was refused with ${statusCode}.`)
  })
  const upgraded = once(asked, 'upgrade')
  // Whichever comes second fails with the request, unheard.
  for (const each of [refused, upgraded]) each.catch(() => {})
  asked.end()
  const [, socket, first] = await Promise.race([upgraded, refused])
  socket.on('error', () => {})
  return { socket, first }
}
