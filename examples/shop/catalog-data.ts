/** What the shop sells, to whom, and how much of it. Made up, and the same in every run. */
export const TENANTS = ['acme', 'globex', 'initech', 'umbrella'] as const

export const WORDS = [
  'lamp',
  'chair',
  'desk',
  'shelf',
  'mug',
  'kettle',
  'clock',
  'rug',
  'mirror',
  'vase',
] as const

export const PRODUCT_COUNT = 500

const COLOURS = ['red', 'blue', 'green', 'white', 'black', 'oak', 'walnut', 'brass'] as const

export interface Product {
  readonly id: number
  readonly name: string
  readonly priceCents: number
}

export function seedProducts(): Product[] {
  return Array.from({ length: PRODUCT_COUNT }, (_, index) => ({
    id: index + 1,
    name: `${COLOURS[index % COLOURS.length]} ${WORDS[Math.floor(index / COLOURS.length) % WORDS.length]} no. ${index + 1}`,
    priceCents: 499 + ((index * 7_919) % 20_000),
  }))
}
