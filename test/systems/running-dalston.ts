import { execFileSync } from 'node:child_process'
import { type ServiceName, services } from '../../examples/dalston/process/services.ts'
import { descendantsOf } from '../e2e/processes.ts'
import { type ExampleProgram, startExample } from './example-program.ts'

/** Every process of it. */
export const serviceNames = Object.keys(services) as ServiceName[] // They are written out there.

/** Dalston as its launcher runs it, on free ports, without customers of its own. */
export class RunningDalston {
  readonly program: ExampleProgram
  readonly #urls: ReadonlyMap<ServiceName, string>

  private constructor(program: ExampleProgram, urls: ReadonlyMap<ServiceName, string>) {
    this.program = program
    this.#urls = urls
  }

  static async start(env: NodeJS.ProcessEnv): Promise<RunningDalston> {
    const program = startExample('dalston/main.js', ['--free-ports', '--no-customers'], env)
    await program.until('its gateway', () => /^Dalston runs/m.exec(program.output())?.[0])
    const said = program.output().matchAll(/^([\w-]+): (http:\S+)$/gm)
    // Only processes tell where they are.
    const urls = new Map([...said].map(([, name = '', url = '']) => [name as ServiceName, url]))
    return new RunningDalston(program, urls)
  }

  /** Those that answer. */
  get names(): ServiceName[] {
    return [...this.#urls.keys()]
  }

  url(service: ServiceName): string {
    const url = this.#urls.get(service)
    if (url === undefined) throw new Error(`${service} has no address. It said:\n${this.program.output()}`)
    return url
  }

  /** The number of its process. */
  pid(service: ServiceName): number {
    const found = descendantsOf(this.program.pid).find((pid) => {
      const words = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
      return words.includes(`/${service}/main.js`)
    })
    if (found === undefined) throw new Error(`${service} has no process.`)
    return found
  }

  /** Has a process stop where it is (`SIGSTOP`), go on (`SIGCONT`), or be gone (`SIGKILL`, which ends all of Dalston). */
  signal(service: ServiceName, signal: NodeJS.Signals): void {
    process.kill(this.pid(service), signal)
  }

  async metrics(service: ServiceName): Promise<string> {
    return (await fetch(`${this.url(service)}/metrics`)).text()
  }

  /** The sum of all series whose labels are among others these; `undefined` when there is none. */
  async value(
    service: ServiceName,
    name: string,
    labels: Readonly<Record<string, string>> = {},
  ): Promise<number | undefined> {
    const samples = [
      ...(await this.metrics(service)).matchAll(new RegExp(`^${name}(?:{(.*)})? (\\S+)$`, 'gm')),
    ]
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const found = samples.filter(([, braces = '']) => wanted.every((each) => braces.includes(each)))
    return found.length === 0 ? undefined : found.reduce((sum, [, , value]) => sum + Number(value), 0)
  }

  /** Hands in audio. */
  submit(audio: Buffer, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(audio)]), 'speech.wav')
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return fetch(`${this.url('gateway')}/v1/audio/transcriptions`, { method: 'POST', body: form })
  }

  /** Waits until a job has been settled. @returns its final status */
  settled(answer: unknown): Promise<string> {
    const { id } = answer as { id: string } // What the gateway promises.
    return this.program.until(`the end of the job ${id}`, async () => {
      const response = await fetch(`${this.url('gateway')}/v1/audio/transcriptions/${id}`)
      const { status } = (await response.json()) as { status?: string }
      return status === 'completed' || status === 'failed' ? status : undefined
    })
  }
}
