const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

/** Where this machine reaches what listens at `host`: a wildcard is no address to connect to. */
export function reachableHost(host: string): string {
  return WILDCARDS.includes(host) ? '127.0.0.1' : host
}

export function httpUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The variable's value; `undefined` also when it is empty, as Compose passes on what is not set. */
export function setVariable(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const value = env[variable]?.trim()
  return value === '' ? undefined : value
}
