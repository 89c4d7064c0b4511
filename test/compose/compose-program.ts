import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composePath, repository } from './compose-file.ts'

/** The implementations of Compose that are on this machine, as the words that start them. */
export const composePrograms = [['docker', 'compose'], ['docker-compose']].filter(
  ([program = '', ...args]) => {
    return spawnSync(program, [...args, 'version'], { timeout: 30_000 }).status === 0
  },
)

if (composePrograms.length === 0) {
  console.error(
    `\n!!! There is no Compose on this machine, so ${composePath} is not validated by one. Install it with ` +
      '`apt-get install docker-compose`, or Docker with its Compose plugin. In CI this is a failure.\n',
  )
}

/** What a Compose made of the file. */
export interface Answer {
  readonly code: number | null
  readonly said: string
  readonly complained: string
}

/** Runs Compose on a file, that of this repository unless another is named, with these settings as `.env` and no variables of this process. */
export function compose(
  program: readonly string[],
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  file = composePath,
): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'))
  try {
    const envFile = join(folder, 'env')
    writeFileSync(
      envFile,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const [command = '', ...first] = program
    const { status, stdout, stderr } = spawnSync(
      command,
      [...first, '--env-file', envFile, '-f', file, ...args],
      {
        cwd: repository,
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH: process.env.PATH, HOME: process.env.HOME },
      },
    )
    return { code: status, said: stdout, complained: stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
