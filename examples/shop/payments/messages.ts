import type { StoredSpan } from '../spans/stored-span.ts'

/** What the shop tells the payment process. */
export type ToPayments = { readonly kind: 'failing'; readonly on: boolean } | { readonly kind: 'stop' }

/** What the payment process tells the shop. */
export type FromPayments =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'span'; readonly span: StoredSpan }
