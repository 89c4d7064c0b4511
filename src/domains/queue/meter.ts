import {
  type Domain,
  type DomainParts,
  defineDomain,
  type Exact,
  type MethodsKind,
  methodsByBinding,
  type NoOperations,
} from '../../catalog/index.ts'
import { disposeAll } from '../dispose-all.ts'
import { sharedRead } from '../shared-read.ts'
import { queueAlerts } from './alerts.ts'
import { type QueueLabels, type QueueMetrics, queueCatalog } from './catalog.ts'
import { queuePanels } from './panels.ts'

type Parts = DomainParts<QueueMetrics, NoOperations>

/** How a queue is at the moment. */
export interface QueueState {
  /** Items that wait; those in work are not among them. */
  readonly depth: number
  /** Seconds since the oldest of them was put in: 0 for an empty queue, left out where the queue does not tell. */
  readonly oldestAge?: number | undefined
  /** Items that it can hold; left out where it has no bound. */
  readonly capacity?: number | undefined
}

/** What the queue meter has beyond its metrics. `L` is what is left to give once labels are bound. */
export interface QueueMethods<L> {
  /**
   * Reads the queue at every collection, once for all of its metrics; a promise is waited for, a second at most. While
   * it cannot be read its series are absent, so that nobody takes an old depth for the present one. Observers of one
   * queue, in this process or in several, see the same items: look at them with `max`, never with `sum`.
   *
   * @returns disposes the observer
   * @example
   * shop.queue.observe({ queue: 'mails' }, async () => ({
   *   depth: await redis.lLen('mails'), oldestAge: await ageOfFirst('mails'),
   * }))
   */
  observe<Given extends L>(
    labels: Exact<L, Given>,
    read: () => QueueState | PromiseLike<QueueState>,
  ): Disposable
}

/** The methods of the queue meter, which ask for what is not bound. */
export interface QueueKind extends MethodsKind {
  readonly methods: QueueMethods<Omit<{ readonly queue: string }, this['bound']>>
}

function queueMethods({ metrics }: Parts): QueueMethods<{ readonly queue?: string }> {
  return {
    observe(labels, read) {
      const state = sharedRead(read)
      const each = (value: (state: QueueState) => number | undefined) => () => {
        const now = state()
        return 'then' in now ? now.then(value) : value(now)
      }
      return disposeAll([
        metrics.depth.observe(
          labels,
          each(({ depth }) => depth),
        ),
        metrics.oldestAge.observe(
          labels,
          each(({ oldestAge }) => oldestAge),
        ),
        metrics.capacity.observe(
          labels,
          each(({ capacity }) => capacity),
        ),
      ])
    },
  }
}

/**
 * Queues, in process or shared by many workers: how much waits, and for how long. What is done with the items is told
 * by other domains (`eventBus`, `jobs`, `webhook`).
 *
 * @example
 * shop.queue.observe({ queue: 'mails' }, () => ({ depth: mails.length, oldestAge: mails.oldestAge(), capacity: 1_000 }))
 */
export const queue: Domain<QueueLabels, QueueMetrics, NoOperations, QueueKind> = defineDomain(queueCatalog, {
  methods: methodsByBinding<QueueKind, Parts>(queueMethods),
  panels: queuePanels,
  alerts: queueAlerts,
})
