import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { RustokTelemetry } from '../telemetry.ts'
import type { DomainEvent } from './domain-event.ts'

/** Something that wants to hear of events. */
export interface EventHandler {
  readonly name: string
  readonly handles: readonly DomainEvent['type'][]
  handle(event: DomainEvent): Promise<void>
}

interface Message {
  readonly event: DomainEvent
  readonly headers: Record<string, string>
  readonly publishedAt: number
}

type BusTelemetry = Pick<RustokTelemetry, 'errors' | 'eventBus'>

/** Events past it are lost, so that a slow handler costs no memory without end. */
const CAPACITY = 10_000

/** There was no place for an event. */
class QueueFull extends Error {
  override readonly name = 'QueueFull'
  readonly code = 'queue_full'
}

/** Hands events to their handlers one after the other, in this process. */
export class EventBus {
  readonly #telemetry: BusTelemetry
  readonly #handlers: readonly EventHandler[]
  readonly #queue: Message[] = []
  #working: Promise<void> | undefined

  constructor(telemetry: BusTelemetry, handlers: readonly EventHandler[]) {
    this.#telemetry = telemetry
    this.#handlers = handlers
    // Read when somebody looks, instead of written at every event.
    telemetry.eventBus.queueDepth.observe({ transport: 'in_memory' }, () => this.#queue.length)
  }

  /** Counted as published once it is in the queue. One that finds no place is lost: that is told, and fails nobody. */
  publish(event: DomainEvent): void {
    const { eventBus, errors } = this.#telemetry
    const headers: Record<string, string> = {}
    try {
      eventBus.publish({ event_type: event.type, tenant_id: event.tenantId }, { headers }, () => {
        if (this.#queue.length >= CAPACITY) throw new QueueFull(`All ${CAPACITY} places are taken.`)
        this.#queue.push({ event, headers, publishedAt: Date.now() })
      })
    } catch (error) {
      eventBus.errors.add(1, { event_type: event.type, error_type: 'queue_full' })
      errors.record({ module: 'event-bus', severity: 'critical' }, error)
    }
    this.#working ??= this.#work()
  }

  /**
   * Resolves when nothing waits any more, or after `withinMs`: handlers may wait for a store that hangs.
   *
   * @returns how many events are lost, since nobody came to handle them
   */
  async drain(withinMs: number): Promise<number> {
    let isLate = false
    let late: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      late = setTimeout(() => {
        isLate = true
        resolve()
      }, withinMs)
    })
    while (this.#working !== undefined && !isLate) await Promise.race([this.#working, patience])
    clearTimeout(late)
    return this.#queue.splice(0).length
  }

  /** Later than the request that published, which is not to wait, and outside of its span. */
  #work(): Promise<void> {
    return context.with(ROOT_CONTEXT, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
        for (const handler of this.#handlers) await this.#dispatch(handler, message)
      }
      // At once, and not when somebody hears of the end: an event that comes in between would lie there unseen.
      this.#working = undefined
    })
  }

  async #dispatch(handler: EventHandler, { event, headers, publishedAt }: Message): Promise<void> {
    if (!handler.handles.includes(event.type)) return
    const { eventBus, errors } = this.#telemetry
    const labels = { event_type: event.type, handler: handler.name }
    try {
      await eventBus.dispatch(labels, { headers, published_at: publishedAt }, () =>
        errors.capture({ module: handler.name, severity: 'warning' }, () => handler.handle(event)),
      )
    } catch {
      // It is on the handler's span and in two metrics. One handler's error is not the others'.
    }
  }
}
