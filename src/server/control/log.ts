import { toBase64 } from '../../core/bytes/bytes.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { countOf, shape, stringOf, wordOf } from '../../core/bytes/shape.ts'
import type { RungAct } from '../../core/wire/act.ts'
import { relationWith } from '../../runtime/desk/desk.ts'
import { proveEntry } from '../../runtime/desk/evidence.ts'
import { readEvent, rowsOf } from '../../runtime/open.ts'
import type { Node, Relation } from '../../runtime/node.ts'
import type { Control } from './table.ts'

/** Proofs out of the two logs of a relation. */
export const logCommands: Readonly<Record<string, Control>> = {
  /** `{with, log, index}`: the proof of one entry of our log or the partner's. */
  async 'log.prove'(host, input) {
    const shaped = shape(input, 'log.prove', ['with', 'log', 'index'])
    const relation = relationWith(host.node, stringOf(shaped, 'with', 8))
    const side = wordOf(shaped, 'log', ['ours', 'theirs'] as const)
    const evidence = await proveEntry(host.node, relation, { side, index: countOf(shaped, 'index') })
    return {
      index: evidence.index,
      entry: toBase64(evidence.entry),
      origin: relation[side].origin,
      size: evidence.proof.signed.head.size,
      cosigned: evidence.cosigned,
      proof: toBase64(evidence.file),
    }
  },
  /** `{with, log, index}`: the entries of the other log that are rungs for one release, lowest first. */
  async 'log.rungs'(host, input) {
    const shaped = shape(input, 'log.rungs', ['with', 'log', 'index'])
    const relation = relationWith(host.node, stringOf(shaped, 'with', 8))
    const side = wordOf(shaped, 'log', ['ours', 'theirs'] as const)
    return { rungs: await rungsOf(host.node, relation, { side, index: countOf(shaped, 'index') }) }
  },
}

async function rungsOf(
  node: Node,
  relation: Relation,
  { side, index }: { readonly side: 'ours' | 'theirs'; readonly index: number },
): Promise<Json> {
  const { origin } = relation[side === 'ours' ? 'theirs' : 'ours']
  const rungs: Json[] = []
  for await (const { key, value } of rowsOf(node, `marks/${origin}`)) {
    if (value[0] !== 'r'.charCodeAt(0)) continue
    const event = await readEvent(node, origin, Number(key))
    if (event === null || event.act.kind !== 'rung' || !isOver(event.act, index)) continue
    const { rung, article, reason, office, digest } = event.act
    rungs.push({ index: Number(key), rung, article, reason, office, digest })
  }
  return rungs
}

function isOver({ of }: RungAct, index: number): boolean {
  return of.some(([first, end]) => first <= index && index < end)
}
