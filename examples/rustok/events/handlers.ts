import type { Database } from '../content/database.ts'
import type { EventHandler } from './event-bus.ts'

/** What RusToK does once a product was created or looked at. */
export function handlersOf(database: Database): readonly EventHandler[] {
  return [
    {
      name: 'search-index',
      handles: ['ProductCreated', 'ProductRenamed'],
      async handle({ product: { id, name } }) {
        const words = name.toLowerCase().match(/\p{L}+/gu)
        if (words === null) throw new Error(`The name of ${id} has no words to find it by.`)
        await database.query(
          `INSERT INTO rustok.search_index (product, words) VALUES ($1, $2)
           ON CONFLICT (product) DO UPDATE SET words = excluded.words`,
          [id, words],
        )
      },
    },
    {
      name: 'statistics',
      handles: ['ProductCreated', 'ProductViewed'],
      async handle({ product: { id } }) {
        await database.query(
          `INSERT INTO rustok.statistics AS s (product, events) VALUES ($1, 1)
           ON CONFLICT (product) DO UPDATE SET events = s.events + 1`,
          [id],
        )
      },
    },
  ]
}
