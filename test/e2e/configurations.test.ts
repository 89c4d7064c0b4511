import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { buildPrograms } from '../../stack/go/build.mjs'
import { repository } from '../../stack/go/programs.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { withoutLoadBalancing } from './load-balancing.ts'

const execute = promisify(execFile)

let programs: Awaited<ReturnType<typeof buildPrograms>>
beforeAll(async () => {
  const keeper = new Keeper()
  programs = await buildPrograms({ keeper, say: console.log })
  await keeper.close()
})

/** What the program says of the file; it fails when the program does not accept it. */
function check(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ stdout: string; stderr: string }> {
  return execute(program, [...args], { cwd: repository, env: { ...process.env, ...env } })
}

test.each(['gateway', 'gateway + secured', 'gateway + remote-write', 'agent', 'tail-sampling'])(
  'the Collector accepts %s',
  async (names) => {
    const files = names.split(' + ').flatMap((name) => ['--config', `collector/${name}.yaml`])
    await check(programs.otelcol, ['validate', ...files])
  },
)

test.each(['kafka-producer', 'kafka-consumer'])('the Collector accepts %s with a password', async (name) => {
  const args = ['validate', '--config', `collector/${name}.yaml`]
  await check(programs.otelcol, args, { KAFKA_PASSWORD: 'x' })
  await expect(check(programs.otelcol, args)).rejects.toThrow('password is required')
})

test('the Collector accepts load-balancing with another exporter in the place of load_balancing, which is not in this build', async () => {
  const text = readFileSync(join(repository, 'collector/load-balancing.yaml'), 'utf8')
  const sampler = { traces: 'sampler:4317', services: 'sampler:4319' }
  await validated('otelcol', withoutLoadBalancing(sampler))
  await expect(validated('otelcol', text)).rejects.toThrow('load_balancing')
})

test.each(['config', 'elasticsearch', 'clickhouse'])('Jaeger accepts %s', async (name) => {
  await check(programs.jaeger, ['validate', '--config', `jaeger/${name}.yaml`])
})

test('Prometheus accepts its configuration, its rules, and what is only there in Compose', async () => {
  const { stdout } = await check(programs.promtool, ['check', 'config', 'prometheus/prometheus.yml'])
  expect(stdout).toContain('is valid prometheus config file syntax')
  expect(stdout).toMatch(/SUCCESS: \d+ rules found/)
  expect(stdout).not.toContain('WARNING')
})

test('Prometheus accepts its configuration with remote write appended', async () => {
  const names = ['prometheus.yml', 'remote-write.yml']
  const text = names.map((name) => readFileSync(join(repository, 'prometheus', name), 'utf8')).join('')
  const said = await validated('promtool', text)
  expect(said).toContain('is valid prometheus config file syntax')
})

/** What the program says of a file with this text; it fails when the program does not accept it. */
async function validated(program: 'otelcol' | 'jaeger' | 'promtool', text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'))
  const file = join(folder, 'file.yaml')
  writeFileSync(file, text)
  const args = program === 'promtool' ? ['check', 'config', file] : ['validate', '--config', file]
  try {
    return (await check(programs[program], args)).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.each([
  ['otelcol', 'collector/gateway.yaml', 'sending_queue:', 'sending_cue:'],
  ['otelcol', 'collector/agent.yaml', 'filename:', 'file_name:'],
  ['otelcol', 'collector/tail-sampling.yaml', 'threshold_ms:', 'threshold:'],
  ['otelcol', 'collector/kafka-producer.yaml', 'required_acks:', 'acks:'],
  ['otelcol', 'collector/kafka-consumer.yaml', 'message_marking:', 'marking:'],
  ['jaeger', 'jaeger/config.yaml', 'max_traces:', 'most_traces:'],
  ['jaeger', 'jaeger/elasticsearch.yaml', 'password_file:', 'secret_file:'],
  ['jaeger', 'jaeger/clickhouse.yaml', 'dial_timeout:', 'dialling:'],
  ['promtool', 'prometheus/prometheus.yml', 'sample_limit:', 'samples_limit:'],
  ['promtool', 'prometheus/remote-write.yml', 'send_exemplars:', 'exemplars:'],
] as const)('%s names a key of %s that it does not know', async (program, path, known, unknown) => {
  const text = readFileSync(join(repository, path), 'utf8')
  expect(text).toContain(known)
  await expect(validated(program, text.replace(known, unknown))).rejects.toThrow(unknown.slice(0, -1))
})
