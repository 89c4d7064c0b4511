// Runs a program on Node 24: `node test/sdk-3/on-node-24.mjs PROGRAM ARGUMENTS…`.
import { spawnSync } from 'node:child_process'
import { node24 } from './node-24.mjs'

const { status } = spawnSync(node24(), process.argv.slice(2), { stdio: 'inherit' })
process.exitCode = status ?? 1
