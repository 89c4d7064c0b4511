import { createEncoder, type Encoder } from './encoder.ts'
import type { Output } from './output.ts'
import type { Sink } from './sink.ts'
import { nextTurn, sliceMillis } from './turns.ts'

/** A pass runs at most this far ahead of its reader, */
const mostBufferedAlone = 1024 * 1024

/** or of its slowest, where it has several: they share the bytes that wait. */
const mostBufferedTogether = 8 * 1024 * 1024

/** What is written is encoded and sent in pieces of about this size. */
const pieceLength = 64 * 1024

/** How long readers that keep up wait for one that does not, before it is left behind. */
const patienceMillis = 1000

/** One exposition on its way to all who asked for it in time. */
export interface Pass {
  readonly sinks: Set<Sink>
  /**
   * Does the steps, in slices, and hands what they wrote into `out` to the sinks. Returns whether it came to the end;
   * without sinks it stops.
   */
  write(steps: Iterator<void, void>, out: Output): Promise<boolean>
  /** Tells all sinks that the pass failed. */
  fail(error: unknown): void
}

/**
 * A reader alone sets the pace, with up to 1 MiB waiting for it, and may be as slow as its time limit allows. Several
 * go on together while none has more than 8 MiB before it, so most expositions are never held up by anybody; past that
 * the others wait for the slowest for a second, and then it is cut off: its response breaks, so as not to look whole.
 */
export function createPass(gzip: boolean): Pass {
  const sinks = new Set<Sink>()
  const encoder = createEncoder(gzip, (bytes) => {
    for (const sink of sinks) sink.write(bytes)
  })
  return {
    sinks,
    async write(steps, out) {
      for (;;) {
        await nextTurn()
        if (sinks.size === 0) break
        const done = writeSlice(steps, out, encoder)
        if (done) {
          await encoder.end()
          for (const sink of sinks) sink.end()
          return true
        }
        await roomIn(encoder, sinks)
      }
      // The iterator holds a reader's points: it is told that nobody will ask for more.
      steps.return?.()
      encoder.destroy()
      return false
    },
    fail(error) {
      encoder.destroy()
      for (const sink of [...sinks]) sink.fail(error)
    },
  }
}

/** Does the steps that fit into one slice, and says whether those were all. */
function writeSlice(steps: Iterator<void, void>, out: Output, encoder: Encoder): boolean {
  const until = performance.now() + sliceMillis
  let written = 0
  let done = false
  for (let step = 1; !done; step++) {
    done = steps.next().done === true
    if (out.length >= pieceLength) {
      written += out.length
      encoder.write(out.take())
      if (written >= mostBufferedAlone) break
    }
    // Reading the clock costs as much as a small series does.
    if (step % 8 === 0 && performance.now() >= until) break
  }
  if (out.length > 0) encoder.write(out.take())
  return done
}

async function roomIn(encoder: Encoder, sinks: ReadonlySet<Sink>): Promise<void> {
  const most = sinks.size === 1 ? mostBufferedAlone : mostBufferedTogether
  if (encoder.backlog() > mostBufferedAlone)
    await new Promise<void>((resolve) => encoder.whenDrained(resolve))
  const isFull = (sink: Sink) => sinks.has(sink) && sink.backlog() > most
  const full = [...sinks].filter(isFull)
  if (full.length === 0) return
  const drained = full.map((sink) => new Promise<void>((resolve) => sink.whenDrained(resolve)))
  let timer: NodeJS.Timeout | undefined
  const outOfPatience = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      const late = full.filter(isFull)
      if (late.length === sinks.size) return
      for (const sink of late) sink.fail(new Error('The client read too slowly while others waited for it.'))
      resolve()
    }, patienceMillis).unref()
  })
  await Promise.race([Promise.all(drained), outOfPatience])
  clearInterval(timer)
}
