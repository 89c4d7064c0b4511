// Removes the folders named on the command line: what `rm -rf` does, on every system.
import { rmSync } from 'node:fs'

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true })
