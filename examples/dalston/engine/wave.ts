/** Sixteen thousand samples a second, of two bytes. */
export const BYTES_PER_SECOND = 32_000

const HEADER_BYTES = 44

/** The audio is not what it says it is. */
class UnreadableAudio extends Error {
  override readonly name = 'UnreadableAudio'
}

/** How long the audio lasts. @throws {@link UnreadableAudio} when it is no WAVE file */
export function secondsOf(audio: Buffer): number {
  if (audio.length < HEADER_BYTES || audio.toString('latin1', 0, 4) !== 'RIFF') {
    throw new UnreadableAudio('The audio is no WAVE file.')
  }
  return (audio.length - HEADER_BYTES) / BYTES_PER_SECOND
}

/** A WAVE file of silence. */
export function silence(seconds: number): Buffer {
  const samples = Math.round(seconds * BYTES_PER_SECOND)
  const file = Buffer.alloc(HEADER_BYTES + samples)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(HEADER_BYTES - 8 + samples, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(BYTES_PER_SECOND / 2, 24)
  file.writeUInt32LE(BYTES_PER_SECOND, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples, 40)
  return file
}
