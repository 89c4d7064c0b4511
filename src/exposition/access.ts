import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a request's `Authorization` header may pass. */
export type AccessCheck = (authorization: string | undefined) => boolean

/**
 * Lets pass whoever bears the token. Digests are compared, in constant time, so that neither the token nor its length
 * can be found out by measuring.
 */
export function createAccessCheck(bearerToken: string | undefined): AccessCheck {
  if (bearerToken === undefined) return () => true
  if (bearerToken === '') {
    throw new Error('bearerToken is empty, which anybody could bear. Leave it out to serve without a token.')
  }
  const expected = digest(bearerToken)
  return (authorization) => {
    const [, token = ''] = /^bearer +(.*)$/is.exec(authorization ?? '') ?? []
    return timingSafeEqual(digest(token), expected)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
