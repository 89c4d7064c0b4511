import { setTimeout as sleep } from 'node:timers/promises'

/** What visitors do, and how often. */
export interface VisitorOptions {
  /** Where RusToK answers. */
  readonly url: string
  readonly until: AbortSignal
  /** Pages per second; editors create a product beside each tenth, and rename one beside each fortieth. Default 20. */
  readonly perSecond?: number
  /** Whether they make mistakes now and then: products created twice, names without words, pages that are gone. */
  readonly mistakes?: boolean
}

const POPULAR = 30
const MOST_AT_ONCE = 200

/**
 * Editors who create products and rename them, and visitors who look at them, some more often than others. They come
 * whether RusToK is quick or slow. What is answered matters to nobody here.
 */
export async function actAsVisitors(options: VisitorOptions): Promise<void> {
  const { url, until, perSecond = 20, mistakes = true } = options
  const run = Date.now().toString(36)
  let waiting = 0
  const ask = async (path: string, init: RequestInit = {}) => {
    waiting++
    try {
      await (await fetch(url + path, { ...init, signal: until })).arrayBuffer()
    } catch {
      // It is gone, or will be asked again.
    } finally {
      waiting--
    }
  }
  const create = (id: string, name: string) =>
    ask('/graphql', { method: 'POST', body: createProduct({ id, name }) })

  const rename = (id: string, name: string) =>
    ask(`/products/${id}`, { method: 'PUT', body: JSON.stringify({ name }) })

  for (let index = 0; index < POPULAR; index++) await create(`p${index}`, `Popular ${letters(index)}`)
  for (let visit = 0; !until.aborted; visit++) {
    await sleep(1_000 / perSecond, undefined, { signal: until }).catch(() => {})
    if (waiting > MOST_AT_ONCE) continue
    void ask(`/products/p${Math.floor(POPULAR * Math.random() ** 2)}`)
    if (visit % 10 === 0) void create(`${run}-${visit}`, `Product ${letters(visit)}`)
    if (visit % 40 === 5) void rename(`p${visit % POPULAR}`, `Renamed ${letters(visit)}`)
    if (!mistakes) continue
    if (visit % 200 === 50) void create('p0', 'Popular already')
    if (visit % 400 === 100) void create(`${run}-${visit}-nameless`, '???')
    if (visit % 100 === 75) void ask('/products/gone')
  }
}

/** The body of a request that creates one. */
export function createProduct(product: { readonly id: string; readonly name: string }): string {
  return JSON.stringify({ query: 'mutation createProduct', variables: product })
}

/** A number as a word: the search index has no use for digits. */
function letters(number: number): string {
  return number.toString(36).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? digit)
}
