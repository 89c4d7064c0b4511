import { errorMonitor } from 'node:events'
import type { Duplex, Readable, Writable } from 'node:stream'
import { swallow } from '../guard/index.ts'
import type { OperationHandle } from './types.ts'

/**
 * Ends `operation` when `stream` is through, and returns the stream: a readable one when it has ended, a writable one
 * when it has finished, a duplex one when both have. An error is a failure; a stream that is closed before it is
 * through was abandoned, which counts as an abort. It listens only: it reads nothing, and an error that nobody else
 * handles stays unhandled.
 *
 * @example
 * return reply.send(wrapStream(download.start({ kind: 'invoice' }), createReadStream(path)))
 */
export function wrapStream<S extends Readable | Writable | Duplex>(operation: OperationHandle, stream: S): S {
  try {
    watch(operation, stream)
  } catch (error) {
    swallow('stream', error)
    operation.end()
  }
  return stream
}

interface State {
  readonly readable?: boolean
  readonly readableEnded?: boolean
  readonly writable?: boolean
  readonly writableFinished?: boolean
  readonly destroyed?: boolean
  readonly errored?: Error | null
}

function watch(operation: OperationHandle, stream: Readable | Writable | Duplex): void {
  const state: State = stream
  let isReading = state.readableEnded === false && (state.readable === true || state.destroyed === true)
  let isWriting = state.writableFinished === false && (state.writable === true || state.destroyed === true)

  const release = () => {
    stream.off('end', onEnd).off('finish', onFinish).off('close', onClose).off(errorMonitor, onError)
  }
  const through = () => {
    if (isReading || isWriting) return
    release()
    operation.end()
  }
  const onEnd = () => {
    isReading = false
    through()
  }
  const onFinish = () => {
    isWriting = false
    through()
  }
  const onError = (error: unknown) => {
    release()
    operation.fail(error).end()
  }
  const onClose = () => {
    // `end` and `finish` come before `close` where there is anything to come.
    isReading &&= state.readableEnded === false
    isWriting &&= state.writableFinished === false
    if (!isReading && !isWriting) through()
    else onError(new DOMException('The stream was closed before it was through.', 'AbortError'))
  }

  if (state.errored || state.destroyed) {
    if (state.errored) onError(state.errored)
    else onClose()
    return
  }
  stream.on('end', onEnd).on('finish', onFinish).on('close', onClose).on(errorMonitor, onError)
  through()
}
