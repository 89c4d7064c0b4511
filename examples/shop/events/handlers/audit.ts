import type { Orders } from '../../database/orders.ts'
import type { EventHandler } from '../shop-event.ts'

/** Writes every attempt to pay into the database, paid or not. */
export function auditHandler(orders: Orders): EventHandler {
  return {
    name: 'audit',
    handles: ['OrderPaid', 'PaymentFailed'],
    async handle(event) {
      if (event.type === 'OrderPaid') await orders.note(event.orderId, 'paid')
      if (event.type === 'PaymentFailed') await orders.note(event.orderId, event.reason)
    },
  }
}
