import type { Shopper } from './shopper.ts'

/** One request that the load generator sends. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** One kind of request, and how often it comes among all of them. */
export interface Kind {
  readonly name: string
  readonly weight: number
  readonly make: (shopper: Shopper) => Call
}

/**
 * What shoppers do, and what goes wrong in any real shop: unknown products, wrong input, orders sent twice, declined
 * cards, addresses that no mail reaches.
 */
export const KINDS: readonly Kind[] = [
  { name: 'browse', weight: 16, make: (s) => ({ method: 'GET', path: `/products?page=${s.page()}` }) },
  { name: 'view', weight: 44, make: (s) => ({ method: 'GET', path: `/products/${s.product()}` }) },
  { name: 'search', weight: 6, make: (s) => ({ method: 'GET', path: `/search?q=${s.word()}` }) },
  { name: 'order', weight: 9, make: (s) => order(s, s.newKey(), s.email()) },
  { name: 'track', weight: 6, make: (s) => ({ method: 'GET', path: `/orders/${s.knownOrder()}` }) },
  { name: 'checkout', weight: 9, make: (s) => checkout(s, 'tok_visa') },
  { name: 'reprice', weight: 2, make: (s) => reprice(s) },
  { name: 'health', weight: 3, make: () => ({ method: 'GET', path: '/health' }) },
  { name: 'unknown product', weight: 1, make: () => ({ method: 'GET', path: '/products/999999' }) },
  { name: 'no such page', weight: 1, make: () => ({ method: 'GET', path: '/favicon.ico' }) },
  {
    name: 'wrong input',
    weight: 1,
    make: () => ({ method: 'POST', path: '/orders', body: { quantity: 0 } }),
  },
  { name: 'sent twice', weight: 1, make: (s) => order(s, s.usedKey(), s.email()) },
  { name: 'dead address', weight: 0.5, make: (s) => order(s, s.newKey(), 'nobody@bounce.invalid') },
  { name: 'declined card', weight: 0.5, make: (s) => checkout(s, 'tok_declined') },
]

function order(shopper: Shopper, key: string, email: string): Call {
  const body = { key, email, productId: shopper.product(), quantity: shopper.quantity() }
  return { method: 'POST', path: '/orders', body }
}

function checkout(shopper: Shopper, card: string): Call {
  return { method: 'POST', path: '/checkout', body: { orderId: shopper.knownOrder(), card } }
}

function reprice(shopper: Shopper): Call {
  const body = { priceCents: shopper.price() }
  return { method: 'PUT', path: `/products/${shopper.product()}/price`, body }
}
