import { openFileStore } from '../files/file-store.ts'
import { errorLog } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { connectRedis } from '../redis/connect-redis.ts'
import { createGatewayTelemetry } from '../telemetry/gateway.ts'
import { routesOf } from './routes.ts'
import { StreamProxy } from './stream-proxy.ts'
import { Transcriptions } from './transcriptions.ts'

await runProcess({
  service: 'gateway',
  ownServer: true,
  async start({ env, serve }) {
    const telemetry = createGatewayTelemetry()
    const log = errorLog(telemetry.errors, 'gateway')
    const redis = await connectRedis(env, log)
    const transcriptions = new Transcriptions(redis, openFileStore(env), telemetry)
    const streams = new StreamProxy(env.SESSION_ROUTER_URL || 'http://127.0.0.1:8002', telemetry, log)
    const tenants = new Set((env.DALSTON_TENANTS || 'acme,globex').split(','))
    await serve(routesOf({ telemetry, transcriptions, streams, tenants, log }))
    return () => redis.destroy()
  },
})
