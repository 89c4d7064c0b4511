import type { JaegerApi } from './jaeger-api.ts'
import type { OwnMetrics } from './own-metrics.ts'
import { spansOf } from './traced-requests.ts'
import { until } from './until.ts'

interface Counted {
  readonly made: number
  readonly lost: number
}

/** What becomes of the spans that a shop makes from now on. */
export class SpanAccount {
  readonly #shop: OwnMetrics
  readonly #before: Counted

  /** Once those that were made before have gone. */
  static async open(shop: OwnMetrics): Promise<SpanAccount> {
    await until(
      () => 'no span waits',
      async () => (await shop.total('spanmeter_queued_spans')) === 0 || undefined,
    )
    return new SpanAccount(shop, await countedBy(shop))
  }

  private constructor(shop: OwnMetrics, before: Counted) {
    this.#shop = shop
    this.#before = before
  }

  /** Waits until none is under way any more: each is in Jaeger, in one of these traces, or counted as lost. */
  async settled(
    jaeger: JaegerApi,
    traceIds: readonly string[],
  ): Promise<Counted & { readonly inJaeger: number }> {
    let now = { made: 0, lost: 0, inJaeger: 0 }
    const told = () => `${now.made} spans: ${now.inJaeger} arrived, ${now.lost} are counted as lost`
    await until(
      () => `${told()}, and none waits`,
      async () => {
        const inJaeger = (await spansOf(jaeger, traceIds)).length
        const { made, lost } = await countedBy(this.#shop)
        now = { made: made - this.#before.made, lost: lost - this.#before.lost, inJaeger }
        if (now.inJaeger + now.lost < now.made) return undefined
        return (await this.#shop.total('spanmeter_queued_spans')) === 0 || undefined
      },
    )
    console.log(told())
    return now
  }
}

async function countedBy(shop: OwnMetrics): Promise<Counted> {
  return {
    made: await shop.total('shop_spans_created_total'),
    lost: await shop.total('spanmeter_dropped_spans_total'),
  }
}
