import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { buildPrograms } from '../../stack/go/build.mjs'
import { repository } from '../../stack/go/programs.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'

const execute = promisify(execFile)

let programs: Awaited<ReturnType<typeof buildPrograms>>
beforeAll(async () => {
  const keeper = new Keeper()
  programs = await buildPrograms({ keeper, say: console.log })
  await keeper.close()
})

/** What the program says of the file; it fails when the program does not accept it. */
function check(program: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return execute(program, [...args], { cwd: repository })
}

test('the Collector accepts its configuration', async () => {
  await check(programs.otelcol, ['validate', '--config', 'collector/gateway.yaml'])
})

test('Jaeger accepts its configuration', async () => {
  await check(programs.jaeger, ['validate', '--config', 'jaeger/config.yaml'])
})

test('Prometheus accepts its configuration', async () => {
  const { stdout } = await check(programs.promtool, ['check', 'config', 'prometheus/prometheus.yml'])
  expect(stdout).toContain('is valid prometheus config file syntax')
})

test.each([
  ['otelcol', 'collector/gateway.yaml', 'sending_queue:', 'sending_cue:'],
  ['jaeger', 'jaeger/config.yaml', 'max_traces:', 'most_traces:'],
] as const)('%s names a key that it does not know', async (program, path, known, unknown) => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'))
  const wrong = join(folder, 'wrong.yaml')
  writeFileSync(wrong, readFileSync(join(repository, path), 'utf8').replace(known, unknown))
  const said = await check(programs[program], ['validate', '--config', wrong]).then(
    () => 'nothing',
    (error: { stderr: string }) => error.stderr,
  )
  rmSync(folder, { recursive: true })
  expect(said).toContain(unknown.slice(0, -1))
})
