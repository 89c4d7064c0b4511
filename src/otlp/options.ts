/** How one signal is sent, all decided: `startObservability` makes it of options and variables. */
export interface OtlpOptions {
  /** The whole address, path included: `http://127.0.0.1:4318/v1/metrics`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly protocol: 'http/protobuf' | 'http/json'
  readonly compression: 'gzip' | 'none'
  /** Milliseconds that one request may take, repetitions included. */
  readonly timeoutMillis: number
  /** Files for TLS, PEM: what the server's certificate is checked with, and what this client shows. */
  readonly tls?: OtlpTlsFiles
}

/** Paths of PEM files. One that cannot be read is warned of, and requests go without it. */
export interface OtlpTlsFiles {
  readonly certificate?: string | undefined
  readonly clientCertificate?: string | undefined
  readonly clientKey?: string | undefined
}
