/**
 * Chance by seed: xorshift128 (Marsaglia 2003). One seed and one name give one stream for ever.
 *
 * INVARIANT: streams of different names share nothing, so that drawing more from one leaves the others as they were.
 */
export interface Dice {
  /** A whole number from 0 up to but not including `end`. */
  below(end: number): number
  /** True once in `n` times on average. */
  oneIn(n: number): boolean
  pick<T>(list: readonly T[]): T
  bytes(length: number): Uint8Array
}

/** The stream of one name under one seed. */
export function dice(seed: number, name: string): Dice {
  let mix = scramble(seed + 0x9e3779b9)
  for (const letter of `${seed}/${name}`) mix = scramble(Math.imul(mix ^ (letter.codePointAt(0) ?? 0), 0x01000193))
  let x = (mix = scramble(mix + 0x6d2b79f5)) | 1
  let y = (mix = scramble(mix + 0x6d2b79f5))
  let z = (mix = scramble(mix + 0x6d2b79f5))
  let w = scramble(mix + 0x6d2b79f5)
  const next = (): number => {
    const t = x ^ (x << 11)
    x = y
    y = z
    z = w
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8)
    return w >>> 0
  }
  const below = (end: number): number => Math.floor((next() / 0x1_0000_0000) * end)
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick(list) {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4))
      for (let i = 0; i < words.length; i++) words[i] = next()
      return new Uint8Array(words.buffer, 0, length)
    },
  }
}

// The finaliser of splitmix32, so that neighbouring seeds are nothing alike.
function scramble(value: number): number {
  let x = value >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
