import type { Sql } from './sql.ts'

export interface Order {
  readonly id: number
  readonly email: string
  readonly totalCents: number
  readonly status: string
}

const UNIQUE_VIOLATION = '23505'
const KEPT_ORDERS = 10_000
const PRUNE_EVERY_MS = 30_000

/** The orders, and what was noted about them. Only the last 10,000 are kept, so that a demo can run for days. */
export class Orders {
  readonly #sql: Sql
  readonly #pruneTimer: NodeJS.Timeout

  constructor(sql: Sql) {
    this.#sql = sql
    this.#pruneTimer = setInterval(() => void this.#prune().catch(() => {}), PRUNE_EVERY_MS)
  }

  /** Takes an order in. One key makes one order: sent a second time, it is refused as `duplicate`. */
  async place(order: {
    key: string
    tenantId: string
    email: string
    productId: number
    quantity: number
    totalCents: number
  }): Promise<number | 'duplicate'> {
    try {
      const [row] = await this.#sql(
        `INSERT INTO spanmeter_shop.orders (key, tenant_id, email, product_id, quantity, total_cents)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        [order.key, order.tenantId, order.email, order.productId, order.quantity, order.totalCents],
      )
      return Number(row?.id)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'duplicate'
      throw error
    }
  }

  async find(id: number): Promise<Order | undefined> {
    const [row] = await this.#sql(
      'SELECT id, email, total_cents, status FROM spanmeter_shop.orders WHERE id = $1',
      [id],
    )
    if (row === undefined) return undefined
    return {
      id: Number(row.id),
      email: String(row.email),
      totalCents: Number(row.total_cents),
      status: String(row.status),
    }
  }

  async markPaid(id: number): Promise<void> {
    await this.#sql("UPDATE spanmeter_shop.orders SET status = 'paid' WHERE id = $1", [id])
  }

  async note(orderId: number, note: string): Promise<void> {
    await this.#sql('INSERT INTO spanmeter_shop.audit (order_id, note) VALUES ($1, $2)', [orderId, note])
  }

  close(): void {
    clearInterval(this.#pruneTimer)
  }

  async #prune(): Promise<void> {
    for (const table of ['orders', 'audit']) {
      await this.#sql(
        `DELETE FROM spanmeter_shop.${table} WHERE id <= (SELECT max(id) FROM spanmeter_shop.${table}) - $1`,
        [KEPT_ORDERS],
      )
    }
  }
}
