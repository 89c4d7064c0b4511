import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, posix, relative } from 'node:path'
import ignore from '@balena/dockerignore'
import { type Copy, DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast'

/** What is needed of a built image to start it. */
export interface Image {
  /** The folder that stands for its file system. */
  readonly root: string
  /** Inside `root`. */
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly entrypoint: readonly string[]
  readonly healthcheck: readonly string[]
}

interface Stage {
  readonly name: string | null
  readonly root: string
  workdir: string
  env: Record<string, string>
  entrypoint: readonly string[]
  healthcheck: readonly string[]
}

/**
 * Does what a Dockerfile says without an engine: each stage is an empty folder, COPY takes from the context only what
 * `.dockerignore` lets through, RUN is run there by the shell of this machine, which stands in for the base image.
 *
 * @throws when a COPY finds nothing, a RUN fails, or the file has an instruction that this does not know
 */
export function buildImage(options: { dockerfile: string; context: string; folder: string }): Image {
  const { context, folder } = options
  const sent = contextFilter(context)
  const stages: Stage[] = []
  for (const instruction of DockerfileParser.parse(
    readFileSync(options.dockerfile, 'utf8'),
  ).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const [, as, name = null] = words(instruction)
      if (as !== undefined && as.toUpperCase() !== 'AS') throw unknown(instruction)
      stages.push(newStage(name, join(folder, `stage-${stages.length}`)))
      continue
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw unknown(instruction)
    if (instruction.getKeyword() === 'COPY')
      copy({ instruction: instruction as Copy, stage, stages, context, sent })
    else perform(instruction, stage)
  }
  const last = stages.at(-1)
  if (last === undefined) throw new Error(`${options.dockerfile} has no stage.`)
  return last
}

function newStage(name: string | null, root: string): Stage {
  mkdirSync(root, { recursive: true })
  return { name, root, workdir: '/', env: {}, entrypoint: [], healthcheck: [] }
}

function perform(instruction: Instruction, stage: Stage): void {
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.workdir = posix.resolve(stage.workdir, words(instruction)[0] ?? '.')
      mkdirSync(join(stage.root, stage.workdir), { recursive: true })
      return
    case 'ENV':
      for (const pair of words(instruction)) {
        const [name = '', ...value] = pair.split('=')
        stage.env[name] = value.join('=')
      }
      return
    case 'RUN':
      runShell(instruction.getArgumentsContent() ?? '', stage)
      return
    case 'ENTRYPOINT':
      stage.entrypoint = (instruction as JSONInstruction).getJSONStrings().map((text) => text.getJSONValue())
      return
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(
        /^CMD (\[.*\])$/.exec(instruction.getArgumentsContent() ?? '')?.[1] ?? '',
      )
      return
    case 'USER':
    case 'EXPOSE':
      return
    default:
      throw unknown(instruction)
  }
}

/** Only what stays in the stage's folder may run here: a path from `/` would be one of this machine. */
function runShell(command: string, { root, workdir, env }: Stage): void {
  if (/(^|[\s"'=])\//.test(command)) throw new Error(`RUN names a path outside of its folder: ${command}`)
  const { NODE_ENV: _, NODE_OPTIONS: __, ...own } = process.env
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: join(root, workdir),
    env: { ...own, npm_config_prefer_offline: 'true', npm_config_loglevel: 'error', ...env },
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`RUN ${command} failed:\n${stdout}${stderr}`)
}

function copy(options: {
  instruction: Copy
  stage: Stage
  stages: readonly Stage[]
  context: string
  sent: (path: string) => boolean
}): void {
  const { instruction, stage, stages, context, sent } = options
  const from = instruction.getFromFlag()?.getValue()
  const source = from === undefined ? context : stages.find(({ name }) => name === from)?.root
  if (source === undefined) throw new Error(`There is no stage ${from}.`)
  const paths = words(instruction)
  const target = paths.pop() ?? '.'
  const destination = join(stage.root, posix.resolve(stage.workdir, target))
  const isFolder = target.endsWith('/') || paths.length > 1
  for (const path of paths) {
    const origin = join(source, path)
    const wanted = (file: string): boolean => from !== undefined || holds(file, context, sent)
    if (!existsSync(origin) || !wanted(origin)) throw new Error(`COPY finds no ${path}.`)
    const isFile = statSync(origin).isFile()
    cpSync(origin, isFile && isFolder ? join(destination, basename(path)) : destination, {
      recursive: true,
      filter: wanted,
    })
  }
}

/** Whether a path is sent to the engine: itself, or something below it. */
function holds(path: string, context: string, sent: (path: string) => boolean): boolean {
  if (!statSync(path).isDirectory()) return sent(relative(context, path))
  return readdirSync(path).some((name) => holds(join(path, name), context, sent))
}

function contextFilter(context: string): (path: string) => boolean {
  const rules = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n')
  return ignore.default().add(rules).createFilter()
}

function words(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue())
}

function unknown(instruction: Instruction): Error {
  return new Error(
    `This cannot be done without an engine: ${instruction.getInstruction()} in line ${instruction.getRange().start.line + 1}.`,
  )
}
