import type { ExampleProgram } from './example-program.ts'

/** How to run a program of `examples/`, and how to see that it runs. */
export interface RestartableExampleOptions {
  run(): ExampleProgram
  /** What it says once it answers. */
  readonly answers: RegExp
}

/** A program that can be lost, and started again in the same place. */
export class RestartableExample {
  readonly #options: RestartableExampleOptions
  #program: ExampleProgram

  /** Resolves when it answers. */
  static async start(options: RestartableExampleOptions): Promise<RestartableExample> {
    const example = new RestartableExample(options)
    await example.#answers()
    return example
  }

  private constructor(options: RestartableExampleOptions) {
    this.#options = options
    this.#program = options.run()
  }

  get pid(): number {
    return this.#program.pid
  }

  crash(): Promise<void> {
    return this.#program.crash()
  }

  async startAgain(): Promise<void> {
    this.#program = this.#options.run()
    await this.#answers()
  }

  /** Ends it as Ctrl-C would. @returns its exit code */
  end(): Promise<number | null> {
    return this.#program.end()
  }

  async #answers(): Promise<void> {
    const said = () => this.#options.answers.exec(this.#program.output())?.[0]
    await this.#program.until('its address', said)
  }
}
