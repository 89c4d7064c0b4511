import { campaignArtifacts } from '../../../examples/campaign-manager/artifacts.ts'
import { freePort } from '../../../stack/free-port.mjs'
import { startExample } from '../../systems/example-program.ts'
import { RestartableExample } from '../../systems/restartable-example.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { LiveSystem } from './live-system.ts'

const TIME_SCALE = 60

/** The campaign manager and its customers. */
class RunningCampaignManager implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly program: RestartableExample

  static async start(): Promise<RunningCampaignManager> {
    const port = await freePort()
    const program = await RestartableExample.start({
      run: () => startExample('campaign-manager/main.js', ['--port', String(port)]),
      answers: /The campaign manager answers at/,
    })
    return new RunningCampaignManager(program, port)
  }

  private constructor(program: RestartableExample, port: number) {
    this.program = program
    this.addresses = new Map([['127.0.0.1:8090', `127.0.0.1:${port}`]])
  }

  end(): Promise<number | null> {
    return this.program.end()
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
        begin: ({ program }) => program.crash(),
        end: ({ program }) => program.startAgain(),
      },
    ],
  ],
})
