import { constants, createGzip } from 'node:zlib'
import { whenDrained } from './drained.ts'

/** Turns what was written into the bytes that are sent. */
export interface Encoder {
  write(bytes: Uint8Array): void
  /** How many bytes wait to be encoded. */
  backlog(): number
  /** Calls back once when nothing waits any more. */
  whenDrained(callback: () => void): void
  /** Resolves when the last byte has been handed on. */
  end(): Promise<void>
  /** Stops at once; nothing more is handed on. */
  destroy(): void
}

/** Gzip where asked for, else nothing. It is done once per pass, whoever reads along. */
export function createEncoder(gzip: boolean, onBytes: (bytes: Uint8Array) => void): Encoder {
  if (!gzip) {
    return {
      write: onBytes,
      backlog: () => 0,
      whenDrained: (callback) => callback(),
      end: async () => {},
      destroy: () => {},
    }
  }
  // On expositions the fastest level takes a third of the default level's time, and a sixth more bytes.
  const stream = createGzip({ level: constants.Z_BEST_SPEED })
  stream.on('data', onBytes)
  let failure: unknown
  stream.on('error', (error) => {
    failure = error
  })
  return {
    write: (bytes) => void stream.write(bytes),
    backlog: () => stream.writableLength,
    whenDrained: (callback) => whenDrained(stream, callback),
    end: () =>
      new Promise((resolve, reject) => {
        stream.once('close', () => (failure === undefined ? resolve() : reject(failure)))
        stream.end()
      }),
    destroy: () => stream.destroy(),
  }
}
