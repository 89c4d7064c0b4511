// The same package by `require`, on a Node that can require ES modules.
const { cache, defineSystem } = require('spanmeter')
const { startObservability } = require('spanmeter/setup')
const { createMetricsHandler } = require('spanmeter/exposition')

const shop = defineSystem({ namespace: 'shop', domains: { cache } })
startObservability({ serviceName: 'shop', metrics: { port: 0 } }).then(async (observability) => {
  await shop.cache({ cache: 'products' }).getOrLoad({ key: 'a', cache: new Map(), load: async () => 1 })
  const text = await (await fetch(observability.metricsUrl)).text()
  await observability.shutdown()
  const counted = text.match(/^shop_cache_operations_total\{.*result="miss".*\} (\d+)/m)?.[1]
  console.log(JSON.stringify({ counted, handler: typeof createMetricsHandler }))
})
