/** A library with many histograms that it pushes by OTLP. */
export interface Pushable {
  /** Records one value to every series. */
  touch(): void
  /** Collects and exports; resolves when the receiver has answered everything. */
  push(): Promise<void>
}

export interface PushParameters {
  readonly seriesCount: number
  /** Base URL of the receiver. */
  readonly endpoint: string
}

export type CreatePushable = (parameters: PushParameters) => Promise<Pushable>
