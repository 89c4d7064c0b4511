import type { Product } from '../content/products.ts'

/** Something that happened in the content of a tenant. */
export interface DomainEvent {
  readonly type: 'ProductCreated' | 'ProductRenamed' | 'ProductViewed'
  readonly tenantId: string
  readonly product: Product
}
