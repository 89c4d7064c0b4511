/** Everything that is announced in the shop. */
export type ShopEvent =
  | {
      readonly type: 'OrderPlaced'
      readonly orderId: number
      readonly email: string
      readonly totalCents: number
    }
  | {
      readonly type: 'OrderPaid'
      readonly orderId: number
      readonly email: string
      readonly totalCents: number
    }
  | { readonly type: 'PaymentFailed'; readonly orderId: number; readonly reason: string }
  | { readonly type: 'ProductRepriced'; readonly productId: number; readonly priceCents: number }
  | { readonly type: 'StockCounted'; readonly productId: number; readonly stock: number }

export type EventType = ShopEvent['type']

/** Something that is done about some kinds of event. */
export interface EventHandler {
  readonly name: string
  readonly handles: readonly EventType[]
  handle(event: ShopEvent, tenantId: string): Promise<void> | void
}
