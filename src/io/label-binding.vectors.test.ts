import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { utc } from '../../test/exercise.ts'
import { KR_SPIF } from '../../test/national-spifs.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { labelOfInformation } from '../core/marking/national-spif.ts'
import { verifyBinding } from './label-binding.ts'
import { digestOf } from './xml-signature.ts'

interface Vector {
  readonly files: { readonly [name: string]: string }
  readonly root: string
  readonly signer: string
  readonly signedAt: string
  readonly classification: string
  readonly releasableTo: readonly string[]
  readonly bdo: string
  readonly jws: string
}

test('a binding made once verifies for ever, and says what it said', () => {
  const vector: Vector = JSON.parse(readFileSync(new URL('../../vectors/label/binding.json', import.meta.url), 'utf8'))
  const { bindings, signer, signedAt } = verifyBinding(
    { bdo: utf8(vector.bdo), jws: vector.jws },
    {
      root: Uint8Array.fromBase64(vector.root),
      files: (name) => digestOf(utf8(vector.files[name] ?? '')),
      at: utc('2040-01-01T00:00:00Z'),
    },
  )
  assert.deepEqual([signer, signedAt], [vector.signer, utc(vector.signedAt)])
  const information = bindings[0]?.labels[0]?.information
  assert.ok(information)
  const { level, releasableTo } = labelOfInformation(information, KR_SPIF)
  assert.deepEqual([level, releasableTo], [vector.classification, vector.releasableTo])
})
