import type { NationalRules } from '../../core/policy/disclosure.ts'
import { Fault } from '../../core/fault.ts'
import type { Node, Relation } from '../node.ts'
import type { Source } from '../sealing.ts'

/** Where a nation's own people work: the node, their posts and rules, and the files they bring and take. */
export interface Desk {
  readonly node: Node
  readonly national: NationalRules
  readonly files: Files
  /** Items being sent at this moment, by number and nation. */
  readonly sending: Set<string>
}

/** Files of the people at the desk, outside the node's own directory. */
export interface Files {
  /** Opens a file a person names; `file-unreadable` where it cannot be read. */
  source(path: string): Promise<Source>
  /** A folder that appears under `path` only when it is kept; `directory-not-empty` where something is there already. */
  quarantine(path: string): Promise<Quarantine>
}

/** Files that nobody sees before all of them have been checked. */
export interface Quarantine {
  begin(name: string): Promise<void>
  write(bytes: Uint8Array): Promise<void>
  /** Makes the folder appear, durably; returns where. */
  keep(): Promise<string>
  discard(): Promise<void>
}

/** The relation with a nation, or `partner-unknown`. */
export function relationWith(node: Node, nation: string): Relation {
  for (const relation of node.relations.values()) if (relation.partner.nation === nation) return relation
  throw new Fault('partner-unknown', nation)
}

/** Refuses a person who holds none of the nation's posts now. */
export function mustHoldPost({ national, node }: Desk, person: string): void {
  const now = node.ports.clock.now()
  const holds = national.holders.some(
    (holder) => holder.person === person && (holder.from ?? 0) <= now && (holder.until === null || now < holder.until),
  )
  if (!holds) throw new Fault('post-unknown', `\`${person}\``)
}
