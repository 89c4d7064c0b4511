/** What each partner answers to a webhook that is trouble, by the number of the attempt; 0: it hangs up. */
export const troubled: Readonly<Record<string, (attempt: number) => number>> = {
  // Any 2xx is a delivery.
  acme: () => 204,
  initech: () => 201,
  globex: (attempt) => (attempt === 1 ? 503 : 202),
  umbrella: (attempt) => (attempt <= 2 ? 0 : 200),
  // Has moved away, and told nobody.
  hooli: () => 410,
}

export const partnerIds: readonly string[] = Object.keys(troubled)
