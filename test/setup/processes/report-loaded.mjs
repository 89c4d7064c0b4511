// Starts with what the environment says and tells, as JSON, what that loaded and left open.
import { createRequire } from 'node:module'

const { startObservability } = await import(process.env.SPANMETER_SETUP ?? '')
await startObservability()
const active = process.getActiveResourcesInfo()
const packages = Object.keys(createRequire(import.meta.url).cache)
const sdk = packages.filter((path) => /@opentelemetry[\\/](?!api[\\/])/.test(path))
console.log(JSON.stringify({ active, sdk }))
