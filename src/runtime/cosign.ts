import { utf8, fromUtf8 } from '../core/bytes/utf8.ts'
import { assert } from '../core/assert.ts'
import { decodeCheckpoint } from '../core/ledger/checkpoint.ts'
import { decodeLines, encodeNote } from '../core/ledger/note.ts'
import { cosignHead } from './heads.ts'
import { ordinal } from './keep.ts'
import type { Node, Relation } from './node.ts'

/** Our lines on the partner's head of `size`. */
export interface Cosigned {
  readonly size: number
  readonly lines: string
}

/**
 * Our cosignature on the partner's head that closes what we durably hold; the same bytes as long as that head is the newest.
 *
 * INVARIANT: cosign after store. The head cosigned is the one committed in the transaction that stored its last entry.
 */
export async function cosignTheirs(node: Node, relation: Relation): Promise<Cosigned> {
  const { theirs } = relation
  const { head, cosigned, cosigning } = theirs
  assert(head !== null && head.size === theirs.durable.size, 'what is cosigned is stored')
  if (cosigned?.size === head.size) return cosigned
  if (cosigning?.size === head.size) return await cosigning.lines
  const lines = makeLines(node, relation, { size: head.size, note: head.note, time: theirs.cosignTime })
  theirs.cosigning = { size: head.size, lines }
  const made = await lines
  if (theirs.cosigned === null || theirs.cosigned.size < made.size) theirs.cosigned = made
  return made
}

async function makeLines(
  node: Node,
  relation: Relation,
  input: { readonly size: number; readonly note: string; readonly time: number },
): Promise<Cosigned> {
  const signed = decodeCheckpoint(utf8(input.note))
  const lines = await cosignHead(node, relation, { head: signed.head, time: input.time })
  // The head with both nations' lines is what every receipt in it is proved under.
  const both = encodeNote({ text: signed.note.text, lines: [...signed.note.lines, ...decodeLines(lines)] })
  node.later([{ kind: 'put', space: `head/${relation.theirs.origin}`, key: ordinal(input.size), value: both }])
  node.onBound({ relation, side: 'theirs', head: { size: input.size, note: fromUtf8(both, 'head') } })
  return { size: input.size, lines }
}

/** The note text of a section, kept as it came. */
export function noteText(section: Uint8Array): string {
  return fromUtf8(section, 'head')
}
