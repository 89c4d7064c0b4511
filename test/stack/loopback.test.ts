import { expect, test } from 'vitest'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { collector } from '../../stack/servers/collector.mjs'
import { jaeger } from '../../stack/servers/jaeger.mjs'
import { shop } from '../../stack/servers/shop.mjs'

const programs = { promtool: '', prometheus: '', jaeger: '', otelcol: '' }

test('every process listens on 127.0.0.1, whatever the shell exports', async () => {
  const ports = await choosePorts(anyFreePorts())
  const place = { ports, folder: '/nowhere', programs, configuration: '/nowhere' }
  const started = [shop({ ports, args: [], exportInterval: 15_000 }), collector(place), jaeger(place)]
  const hosts = started.map(({ env }) => Object.entries(env).filter(([name]) => name.endsWith('HOST')))
  expect(hosts).toEqual([
    [
      ['HOST', '127.0.0.1'],
      ['OTEL_EXPORTER_PROMETHEUS_HOST', '127.0.0.1'],
    ],
    [['COLLECTOR_HOST', '127.0.0.1']],
    [['JAEGER_HOST', '127.0.0.1']],
  ])
})
