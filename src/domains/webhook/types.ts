import type { Carrier, Exact, MethodsKind } from '../../catalog/index.ts'

/** Which webhook goes to whom. */
export interface WebhookLabelsGiven {
  readonly event_type: string
  readonly subscriber: string
}

/** Who delivers. */
export interface WorkerLabel {
  readonly worker_id: string
}

/** One attempt to deliver a webhook that was taken from its queue. */
export interface Delivery extends WorkerLabel {
  /** What `enqueue` wrote beside the webhook: the attempt continues that trace. */
  readonly headers?: Carrier | undefined
  /** Its id in the queue, for the span. */
  readonly webhook_id?: string | undefined
  /** When it was first put into the queue: a `Date`, or milliseconds since 1970. */
  readonly enqueued_at: Date | number
  /** 1 for the first. */
  readonly attempt: number
  /** The last one that is made: when it fails, the webhook is given up. */
  readonly attempts: number
  /**
   * Where it goes: the span gets host and port, and nothing else of it. A system with `semconv: true` then measures the
   * request as `http.client.request.duration`; leave it out where an instrumentation, or `http.client`, does that.
   */
  readonly url?: string | URL | undefined
  /** How it is sent to `url`. Default `POST`. */
  readonly method?: string | undefined
}

/** What the subscriber answered; a `Response` is one. */
export interface Answer {
  readonly status: number
}

/**
 * How an attempt ended, and what its worker does next: nothing more (`delivered`), put it back for a later attempt
 * (`retry`), or give it up (`dead-letter`). `error` is what `send` threw where there was no answer.
 */
export type Settlement<A extends Answer> =
  | { readonly outcome: 'delivered'; readonly answer: A }
  | { readonly outcome: 'retry' | 'dead-letter'; readonly answer?: A; readonly error?: unknown }

/** What the webhook meter has beyond its metrics. `L` and `W` are what is left to give once labels are bound. */
export interface WebhookMethods<L, W> {
  /**
   * Makes one attempt: a client span below the one that enqueued, the latency of the answer, `delivered` for any 2xx
   * and `failed` with its status otherwise (0 where `send` threw, which is an outcome and not rethrown). The first
   * attempt apart, it counts a retry. Once the webhook is settled, the time since `enqueued_at` is recorded; when the
   * last attempt failed, it is a dead letter. An attempt that is called off (`AbortError`) is to be tried again, and is
   * no failure, also when it was the last.
   *
   * Never rejects, whatever `send` does. It decides how long it waits, by `AbortSignal.timeout`: one that never settles
   * keeps its worker. A redirect that it follows ends with somebody else's status, and an answer that it neither reads
   * nor cancels keeps its connection. The outcome is said, and not acted upon: to put the webhook back, or to bury it, is
   * up to the caller.
   *
   * @param send gets headers that carry the trace to the subscriber
   * @example
   * const delivery = { ...hook, attempts: 5, worker_id }
   * const { outcome } = await hooks.deliver({ event_type, subscriber }, delivery, async (headers) => {
   *   const signal = AbortSignal.timeout(10_000)
   *   const answer = await fetch(hook.url, { method: 'POST', headers, body, redirect: 'manual', signal })
   *   answer.body?.cancel().catch(() => {})
   *   return answer
   * })
   * if (outcome === 'retry') await queue.putBack(hook)
   * if (outcome === 'dead-letter') await queue.bury(hook)
   */
  deliver<A extends Answer, Given extends L>(
    labels: Exact<L, Given>,
    delivery: Omit<Delivery, 'worker_id'> & W,
    send: (headers: Record<string, string>) => A | PromiseLike<A>,
  ): Promise<Settlement<A>>
  /**
   * A worker is there from now until it is disposed: it is one of `active_workers`, and has an uptime in seconds.
   * @example
   * using worker = shop.webhook.worker({ worker_id: 'w1' })
   */
  worker(labels: W): Disposable
}

/** The methods of the webhook meter, which ask for what is not bound. */
export interface WebhookKind extends MethodsKind {
  readonly methods: WebhookMethods<Omit<WebhookLabelsGiven, this['bound']>, Omit<WorkerLabel, this['bound']>>
}
