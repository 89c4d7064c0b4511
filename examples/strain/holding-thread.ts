import { workerData } from 'node:worker_threads'

const CHUNK_BYTES = 4 * 1_024 * 1_024
const LOOK_EVERY_MS = 200

const { upTo } = workerData as { upTo: number } // As strain.ts gives it.
const held: Buffer[] = []

// Written to, so that the system really has to give them.
const hold = (): void => {
  while (process.memoryUsage.rss() < upTo) held.push(Buffer.alloc(CHUNK_BYTES, 1))
}
hold()
setInterval(hold, LOOK_EVERY_MS)
