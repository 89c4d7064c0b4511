import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfiguration } from './read-configuration.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8')

/** Every variable that is looked at, with values that lead into each branch. */
function variablesRead(): Set<string> {
  const read = new Set<string>()
  const values: Record<string, string> = {
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  }
  const env = new Proxy(values, {
    get(target, name) {
      read.add(String(name))
      return target[String(name)]
    },
  })
  readConfiguration({}, env)
  return read
}

/** The common variable stands for those of the two signals. */
const common = (name: string): string =>
  page.includes(`\`${name}\``) ? name : name.replace(/^(OTEL_EXPORTER_OTLP_)(METRICS|TRACES)_/, '$1')

test('the page names every variable that is read, and no other', () => {
  const named = new Set([...page.matchAll(/`((?:OTEL|METRICS)_[A-Z_]+)`/g)].map(([, name]) => name))
  const read = new Set([...variablesRead()].filter((name) => /^(OTEL|METRICS)_/.test(name)).map(common))
  expect([...named].sort()).toEqual([...read].sort())
})

test('the page names every option', () => {
  const options = readFileSync(join(import.meta.dirname, '../options.ts'), 'utf8')
  const names = [...options.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name ?? '')
  const groups = ['traces', 'metrics', 'otlp', 'instrumentationName']
  const missing = names.filter((name) => !groups.includes(name) && !new RegExp(`\\b${name}\\b`).test(page))
  expect(missing).toEqual([])
})
