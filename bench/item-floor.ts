import { nodePrimitives as primitives } from '../src/io/primitives.ts'

const FIELD = new Uint8Array(90)
const CONTENT = new Uint8Array(2_800)
const OPENING = new Uint8Array(3_700)
const VERDICT = new Uint8Array(1_600)
const KEY = new Uint8Array(32)
const NONCE = new Uint8Array(12)
const NOTHING = new Uint8Array(0)

/**
 * Items a second that two cores could exchange if nothing but the unavoidable primitives cost anything: on either side the salts, the
 * hashes of eight fields and two nodes of the tree, the digests of portion and verdict, and one pass of AES for the road and one for
 * the store. Measured on one core here and doubled.
 */
export function primitivesFloor(): number {
  const rounds = 2_000
  const side = (): void => {
    primitives.hkdf('sha256', { ikm: KEY, salt: NOTHING, info: KEY, length: 256 })
    for (let i = 0; i < 10; i++) primitives.sha256(FIELD)
    primitives.sha256(CONTENT)
    primitives.sha384(VERDICT)
    for (let i = 0; i < 2; i++) primitives.aesGcmSeal(KEY, NONCE, NOTHING, OPENING)
  }
  for (let i = 0; i < rounds; i++) side()
  const begun = performance.now()
  for (let i = 0; i < rounds; i++) side()
  const seconds = (performance.now() - begun) / 1000 / rounds
  return 2 / (2 * seconds)
}
