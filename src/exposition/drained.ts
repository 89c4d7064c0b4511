import type { Writable } from 'node:stream'

/** Calls back once when a stream that is full has room again, or is gone; at once where it is neither. */
export function whenDrained(stream: Writable, callback: () => void): void {
  if (stream.destroyed || !stream.writableNeedDrain) {
    callback()
    return
  }
  const settle = () => {
    stream.off('drain', settle)
    stream.off('close', settle)
    callback()
  }
  stream.on('drain', settle)
  stream.on('close', settle)
}
