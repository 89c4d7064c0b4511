// Adds to the lockfiles the optional packages of other platforms that npm left out, because the registry it used does
// not have them: `npm ci` refuses a lockfile in which one is missing, on every platform. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'

/** @typedef {{ version?: string, dev?: boolean, optionalDependencies?: Record<string, string> }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile */

for (const path of ['package-lock.json', 'test/sdk-3/package-lock.json']) {
  /** @type {Lockfile} */
  const lockfile = JSON.parse(readFileSync(path, 'utf8'))
  const missing = missingFrom(lockfile)
  const packages = Object.entries({ ...lockfile.packages, ...Object.fromEntries(missing) })
  lockfile.packages = Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`)
  for (const [place] of missing) console.log(`${path}: added ${place}`)
}

/**
 * @param {Lockfile} lockfile
 * @returns {[place: string, LockedPackage][]}
 */
function missingFrom({ packages }) {
  return Object.entries(packages).flatMap(([parent, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name]) => !(`node_modules/${name}` in packages) && !(`${parent}/node_modules/${name}` in packages),
      )
      .map(([name, version]) => {
        /** @type {[string, LockedPackage]} */
        const entry = [`node_modules/${name}`, { version, ...(dev && { dev }), ...platformOf(name) }]
        return entry
      }),
  )
}

/** Such packages are named by what they are for: `binding-linux-arm-gnueabihf`. @param {string} name */
function platformOf(name) {
  const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0]
  const cpu = /arm64|arm|ia32|ppc64|riscv64|s390x|x64/.exec(name)?.[0]
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not say which platform it is for.`)
  const libc = /musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined
  return { optional: true, os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) }
}
