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
import { resourcesAlerts } from './alerts.ts'
import { type ResourcesLabels, type ResourcesMetrics, resourcesCatalog } from './catalog.ts'
import { memoryLimit as systemMemoryLimit } from './limits.ts'
import { resourcesPanels } from './panels.ts'
import { processorShare } from './processor-share.ts'

type Parts = DomainParts<ResourcesMetrics, NoOperations>

/** What the system itself does not tell of a process. */
export interface ProcessLimits {
  /**
   * Bytes at which whoever supervises the process ends it. The container's limit counts where that is lower, and where
   * this is no number above 0.
   */
  readonly memoryLimit?: number | undefined
}

/** What the resources meter has beyond its metrics. `L` is what is left to give once labels are bound. */
export interface ResourcesMethods<L> {
  /**
   * Reads memory and processor time of this process at every collection: what it holds of memory beside what it may
   * hold, and its share of the processors that it may use. Both limits are those of the container where there is one,
   * else those of the machine. The share is that since the collection before, over a second or more; there is none
   * before the first second is over.
   *
   * A process has these once, with all of its threads: observe it in the main thread. One that is observed twice is told
   * once. Of processes in one container, each is told beside the limit of all of them.
   *
   * @returns disposes the observers
   * @example
   * using resources = shop.resources.observeProcess({ component: 'api' })
   */
  observeProcess<Given extends L>(labels: Exact<L, Given>, limits?: ProcessLimits): Disposable
}

/** The methods of the resources meter, which ask for what is not bound. */
export interface ResourcesKind extends MethodsKind {
  readonly methods: ResourcesMethods<Omit<{ readonly component: string }, this['bound']>>
}

function resourcesMethods({ metrics }: Parts): ResourcesMethods<{ readonly component?: string }> {
  return {
    observeProcess(labels, limits) {
      const limit = (): number => {
        const given = limits?.memoryLimit ?? 0
        return Math.min(given > 0 ? given : Infinity, systemMemoryLimit())
      }
      return disposeAll([
        metrics.memoryUsage.observe(labels, () => process.memoryUsage.rss()),
        metrics.memoryLimit.observe(labels, limit),
        metrics.cpuUsage.observe(labels, processorShare()),
      ])
    },
  }
}

/**
 * What a process uses of what it may use: memory against its limit, processors against those available. Follows
 * `process.memory.usage` and `process.cpu.utilization` of the semantic conventions.
 *
 * @example
 * using resources = shop.resources.observeProcess({ component: 'api' })
 */
export const resources: Domain<ResourcesLabels, ResourcesMetrics, NoOperations, ResourcesKind> = defineDomain(
  resourcesCatalog,
  {
    methods: methodsByBinding<ResourcesKind, Parts>(resourcesMethods),
    panels: resourcesPanels,
    alerts: resourcesAlerts,
  },
)
