import { readText } from '../stack/configuration.ts'

/** The settings of `.env.example`, those behind a `#` included. */
export const exampleSettings: Readonly<Record<string, string>> = Object.fromEntries(
  [...readText('.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
)
