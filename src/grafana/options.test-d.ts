import type { GrafanaClientOptions } from './index.ts'

const url = 'http://127.0.0.1:3001'

export const withToken: GrafanaClientOptions = { url, token: 'x' }
export const withPassword: GrafanaClientOptions = { url, username: 'admin', password: 'x' }

// @ts-expect-error: nobody asks.
export const withNothing: GrafanaClientOptions = { url }
// @ts-expect-error: a user has a password.
export const withoutPassword: GrafanaClientOptions = { url, username: 'admin' }
// @ts-expect-error: which of the two?
export const withBoth: GrafanaClientOptions = { url, token: 'x', username: 'admin', password: 'x' }
