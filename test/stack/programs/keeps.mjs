// Keeps one process, whose script is the second argument, until it is killed itself.
import { join } from 'node:path'
import { Keeper } from '../../../stack/keeper/keeper.mjs'

const [, , folder = '', script = ''] = process.argv
await new Keeper().start({
  command: process.execPath,
  args: ['-e', script],
  cwd: folder,
  env: process.env,
  log: join(folder, 'log'),
})
