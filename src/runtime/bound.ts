import { fromUtf8, utf8 } from '../core/bytes/utf8.ts'
import { assert } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint } from '../core/ledger/checkpoint.ts'
import { verifyCosignature } from '../core/ledger/cosignature.ts'
import { decodeLines, encodeNote } from '../core/ledger/note.ts'
import type { CosignSection } from '../core/wire/cosign-section.ts'
import { signHead } from './heads.ts'
import { edgeOf } from './edges.ts'
import { logWrite, ordinal } from './keep.ts'
import type { Node, Relation } from './node.ts'

/**
 * Takes the partner's lines on our head of `size`, which we hold: from then on the head carries both nations' signatures and the
 * entries below it are *bound*.
 */
export async function takeCosignature(node: Node, relation: Relation, { size, lines }: CosignSection): Promise<void> {
  const { ours, verifiers } = relation
  if (size === 0) return
  // Read before they are passed over: lines nobody needs are no reason to take what is not in form.
  const cosignature = decodeLines(lines)
  if (ours.bound !== null && ours.bound.size >= size) return
  assert(size <= ours.durable.size, 'the caller has compared the size with our log')
  if (verifiers === null) throw new Fault('partner-unknown', `relation ${relation.id}`)
  const edge = await edgeOf(node, ours, size)
  const head = ours.unbound.get(size) ?? (await signHead(node, relation, edge))
  const signed = decodeCheckpoint(utf8(head.note))
  const both = { text: signed.note.text, lines: [...signed.note.lines, ...cosignature] }
  verifyCosignature(node.ports.primitives, { head: signed.head, note: both }, verifiers.cosigner)
  const note = encodeNote(both)
  ours.bound = { size, note: fromUtf8(note, 'bound head') }
  for (const older of ours.unbound.keys()) if (older <= size) ours.unbound.delete(older)
  node.onBound({ relation, side: 'ours', head: ours.bound })
  node.later([
    { kind: 'put', space: `head/${ours.origin}`, key: ordinal(size), value: note },
    logWrite(ours.origin, { edge, lastAt: ours.lastAt, lastSeen: 0, floor: { from: 0, seen: 0 } }, 'bound'),
  ])
}
