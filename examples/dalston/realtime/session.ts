import type { Duplex } from 'node:stream'
import { BYTES_PER_SECOND } from '../engine/wave.ts'
import type { RealtimeTelemetry } from '../telemetry/realtime.ts'
import { encoded, framesFrom, send } from '../websocket/frames.ts'

/** After this much without a word, a speaker has gone. */
const SILENT_FOR_MS = 3_000
/** Words of an utterance: each is a partial transcript, the last the final one. */
const UTTERANCE = 4

/** Nobody has spoken for too long. */
export class SilentSession extends Error {
  override readonly name = 'TimeoutError'
}

/** What a session is served with. */
export interface SessionOptions {
  readonly socket: Duplex
  readonly head: Buffer
  readonly workerId: string
  readonly telemetry: RealtimeTelemetry
}

/**
 * Listens to audio, and answers with transcripts, until the speaker closes the websocket.
 *
 * @throws {@link SilentSession}, or what broke the connection
 */
export async function serveSession({ socket, head, workerId, telemetry }: SessionOptions): Promise<void> {
  const { audioProcessed, transcripts } = telemetry.speech
  const audio = audioProcessed.bind({ worker_id: workerId })
  const silence = setTimeout(() => socket.destroy(new SilentSession('The speaker has gone.')), SILENT_FOR_MS)
  let words = 0
  const say = async (type: 'partial' | 'final') => {
    transcripts.add(1, { type })
    await send(socket, encoded('text', JSON.stringify({ type, text: 'la '.repeat(words).trim() }), false))
  }
  try {
    for await (const frame of framesFrom(socket, head)) {
      silence.refresh()
      if (frame.kind !== 'binary') continue
      audio.add(frame.data.length / BYTES_PER_SECOND)
      words++
      await say(words === UTTERANCE ? 'final' : 'partial')
      words %= UTTERANCE
    }
    if (words > 0) await say('final')
    socket.end(encoded('close', '', false), () => socket.destroy())
  } finally {
    clearTimeout(silence)
    if (!socket.writableEnded) socket.destroy()
  }
}
