import { campaignArtifacts } from '../../../examples/campaign-manager/artifacts.ts'
import { freePort } from '../../servers/server.ts'
import { type ExampleProgram, startExample } from '../../systems/example-program.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { LiveSystem } from './live-system.ts'

const TIME_SCALE = 60

/** The campaign manager and its customers. */
class RunningCampaignManager implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly #port: number
  #program: ExampleProgram

  static async start(): Promise<RunningCampaignManager> {
    const running = new RunningCampaignManager(await freePort())
    await running.answers()
    return running
  }

  private constructor(port: number) {
    this.#port = port
    this.#program = this.#run()
    this.addresses = new Map([['127.0.0.1:8090', `127.0.0.1:${port}`]])
  }

  #run(): ExampleProgram {
    return startExample('campaign-manager/main.js', ['--port', String(this.#port)])
  }

  answers(): Promise<string> {
    return this.#program.until(
      'its address',
      () => /The campaign manager answers at/.exec(this.#program.output())?.[0],
    )
  }

  crash(): Promise<void> {
    return this.#program.crash()
  }

  startAgain(): Promise<string> {
    this.#program = this.#run()
    return this.answers()
  }

  end(): Promise<number | null> {
    return this.#program.end()
  }
}

describeLiveSystem({
  name: 'campaign-manager',
  timeScale: TIME_SCALE,
  artifacts: campaignArtifacts({ timeScale: TIME_SCALE }),
  start: RunningCampaignManager.start,
  acts: [
    [
      {
        name: 'the program is killed',
        fires: ['TargetDown'],
        begin: (running) => running.crash(),
        end: (running) => running.startAgain(),
      },
    ],
  ],
})
