import { setTimeout as sleep } from 'node:timers/promises'
import type { EventHandler } from './event-bus.ts'

/** Some products cannot be indexed: the error that a handler without care throws. */
const UNINDEXABLE = /7$/

/** What RusToK does once a product was created or looked at. */
export const handlers: readonly EventHandler[] = [
  {
    name: 'search-index',
    async handle({ product }) {
      await sleep(2)
      if (UNINDEXABLE.test(product)) throw new Error(`${product} has a description that is not UTF-8.`)
    },
  },
  { name: 'statistics', handle: () => sleep(1) },
]
