import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive } from '../../stack/keeper/is-alive.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'

/** Starts a child of its own, says both numbers, and stays. */
const PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  console.log(JSON.stringify({ self: process.pid, child: child.pid }))
  setInterval(() => {}, 1000)`

let folder = ''
let keeper: Keeper
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keeper-'))
  keeper = new Keeper()
})
afterEach(async () => {
  await keeper.close()
  rmSync(folder, { recursive: true, force: true })
})

function program(script: string, env: NodeJS.ProcessEnv = {}) {
  const log = join(folder, 'log')
  const args = ['-e', script]
  return { command: process.execPath, args, cwd: folder, env: { ...process.env, ...env }, log }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isTrue(); tries++) await sleep(50)
  expect(isTrue()).toBe(true)
}

async function pidsIn(log: string): Promise<{ self: number; child: number }> {
  await until(() => {
    try {
      return readFileSync(log, 'utf8').includes('\n')
    } catch {
      return false
    }
  })
  return JSON.parse(readFileSync(log, 'utf8'))
}

test('a process is started where and with what was said, and its output is in the log', async () => {
  const script = 'console.log(process.cwd(), process.env.WORD); console.error("and more"); process.exit(3)'
  const kept = await keeper.start(program(script, { WORD: 'hello' }))
  expect(await kept.ended).toBe(3)
  expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/keeper-\w+ hello\nand more\n$/)
})

test('what cannot be started is an error with its name', async () => {
  const starting = keeper.start({ command: '/no/such/program', args: [], cwd: folder, env: {} })
  await expect(starting).rejects.toThrow('/no/such/program could not be started')
})

test('a process that is ended takes along what it has started', async () => {
  const kept = await keeper.start(program(PARENT))
  const { self, child } = await pidsIn(join(folder, 'log'))
  expect(self).toBe(kept.pid)
  await kept.end()
  expect(await kept.ended).toBe('SIGTERM')
  await until(() => !isAlive(child))
})

test('one that does not want to end is made to after the grace', async () => {
  const kept = await keeper.start(program(`process.on('SIGTERM', () => {}); ${PARENT}`))
  await pidsIn(join(folder, 'log'))
  await kept.end(200)
  expect(await kept.ended).toBe('SIGKILL')
})

test('nothing is left when the program that started the keeper is killed', async () => {
  const script = join(import.meta.dirname, 'programs/keeps.mjs')
  const parent = fork(script, [folder, PARENT], { stdio: 'ignore' })
  const { self, child } = await pidsIn(join(folder, 'log'))
  expect([isAlive(self), isAlive(child)]).toEqual([true, true])
  const gone = once(parent, 'exit')
  parent.kill('SIGKILL')
  await gone
  await until(() => !isAlive(self) && !isAlive(child))
})

test('nothing is left when the keeper is killed', async () => {
  const kept = await keeper.start(program(PARENT))
  const { child } = await pidsIn(join(folder, 'log'))
  process.kill(keeper.pid, 'SIGKILL')
  expect(await kept.ended).toBe('the keeper was killed')
  await until(() => !isAlive(kept.pid) && !isAlive(child))
})

test('Ctrl-C, which the whole terminal gets, leaves the order of ending to the program', async () => {
  const kept = await keeper.start(program(PARENT))
  const { child } = await pidsIn(join(folder, 'log'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(keeper.pid, signal)
  const other = spawn(process.execPath, ['-e', ''])
  await once(other, 'exit')
  expect([isAlive(keeper.pid), isAlive(kept.pid), isAlive(child)]).toEqual([true, true, true])
})
