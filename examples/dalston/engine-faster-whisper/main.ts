import { fasterWhisper } from '../engine/faster-whisper.ts'
import { runEngine } from '../engine/run-engine.ts'

await runEngine(fasterWhisper)
