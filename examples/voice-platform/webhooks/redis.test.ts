import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { connectRedis } from './redis.ts'

test.each(['redis://:p@ss-word@127.0.0.1:six', 'p@ss-word', 'localhost:6379'])(
  'an address that is none is refused without what it says: %s',
  async (url) => {
    const refused: unknown = await connectRedis(url).catch((error: unknown) => error)
    expect(inspect(refused)).toContain('REDIS_URL is no address')
    expect(inspect(refused)).not.toContain('p@ss')
  },
)
