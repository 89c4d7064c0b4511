/** A library with many histograms behind an HTTP endpoint. */
export interface Scrapable {
  /** Where it is scraped. */
  readonly url: string
  /** Records one value to every series. */
  touch(): void
}

export type CreateScrapable = (seriesCount: number) => Promise<Scrapable>
