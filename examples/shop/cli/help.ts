import { FAULTS } from '../faults/faults.ts'

/** What `--help` prints. */
export function helpText(): string {
  const faults = Object.entries(FAULTS).map(([name, effect]) => `    ${name.padEnd(18)}${effect}`)
  return `A small shop under load, measured by spanmeter.

  npm run demo -- [options]

  --rate N           requests per second of the load generator (40; 0 sends none)
  --duration TIME    end by itself: 500ms, 30s, 5m (runs until Ctrl-C)
  --fault NAME       switch a fault on from the start; repeatable:
${faults.join('\n')}
  --namespace NAME   first part of every metric name (shop)
  --json             one JSON object per line instead of the table
  --help             this text

Environment:
  PORT, HOST                      where the shop listens (8080, 127.0.0.1; port 0 for any free one)
  OTEL_EXPORTER_PROMETHEUS_PORT   port of /metrics (9464; 0 for any free one)
  OTEL_EXPORTER_PROMETHEUS_HOST   address of /metrics (127.0.0.1)
  OTEL_EXPORTER_OTLP_ENDPOINT     also send traces and metrics to this Collector
  DATABASE_URL                    a PostgreSQL server instead of the embedded one
  REDIS_URL                       a Redis server (redis:// or rediss://) as a second cache
  NO_COLOR                        no colours

While it runs, faults are switched over HTTP:
  curl -X PUT    http://127.0.0.1:8080/faults/slow-database
  curl -X DELETE http://127.0.0.1:8080/faults/slow-database
`
}
