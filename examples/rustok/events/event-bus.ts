import type { RustokTelemetry } from '../telemetry.ts'
import type { DomainEvent } from './domain-event.ts'

/** Something that wants to hear of events. */
export interface EventHandler {
  readonly name: string
  handle(event: DomainEvent): Promise<void>
}

interface Message {
  readonly event: DomainEvent
  readonly headers: Record<string, string>
  readonly publishedAt: number
}

/** Events past it are refused, so that a slow handler costs no memory without end. */
const CAPACITY = 10_000

/** Hands events to their handlers one after the other, in this process. */
export class EventBus {
  readonly #telemetry: RustokTelemetry
  readonly #handlers: readonly EventHandler[]
  readonly #queue: Message[] = []
  #working: Promise<void> | undefined

  constructor(telemetry: RustokTelemetry, handlers: readonly EventHandler[]) {
    this.#telemetry = telemetry
    this.#handlers = handlers
    // Read when somebody looks, instead of written at every event.
    telemetry.eventBus.queueDepth.observe({ transport: 'in_memory' }, () => this.#queue.length)
  }

  /** Counted as published once it is in the queue. @throws when the queue is full */
  publish(event: DomainEvent): void {
    const headers: Record<string, string> = {}
    const { type, tenantId } = event
    this.#telemetry.eventBus.publish({ event_type: type, tenant_id: tenantId }, { headers }, () => {
      if (this.#queue.length >= CAPACITY) throw new RangeError(`All ${CAPACITY} places are taken.`)
      this.#queue.push({ event, headers, publishedAt: Date.now() })
    })
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  async #work(): Promise<void> {
    // Later than the request that published: it is not to wait.
    await new Promise((resolve) => setImmediate(resolve))
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      for (const handler of this.#handlers) await this.#dispatch(handler, message)
    }
  }

  async #dispatch(handler: EventHandler, { event, headers, publishedAt }: Message): Promise<void> {
    const { eventBus, errors } = this.#telemetry
    const labels = { event_type: event.type, handler: handler.name }
    try {
      await eventBus.dispatch(labels, { headers, published_at: publishedAt }, () => handler.handle(event))
    } catch (error) {
      // One handler's error is not the others'.
      errors.record({ module: handler.name, severity: 'warning' }, error)
    }
  }
}
