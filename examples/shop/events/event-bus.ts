import { setTimeout as sleep } from 'node:timers/promises'
import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { FaultSwitches } from '../faults/faults.ts'
import type { ShopTelemetry } from '../telemetry.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { QUEUE_CAPACITY } from './capacity.ts'
import type { EventHandler, ShopEvent } from './shop-event.ts'

interface Message {
  readonly event: ShopEvent
  readonly tenantId: string
  /** The trace context of whoever published it. */
  readonly headers: Record<string, string>
  readonly publishedAt: number
}

/** How many events are handled at the same time. */
const WORKERS = 4

/** How late events are while the fault `late-events` is on. */
const LATE_MS = 35_000
const LOOK_EVERY_MS = 100

/** There was no room for an event. */
class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
  readonly code = 'queue_full'
}

/** Hands events to their handlers, in this process, later: a bounded queue with a few workers behind it. */
export class EventBus {
  readonly #telemetry: ShopTelemetry
  readonly #faults: FaultSwitches
  readonly #handlers: readonly EventHandler[]
  readonly #queue = new BoundedQueue<Message>(QUEUE_CAPACITY)
  #busy = 0
  #whenDrained: (() => void) | undefined

  constructor(options: {
    telemetry: ShopTelemetry
    faults: FaultSwitches
    handlers: readonly EventHandler[]
  }) {
    this.#telemetry = options.telemetry
    this.#faults = options.faults
    this.#handlers = options.handlers
    this.#telemetry.eventBus.queueDepth.observe({ transport: 'in_memory' }, () => this.depth)
  }

  /** How many events wait for a worker. */
  get depth(): number {
    return this.#queue.size
  }

  /**
   * Queues an event. An event that finds the queue full is lost and counted; the work that announced it is done all
   * the same, so it is not failed for it.
   *
   * @returns whether there was room
   */
  publish(event: ShopEvent, tenantId: string): boolean {
    const headers: Record<string, string> = {}
    try {
      this.#telemetry.eventBus.publish({ event_type: event.type, tenant_id: tenantId }, { headers }, () => {
        const message: Message = { event, tenantId, headers, publishedAt: Date.now() }
        if (!this.#queue.push(message)) throw new QueueFullError(`All ${QUEUE_CAPACITY} places are taken.`)
      })
      this.#wakeWorker()
      return true
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error
      this.#telemetry.eventBus.errors.add(1, { event_type: event.type, error_type: error.code })
      return false
    }
  }

  /** Resolves when the queue is empty and nothing is being handled, or after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    if (this.#busy === 0 && this.#queue.size === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#whenDrained = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #wakeWorker(): void {
    if (this.#busy >= WORKERS) return
    this.#busy++
    // Not within the request that published it: that one is not to wait for handlers, nor lend them its span.
    context.with(ROOT_CONTEXT, () => setImmediate(() => void this.#work()))
  }

  async #work(): Promise<void> {
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      await this.#due(message)
      await this.#handle(message)
    }
    this.#busy--
    if (this.#busy === 0) this.#whenDrained?.()
  }

  async #due({ publishedAt }: Message): Promise<void> {
    while (this.#faults.isOn('late-events') && Date.now() < publishedAt + LATE_MS) await sleep(LOOK_EVERY_MS)
  }

  async #handle({ event, tenantId, headers, publishedAt }: Message): Promise<void> {
    const interested = this.#handlers.filter((handler) => handler.handles.includes(event.type))
    await Promise.all(
      interested.map(async (handler) => {
        const { eventBus, errors } = this.#telemetry
        try {
          await eventBus.dispatch(
            { event_type: event.type, handler: handler.name },
            { headers, published_at: publishedAt },
            () =>
              errors.capture({ module: handler.name, severity: 'warning' }, async () =>
                handler.handle(event, tenantId),
              ),
          )
        } catch {
          // The handler's error is on its span and in two metrics; other handlers and events go on.
        }
      }),
    )
  }
}
