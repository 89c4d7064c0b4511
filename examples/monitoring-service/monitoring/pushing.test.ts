import { startObservability } from 'spanmeter/setup'
import { expect, test } from 'vitest'
import { pushedGroups, pushgatewayServer, startPushgateway } from '../../../test/servers/pushgateway.ts'
import { Rack } from '../../../test/servers/rack.ts'
import { createTelemetry } from '../telemetry.ts'
import { MonitoringService } from './monitoring-service.ts'

test.skipIf(pushgatewayServer === undefined)(
  'two processes push beside each other, each in a group of its own',
  async () => {
    const rack = new Rack()
    const gateway = await startPushgateway(rack)
    const observability = await startObservability({ serviceName: 'test', metrics: { server: false } })
    try {
      for (const instance of ['a/1', 'b/2']) {
        const monitoring = new MonitoringService({
          telemetry: createTelemetry(),
          observability,
          prometheusPushGateway: gateway.url,
          prometheusPushGatewayGrouping: { instance },
          logger: () => {},
        })
        monitoring.recordMetric('letters_waiting', 7)
        await monitoring.close()
      }
      const groups = await pushedGroups(gateway.url)
      expect(groups.map(({ labels }) => `${labels.job} ${labels.instance}`).sort()).toEqual([
        'monitoring-service a/1',
        'monitoring-service b/2',
      ])
      expect(groups.every(({ series }) => series.letters_waiting?.[0]?.value === '7')).toBe(true)
    } finally {
      await observability.shutdown()
      await rack.close()
    }
  },
)
