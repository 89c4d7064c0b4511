import { pyannote } from '../engine/pyannote.ts'
import { runEngine } from '../engine/run-engine.ts'

await runEngine(pyannote)
