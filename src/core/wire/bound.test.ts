import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { hash } from '../../../test/exercise.ts'
import { toHex } from '../bytes/bytes.ts'
import { canonicalBytes } from '../bytes/canonical.ts'
import { labelJson, type Label } from '../marking/label.ts'
import { decodeBound, encodeBound, type Bound } from './bound.ts'

const hex = (bytes: number, sign = 'a'): string => sign.repeat(2 * bytes)
const labelDigest = (label: Label): string => toHex(hash.sha384(canonicalBytes(labelJson(label))))
const LABEL: Label = { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: ['JP'] }
const BOUND: Bound = {
  profile: 'hybrid',
  release: hex(16),
  salt: new Uint8Array(32).fill(7),
  agreement: hex(48),
  labels: { originator: labelDigest(LABEL), alternative: hex(48, 'b') },
  policies: [hex(48, 'c')],
  verdict: hex(48, 'd'),
  originators: ['KR'],
  conditions: ['purpose early-warning'],
  recipient: { node: 'jp.example', key: hex(16, 'e') },
  contentType: 'text/plain',
  length: 5,
  commitment: hex(48, 'f'),
  attachments: [],
}
const digest = (bound: Bound): string => toHex(hash.sha384(encodeBound(bound)))

test('a bound block survives its codec, and damaged ones are refused by a Fault', () => {
  assert.deepEqual(decodeBound(encodeBound(BOUND)), BOUND)
  checkDecoder(
    (bytes) => encodeBound(decodeBound(bytes)),
    [encodeBound(BOUND), encodeBound({ ...BOUND, labels: { ...BOUND.labels, alternative: null } })],
  )
})

test('invariant 13: purpose, releasable-to, recipient, agreement and verdict are tied to the item: each of them changed is another seal', () => {
  const changes: readonly Partial<Bound>[] = [
    { conditions: ['purpose joint-analysis'] },
    { conditions: [] },
    { labels: { ...BOUND.labels, originator: labelDigest({ ...LABEL, releasableTo: ['JP', 'US'] }) } },
    { labels: { ...BOUND.labels, originator: labelDigest({ ...LABEL, releasableTo: null }) } },
    { recipient: { ...BOUND.recipient, node: 'us.example' } },
    { agreement: hex(48, '1') },
    { verdict: hex(48, '2') },
    { originators: ['KR', 'US'] },
  ]
  const digests = changes.map((change) => digest({ ...BOUND, ...change }))
  assert.equal(new Set([digest(BOUND), ...digests]).size, changes.length + 1)
})
