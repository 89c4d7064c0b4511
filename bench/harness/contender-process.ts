import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Request, type Response, readyId } from './protocol.ts'

export interface StartOptions {
  /** The folder under `subjects/`. */
  readonly family: string
  readonly contender: string
  readonly parameters?: unknown
  readonly execArgv?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** How long any answer may take, in milliseconds. Default two minutes. */
  readonly limit?: number
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** A contender in a process of its own, which rests while another one has its turn. */
export class ContenderProcess implements AsyncDisposable {
  readonly name: string
  readonly #child: ChildProcess
  readonly #limit: number
  readonly #waiting = new Map<number, Waiting>()
  #lastId = readyId

  private constructor(options: StartOptions) {
    this.name = options.contender
    this.#limit = options.limit ?? 120_000
    this.#child = fork(
      fileURLToPath(new URL('./child.js', import.meta.url)),
      [options.family, options.contender, JSON.stringify(options.parameters ?? null)],
      {
        execArgv: [...(options.execArgv ?? [])],
        serialization: 'advanced',
        ...(options.env === undefined ? {} : { env: options.env }),
      },
    )
    this.#child.on('message', (response: Response) => this.#settle(response))
    this.#child.on('error', (error) => this.#failAll(error))
    this.#child.on('exit', (code, signal) =>
      this.#failAll(new Error(`The process of ${this.name} ended (code ${code}, signal ${signal}).`)),
    )
  }

  /** Starts the process and waits until its subject is ready. */
  static async start(options: StartOptions): Promise<ContenderProcess> {
    const contender = new ContenderProcess(options)
    try {
      await contender.#expect(readyId, 'start')
      return contender
    } catch (error) {
      await contender.stop()
      throw error
    }
  }

  /** Asks the subject; the type of its answer is the family's promise. */
  async call<Result>(method: string, argument?: unknown): Promise<Result> {
    const request: Request = { id: ++this.#lastId, method, argument }
    const answer = this.#expect(request.id, method)
    this.#child.send(request)
    return (await answer) as Result
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGKILL')
    await ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #expect(id: number, method: string): Promise<unknown> {
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error(`${this.name} did not answer ${method} within ${this.#limit} ms.`))
      }, this.#limit)
      this.#waiting.set(id, {
        resolve: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
    })
  }

  #settle(response: Response): void {
    const waiting = this.#waiting.get(response.id)
    this.#waiting.delete(response.id)
    if ('error' in response) waiting?.reject(new Error(`${this.name}: ${response.error}`))
    else waiting?.resolve(response.result)
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}
