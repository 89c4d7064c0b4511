/** A PostgreSQL to ask, embedded or a server. */
export interface SqlSource {
  readonly kind: 'embedded' | 'server'
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  connections(): { active: number; idle: number }
  close(): Promise<void>
}
