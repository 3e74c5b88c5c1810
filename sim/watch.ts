import type { Vault } from '../src/runtime/vault.ts'
import type { Told } from './oracle.ts'
import { roots, type Roots } from './roots.ts'
import { rungs, type Rungs } from './rungs.ts'
import { other, type Party } from './treaty.ts'
import type { World } from './world.ts'

/** One log as a nation holds it. */
export interface Book {
  readonly roots: Roots
  readonly told: Told[]
}

/** What is known of one nation's node. */
export interface Watch {
  ownOrigin: string
  copyOrigin: string
  /** Opens its records; none before its partner is known. */
  vault: Pick<Vault, 'open'>
  isKnown: boolean
  /** Everything this nation ever did, kept over a restore as far as the partner holds it. */
  readonly own: Book
  /** What of it is on the disk now. */
  ownSize: number
  /** Its copy of the partner's log. */
  readonly copy: Book
  readonly items: Map<string, number>
  readonly acks: { readonly item: string; readonly index: number }[]
  readonly signed: Map<number, string>
  readonly notices: Set<string>
  /** Rungs this nation gave, over the partner's releases. */
  readonly rungs: Rungs
  /** What a liar promised of its next entries: from which on, and how much they have seen. */
  readonly floors: { readonly from: number; readonly seen: number }[]
}

/** Nothing known yet. */
export function watch(): Watch {
  return {
    ownOrigin: '',
    copyOrigin: '',
    vault: { open: () => new Uint8Array(0) },
    isKnown: false,
    own: { roots: roots(), told: [] },
    ownSize: 0,
    copy: { roots: roots(), told: [] },
    items: new Map(),
    acks: [],
    signed: new Map(),
    notices: new Set(),
    rungs: rungs(),
    floors: [],
  }
}

/** What every check is handed. */
export interface Scope {
  readonly world: World
  readonly watches: Readonly<Record<Party, Watch>>
  readonly count: (what: string) => void
  readonly isLiar: (name: Party) => boolean
}

/** A log as it stands on a nation's disk. */
export function logOf(
  { world }: Scope,
  name: Party,
  origin: string,
): readonly { readonly entry: Uint8Array; readonly opening: Uint8Array | null }[] {
  return world.nations[name].disk.logs.get(origin) ?? []
}

/** What a nation did, as far as anybody can tell: an honest one's own book; of a liar, what the honest side holds. */
export function history({ watches, isLiar }: Scope, name: Party): readonly Told[] {
  return isLiar(name) ? watches[other(name)].copy.told : watches[name].own.told
}
