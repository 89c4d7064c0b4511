import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { repository } from './compose-file.ts'

/** Runs one of the scripts of `compose/` as Compose does, with these variables only. */
function check(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { code: number | null; sentences: string[] } {
  const { status, stderr } = spawnSync('sh', [join(repository, 'compose', script), ...args], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })
  return { code: status, sentences: stderr.split('\n').filter((line) => line !== '') }
}

describe('the check of the volumes', () => {
  let folder = ''
  const me = process.getuid?.() ?? 0
  const mayGiveAway = me === 0

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'volumes-'))
    for (const name of ['queue', 'data']) mkdirSync(join(folder, name))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('a volume that belongs to its service is left as it is, whatever is in it', () => {
    writeFileSync(join(folder, 'queue/file'), '')
    const group = statSync(join(folder, 'queue')).gid
    expect(check('volumes.sh', [folder, `queue=${me}:${group}`])).toEqual({ code: 0, sentences: [] })
    expect(statSync(join(folder, 'queue')).uid).toBe(me)
  })

  test.skipIf(!mayGiveAway)('a new volume is given to the user and the group of its service', () => {
    expect(check('volumes.sh', [folder, 'queue=10001:10001', 'data=472:0'])).toEqual({
      code: 0,
      sentences: [],
    })
    expect(statSync(join(folder, 'queue'))).toMatchObject({ uid: 10_001, gid: 10_001 })
    expect(statSync(join(folder, 'data'))).toMatchObject({ uid: 472, gid: 0 })
  })

  test('a volume with files of somebody else stops the start, with one sentence that says what to do', () => {
    writeFileSync(join(folder, 'data/grafana.db'), '')
    const { code, sentences } = check('volumes.sh', [folder, `queue=${me}:${me}`, `data=${me + 472}:0`])
    expect(code).toBe(1)
    expect(sentences).toEqual([
      `The volume data holds files of user ${me}, and its service runs as user ${me + 472}: it was made by another stack or version, so move what you need out of it, then run \`docker compose -f docker-compose.observability.yml down --volumes\`, which deletes all volumes of this stack, and start again.`,
    ])
    expect(statSync(join(folder, 'data')).uid).toBe(me)
  })

  test('every such volume is named, and the others are given away all the same', () => {
    for (const name of ['queue', 'data']) writeFileSync(join(folder, name, 'file'), '')
    const { code, sentences } = check('volumes.sh', [folder, `queue=${me + 1}:0`, `data=${me + 2}:0`])
    expect(code).toBe(1)
    expect(sentences.map((sentence) => sentence.split(' holds ')[0])).toEqual([
      'The volume queue',
      'The volume data',
    ])
  })

  test.skipIf(!mayGiveAway)('a volume that changed hands is not given away a second time', () => {
    chownSync(join(folder, 'data'), 1000, 1000)
    writeFileSync(join(folder, 'data/file'), '')
    expect(check('volumes.sh', [folder, 'data=1000:1000']).code).toBe(0)
    expect(check('volumes.sh', [folder, 'data=472:0']).code).toBe(1)
  })
})

describe('the check of the settings of an optional part', () => {
  const needed = ['postgres', 'POSTGRES_PASSWORD', 'DATABASE_URL']
  const url = 'postgres://shop:x@postgres:5432/shop'

  test('it starts when all is set', () => {
    const env = { POSTGRES_PASSWORD: 'Az09._~-', DATABASE_URL: url }
    expect(check('settings.sh', needed, env)).toEqual({ code: 0, sentences: [] })
  })

  test.each([
    ['not set', {}],
    ['empty', { POSTGRES_PASSWORD: '', DATABASE_URL: '' }],
  ])('each variable that is %s gets its sentence', (_, env) => {
    expect(check('settings.sh', needed, env)).toEqual({
      code: 1,
      sentences: [
        'The profile postgres needs POSTGRES_PASSWORD: set it in .env, as .env.example shows.',
        'The profile postgres needs DATABASE_URL: set it in .env, as .env.example shows.',
      ],
    })
  })

  test.each(['a@b', 'a/b', 'a:b', 'a b', '$(id)', 'ü', 'a\nb', '*', '%40'])(
    'a password that would break its URL is refused without being repeated: %j',
    (password) => {
      expect(check('settings.sh', needed, { POSTGRES_PASSWORD: password, DATABASE_URL: url })).toEqual({
        code: 1,
        sentences: [
          'POSTGRES_PASSWORD may hold letters, digits and . _ ~ - only, since it stands in a URL: choose another in .env.',
        ],
      })
    },
  )
})
