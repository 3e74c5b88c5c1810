import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { test } from 'node:test'
import type { Kem, SignatureAlgorithm } from '../src/core/crypto/primitives.ts'
import { importKeyPair, type PrivateKeyPair } from '../src/io/key-pair.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { dice } from './chance.ts'
import { standInKeys, standIns as standInsOf, type KeyMaker } from './primitives.ts'
import { runSeed } from './world.ts'

/** One seed in a hundred of the run in `sim.test.ts`, with the cryptography a node is shipped with. */
const SEEDS = Array.from({ length: 20 }, (_, i) => (i + 1) * 100)

const standIns = standInsOf(dice(1, 'kem'))
const pairs = new Map<string, PrivateKeyPair>()

function pairOf(algorithm: SignatureAlgorithm | Kem, secret: string): PrivateKeyPair {
  const name = `${algorithm} ${secret}`
  const known = pairs.get(name)
  if (known !== undefined) return known
  const bytes = new Uint8Array(crypto.hash('sha512', name, 'buffer'))
  // A P-384 scalar below the order of the curve.
  const length = algorithm === 'p384' ? 48 : algorithm === 'ml-kem-1024' ? 64 : 32
  const pair = importKeyPair(
    algorithm,
    algorithm === 'p384' ? Uint8Array.of(1, ...bytes.subarray(1, length)) : bytes.subarray(0, length),
  )
  assert.ok(pair !== null, name)
  pairs.set(name, pair)
  return pair
}

const realKeys: KeyMaker = {
  publicKey: (algorithm, secret) => pairOf(algorithm, secret).publicKey,
  sign: (algorithm, secret, message) =>
    new Uint8Array(crypto.sign(null, message, pairOf(algorithm, secret).privateKey)),
  decapsulate(kem, secret, ciphertext) {
    assert.equal(kem, 'ml-kem-1024', 'the agreement of this world seals to one key')
    return ciphertext.length === 1568
      ? new Uint8Array(crypto.decapsulate(pairOf(kem, secret).privateKey, ciphertext))
      : null
  },
}

test('one seed in a hundred runs on real signatures and seals', async () => {
  for (const seed of SEEDS) {
    const { failure } = await runSeed(seed, { real: { primitives: nodePrimitives, keys: realKeys }, steps: 50 })
    assert.equal(failure, null, `seed ${seed}`)
  }
})

test('the stand-ins refuse what the real ones refuse', () => {
  for (const keys of [standInKeys, realKeys]) {
    const message = Uint8Array.of(1, 2, 3)
    for (const algorithm of ['ed25519', 'ml-dsa-87'] as const) {
      const primitives = keys === realKeys ? nodePrimitives : standIns
      const [key, other] = [keys.publicKey(algorithm, 'a'), keys.publicKey(algorithm, 'b')]
      const signature = keys.sign(algorithm, 'a', message)
      assert.ok(primitives.verify(algorithm, key, message, signature))
      assert.ok(!primitives.verify(algorithm, other, message, signature))
      assert.ok(!primitives.verify(algorithm, key, message.subarray(1), signature))
      assert.ok(
        !primitives.verify(algorithm, key, message, signature.with(signature.length - 1, (signature.at(-1) ?? 0) ^ 1)),
      )
      assert.ok(!primitives.verify(algorithm, key.subarray(1), message, signature))
    }
  }
})
