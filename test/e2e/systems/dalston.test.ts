import { setTimeout as sleep } from 'node:timers/promises'
import { dalstonArtifacts } from '../../../examples/dalston/artifacts.ts'
import type { Task } from '../../../examples/dalston/engine/task.ts'
import { silence } from '../../../examples/dalston/engine/wave.ts'
import { speak } from '../../../examples/dalston/launcher/speaker.ts'
import { keys } from '../../../examples/dalston/redis/keys.ts'
import { atRedis, redisServer } from '../../servers/redis.ts'
import { DalstonUnderLoad } from './dalston-under-load.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { SystemFault } from './live-system.ts'

const TIME_SCALE = 60

type Fault = SystemFault<DalstonUnderLoad>

/** Something that somebody does again and again, until the fault is over. */
function again(
  parts: Pick<Fault, 'name' | 'fires' | 'also'>,
  act: (gateway: string) => Promise<unknown>,
): Fault {
  const stop = new AbortController()
  let acting: Promise<void> | undefined
  return {
    ...parts,
    async begin(dalston) {
      const actor = async () => {
        while (!stop.signal.aborted) {
          await act(dalston.url('gateway'))
          await sleep(100)
        }
      }
      acting = actor()
      // Whoever ends the fault is told.
      acting.catch(() => {})
    },
    async end() {
      stop.abort()
      await acting
    },
  }
}

async function submit(gateway: string, audio: Buffer, fields: Record<string, string> = {}): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(audio)]), 'speech.wav')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const response = await fetch(`${gateway}/v1/audio/transcriptions`, { method: 'POST', body: form })
  const { id } = (await response.json()) as { id: string } // What the gateway promises.
  return id
}

const slowRedis: Fault = {
  name: 'the way from the gateway to Redis is slow',
  fires: ['SlowRequestLatency'],
  begin: async ({ wayToRedis }) => {
    wayToRedis.delay = 400
  },
  end: async ({ wayToRedis }) => {
    wayToRedis.delay = 0
  },
}

const brokenSpeakers = again(
  { name: 'speakers are cut off in the middle of a frame', fires: ['SessionsFail'] },
  (gateway) => {
    const { signal } = new AbortController()
    const broken = () => speak(gateway, { manner: 'broken', until: signal }).catch(() => {})
    return Promise.all([broken(), broken(), broken()])
  },
)

const unreadableAudio = again(
  { name: 'somebody hands in what is no audio', fires: ['JobsFail', 'TasksFail'] },
  (gateway) => submit(gateway, Buffer.from('no audio at all'), { diarize: 'true' }),
)

const WAITING = 3_000
const SINCE_MS = 2 * 60 * 60 * 1_000

const oldBacklog: Fault = {
  name: 'for two hours nobody has done the tasks of an engine',
  fires: ['QueueBacklog', 'StaleItemsInQueue', 'LongQueueWait'],
  async begin(dalston) {
    const job = await submit(dalston.url('gateway'), silence(1))
    const tasks = Array.from({ length: WAITING }, (_, index): string => {
      const task: Task = {
        id: `waits-${index}`,
        job,
        tenant: 'none',
        stage: 'transcribe',
        input: `${job}/audio`,
        enqueuedAt: Date.now() - SINCE_MS,
        headers: {},
      }
      return JSON.stringify(task)
    })
    await atRedis(dalston.redis.url, (client) => client.lPush(keys.queue('faster-whisper'), tasks))
  },
  async end({ redis }) {
    await atRedis(redis.url, (client) => client.del(keys.queue('faster-whisper')))
  },
}
const killedWorker: Fault = {
  name: 'the realtime worker is killed',
  fires: ['WorkersUnhealthy', 'TargetDown'],
  also: {
    HighErrorRate: 'Who wants to speak is refused with 503.',
    SessionsFail: 'Whoever spoke was cut off.',
  },
  begin: (dalston) => dalston.kill('realtime'),
  end: (dalston) => dalston.run('realtime'),
}

const lostRedis: Fault = {
  name: 'Redis is lost',
  fires: ['RedisDown', 'HighErrorRate'],
  begin: ({ redis }) => redis.crash(),
  end: ({ redis }) => redis.startAgain(),
}

describeLiveSystem({
  name: 'dalston',
  timeScale: TIME_SCALE,
  artifacts: dalstonArtifacts({ timeScale: TIME_SCALE }),
  lacking: redisServer === undefined ? 'redis-server' : undefined,
  start: DalstonUnderLoad.start,
  acts: [[slowRedis, brokenSpeakers], [unreadableAudio], [oldBacklog], [killedWorker], [lostRedis]],
})
