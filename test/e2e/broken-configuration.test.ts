import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildPrograms } from '../../stack/go/build.mjs'
import { repository } from '../../stack/go/programs.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { startStack } from '../../stack/start-stack.mjs'

const keeper = new Keeper()
let programs: Awaited<ReturnType<typeof buildPrograms>>
let configuration: string

beforeAll(async () => {
  programs = await buildPrograms({ keeper, say: console.log })
})
beforeEach(() => {
  configuration = mkdtempSync(join(tmpdir(), 'configuration-'))
  for (const folder of ['collector', 'jaeger', 'prometheus'])
    cpSync(join(repository, folder), join(configuration, folder), { recursive: true })
  return () => rmSync(configuration, { recursive: true })
})
afterAll(() => keeper.close())

/** What is said instead of a start, when one word of a file is another one. */
async function said(path: string, word: string, wrong: string, ports = choosePorts(anyFreePorts())) {
  const file = join(configuration, path)
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(word)
  writeFileSync(file, text.replace(word, wrong))
  return startStack({ keeper, programs, ports: await ports, configuration }).then(
    async (stack) => {
      await stack.stop()
      return 'It started.'
    },
    (error: unknown) => (error instanceof Error ? error.message : error),
  )
}

test.each([
  ['collector/gateway.yaml', 'max_elapsed_time:', 'max_time:', 'max_time'],
  ['jaeger/config.yaml', 'max_traces:', 'most_traces:', 'most_traces'],
  ['prometheus/prometheus.yml', 'scrape_timeout:', 'timeout:', 'timeout (line 6)'],
  ['prometheus/rules/shop.rules.yml', 'expr:', 'query:', 'query (line 7)'],
])('an unknown key in %s is one sentence: the file, the key, what to do', async (path, word, wrong, key) => {
  expect(await said(path, word, wrong)).toBe(
    `${join(configuration, path)} has a key that is not known: ${key}. Mend the name, or take it out, and start again.`,
  )
})

test('a name that nothing is configured under is one sentence as well', async () => {
  const path = 'collector/gateway.yaml'
  expect(await said(path, 'exporters: [otlp_grpc/jaeger', 'exporters: [otlp_grpc/jeager')).toBe(
    `${join(configuration, path)} cannot be used: service::pipelines::traces: references exporter "otlp_grpc/jeager" which is not configured. Mend it, and start again.`,
  )
})

test('nobody waits any more for a server that has ended: the program that started it can end, too', async () => {
  const ports = await choosePorts(anyFreePorts())
  await said('collector/gateway.yaml', 'max_elapsed_time:', 'max_time:', Promise.resolve(ports))
  let asked = 0
  const server = createServer(() => asked++)
  await new Promise<void>((resolve) => server.listen(ports.collectorHealth, '127.0.0.1', resolve))
  await sleep(500)
  expect(asked).toBe(0)
  await new Promise((resolve) => server.close(resolve))
})
