/** Keys in Redis. Items wait in `due`, by when; `waiting` has the same ones, by when they were enqueued. */
export const queueKeys = {
  items: 'voice:webhooks:items',
  due: 'voice:webhooks:due',
  waiting: 'voice:webhooks:waiting',
  claimed: 'voice:webhooks:claimed',
  dead: 'voice:webhooks:dead',
} as const

/** The order of `KEYS` in every script. */
export const keysOfScripts: string[] = Object.values(queueKeys)
const local = `local ${Object.keys(queueKeys).join(', ')} = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]\n`

/** What a Redis that has hung does late would be done for nobody, or after its sender has called it lost. */
const inTime = `
local clock = redis.call('TIME')
if clock[1] * 1000 + clock[2] / 1000 > tonumber(ARGV[1]) then
  return redis.error_reply('LATE nobody waits for it any more')
end`

/** `ARGV`: deadline, id, item, enqueued at, due at. */
export const push = `${local}${inTime}
redis.call('HSET', items, ARGV[2], ARGV[3])
redis.call('ZADD', waiting, ARGV[4], ARGV[2])
redis.call('ZADD', due, ARGV[5], ARGV[2])`

/**
 * Takes what is due, and what a worker took and did not settle. One script, so that no two workers take the same. An item
 * that a Redis short of memory has thrown away, or that cannot be read, would stop every worker again and again: what is
 * left of it is dead.
 * `ARGV`: deadline, now, how many, claimed until.
 */
export const claim = `${local}${inTime}
local now, most, untilWhen = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local function read(id)
  local item = redis.call('HGET', items, id)
  local isRead, webhook = pcall(cjson.decode, item)
  if isRead and type(webhook) == 'table' then return item, webhook end
  redis.call('HDEL', items, id)
  if item then redis.call('LPUSH', dead, item) end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', claimed, '-inf', now)) do
  redis.call('ZREM', claimed, id)
  local item, webhook = read(id)
  if item then
    redis.call('ZADD', due, now, id)
    redis.call('ZADD', waiting, tonumber(webhook.enqueuedAt) or now, id)
  end
end
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)) do
  redis.call('ZREM', due, id)
  redis.call('ZREM', waiting, id)
  local item = read(id)
  if item then
    redis.call('ZADD', claimed, untilWhen, id)
    table.insert(taken, item)
  end
end
return taken`

/**
 * Ends a claim, unless its time was over and the webhook was taken over: whoever has it then has the say. 1, or 0 then.
 * `ARGV`: id, claimed until, what becomes of it, item, enqueued at, due at.
 */
export const settle = `${local}
local id, item = ARGV[1], ARGV[4]
if tonumber(redis.call('ZSCORE', claimed, id) or 0) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZREM', claimed, id)
if ARGV[3] == 'again' then
  redis.call('HSET', items, id, item)
  redis.call('ZADD', waiting, ARGV[5], id)
  redis.call('ZADD', due, ARGV[6], id)
  return 1
end
redis.call('HDEL', items, id)
if ARGV[3] == 'dead' then redis.call('LPUSH', dead, item) end
return 1`
