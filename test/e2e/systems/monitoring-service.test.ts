import { parse, stringify } from 'yaml'
import { monitoringArtifacts } from '../../../examples/monitoring-service/artifacts.ts'
import { freePort } from '../../../stack/free-port.mjs'
import { pushgatewayServer, startPushgateway } from '../../servers/pushgateway.ts'
import type { Rack } from '../../servers/rack.ts'
import type { TestServer } from '../../servers/server.ts'
import { startExample } from '../../systems/example-program.ts'
import { oneProcessor } from '../../systems/one-processor.ts'
import { RestartableExample } from '../../systems/restartable-example.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { LiveSystem, SystemFault } from './live-system.ts'

const TIME_SCALE = 60
/** For what looks at the day before: an hour takes 4 s, and a day 96 s. */
const DAYS_SCALE = 900
const MEMORY_LIMIT = 500 * 1_024 * 1_024
/** Of its processor, a program gets what others leave: the bound that ships may never be reached on a machine that is busy. */
const bounds = { cpuShare: 0.5 }

/** The monitoring service with its platforms and whoever sends prospects, and a Pushgateway that it pushes to. */
class RunningMonitoringService implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly program: RestartableExample
  readonly #port: number

  static async start(rack: Rack): Promise<RunningMonitoringService> {
    const [port, gateway] = [await freePort(), await startPushgateway(rack)]
    const push = ['--pushgateway', gateway.url, '--push-seconds', '1']
    const limit = ['--memory-limit', String(MEMORY_LIMIT)]
    const program = await RestartableExample.start({
      run: () => startExample('monitoring-service/main.js', ['--port', String(port), ...push, ...limit]),
      answers: /The monitoring service answers at/,
    })
    return new RunningMonitoringService(program, port, gateway)
  }

  private constructor(program: RestartableExample, port: number, gateway: TestServer) {
    this.program = program
    this.#port = port
    this.addresses = new Map([
      ['127.0.0.1:8070', `127.0.0.1:${port}`],
      ['127.0.0.1:9091', `127.0.0.1:${gateway.port}`],
    ])
  }

  async become(what: string, mood: string): Promise<void> {
    const url = `http://127.0.0.1:${this.#port}/faults/${what}/${mood}`
    const { status } = await fetch(url, { method: 'POST' })
    if (status !== 204) throw new Error(`${url} answers ${status}.`)
  }

  end(): Promise<number | null> {
    return this.program.end()
  }
}

interface Rules {
  readonly groups: readonly { readonly rules: { readonly alert?: string }[] }[]
}

/** What it renders, but for the alert that looks at yesterday: that one is at a scale of its own. */
function artifacts(): ReadonlyMap<string, string> {
  const path = 'prometheus/rules/monitoring-service.rules.yml'
  const [rendered, days] = [TIME_SCALE, DAYS_SCALE].map((timeScale) =>
    monitoringArtifacts({ timeScale, bounds }),
  )
  const rulesOf = (files = rendered) => parse(files?.get(path) ?? '') as Rules // As Prometheus takes it.
  const isOfDays = ({ alert }: { alert?: string }) => alert === 'EngagementDrop'
  const other = rulesOf(days).groups.flatMap(({ rules }) => rules.filter(isOfDays))
  const groups = rulesOf().groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => (isOfDays(rule) ? (other[0] ?? rule) : rule)),
  }))
  return new Map([...(rendered ?? []), [path, stringify({ groups })]])
}

type Fault = SystemFault<RunningMonitoringService>
const mood = (what: string, bad: string): Pick<Fault, 'begin' | 'end'> => ({
  begin: (running) => running.become(what, bad),
  end: (running) => running.become(what, 'well'),
})
const less = { EngagementDrop: 'less is done than a day before, which was 96 s ago' }

const failing: Fault = {
  name: 'the platforms fail',
  fires: ['HighErrorRate', 'ComponentErrors'],
  also: less,
  ...mood('platforms', 'failing'),
}
const limiting: Fault = {
  name: 'the platforms lower their limits',
  fires: ['RateLimited'],
  also: {
    ...less,
    HighErrorRate: 'what is refused is an error of whoever asked',
    ComponentErrors: 'as above',
  },
  ...mood('platforms', 'limiting'),
}
const slow: Fault = {
  name: 'the platforms are slow',
  fires: ['SlowRequestLatency'],
  also: less,
  ...mood('platforms', 'slow'),
}
const holding: Fault = {
  name: 'the program holds nearly all memory that it may hold',
  fires: ['HighMemoryUsage'],
  ...mood('memory', 'holding'),
}
const busy: Fault = {
  name: 'the program has one processor, and is never done',
  fires: ['HighCpuUsage'],
  also: {
    ...less,
    SlowRequestLatency: 'whatever it does takes longer',
    HighMemoryUsage: 'each thread that spins holds some',
    TargetDown: 'half a second is short for a scrape of a process that is never done',
  },
  async begin(running) {
    await running.become('processors', 'busy')
    oneProcessor.begin(running.program.pid)
  },
  async end(running) {
    oneProcessor.end(running.program.pid)
    await running.become('processors', 'well')
  },
}
const down: Fault = {
  name: 'the program is killed',
  fires: ['TargetDown'],
  also: less,
  begin: ({ program }) => program.crash(),
  end: ({ program }) => program.startAgain(),
}
const wrong: Fault = {
  name: 'prospects are scored wrongly, and nobody is reached out to',
  fires: ['LowProspectScore', 'EngagementDrop'],
  ...mood('scoring', 'wrong'),
}

describeLiveSystem({
  name: 'monitoring-service',
  timeScale: TIME_SCALE,
  artifacts: artifacts(),
  lacking: pushgatewayServer === undefined ? 'a Pushgateway' : undefined,
  start: RunningMonitoringService.start,
  // The last one wants a day to be over.
  acts: [[failing], [limiting, holding], [slow], [busy], [down], [wrong]],
})
