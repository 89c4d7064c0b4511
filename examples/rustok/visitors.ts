import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 10
const PRODUCTS = 40

/** Editors who create products, and visitors who look at them: popular ones mostly, now and then one that is gone. */
export async function actAsVisitors(url: string, until: AbortSignal): Promise<void> {
  for (let visit = 0; !until.aborted; visit++) {
    try {
      // The same product a second time is refused by the database.
      if (visit % 5 === 0) await create(url, `p${Math.floor(visit / 5) % PRODUCTS}`, until)
      const popular = Math.floor(PRODUCTS * ((visit * 0.618) % 1) ** 2)
      await (await fetch(`${url}/products/p${popular}`, { signal: until })).arrayBuffer()
      await sleep(PAUSE_MS, undefined, { signal: until })
    } catch (error) {
      if (!until.aborted) throw error
    }
  }
}

async function create(url: string, id: string, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ query: 'mutation createProduct', variables: { id, name: `Product ${id}` } })
  await (await fetch(`${url}/graphql`, { method: 'POST', body, signal })).arrayBuffer()
}
