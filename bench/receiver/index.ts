export { type Arrival, type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts'
export { countHistogramPoints } from './protobuf.ts'
export { digestOf, recordsIn, type Scraped, scrape } from './scrape.ts'
