/**
 * One node of the exchange bench in a process of its own: the host `comity serve` runs, driven by messages instead of people.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '../src/core/assert.ts'
import { includes } from '../src/core/bytes/intervals.ts'
import { canonicalBytes } from '../src/core/bytes/canonical.ts'
import { disclose, type Proposal } from '../src/core/policy/disclosure.ts'
import { itemJson, type ItemFacts } from '../src/core/policy/item.ts'
import type { Label } from '../src/core/marking/label.ts'
import { decideDisclosure, propose, send } from '../src/runtime/desk/disclosure.ts'
import { draftItem } from '../src/runtime/desk/item.ts'
import { hasNews } from '../src/runtime/contact.ts'
import type { Write } from '../src/runtime/ports.ts'
import { decideNow, release, type Parcelled } from '../src/runtime/release.ts'
import { sealContent, type Wrap } from '../src/runtime/sealing.ts'
import { openHost } from '../src/server/host.ts'

/** What the bench asks of a node, and what it is told. */
export interface Asks {
  /** Releases `count` items of 2 KB in batches, never more than `window` ahead of the receipts; answers when all are receipted. */
  readonly exchange: {
    readonly input: { readonly count: number; readonly batch: number; readonly window: number; readonly wrap: Wrap }
    readonly output: { readonly seconds: number; readonly cpuSeconds: number }
  }
  /** Releases one item at a time on a quiet relation; answers milliseconds from the call to the durable receipt. */
  readonly single: {
    readonly input: { readonly count: number }
    readonly output: { readonly milliseconds: readonly number[] }
  }
  /** Drafts, proposes, approves and sends one file; answers how long from the call of `send` to the release, and to its receipt. */
  readonly file: {
    readonly input: { readonly path: string }
    readonly output: { readonly drafted: number; readonly sealed: number; readonly receipted: number }
  }
  /** What the process has used so far. */
  readonly usage: {
    readonly input: Record<string, never>
    readonly output: { readonly cpuSeconds: number; readonly peakBytes: number }
  }
}

const directory = process.argv[2] ?? ''
const host = await openHost({
  directory,
  passphrase: process.env['COMITY_PASSPHRASE'] ?? '',
  onNotice: ({ code, detail }) => process.stderr.write(`${code} ${detail}\n`),
  onFatal: (error) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(70)
  },
})
const { node, desk } = host
const [relation] = [...node.relations.values()]
assert(relation !== undefined, 'the exercise has one relation')

// A receipt is there when the transaction that brought it is: after each commit, whoever waits looks again.
const waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = []
const { store } = node.ports
const { commit } = store
Object.assign(store, {
  commit: async (writes: readonly Write[]) => {
    await commit(writes)
    setImmediate(() => {
      for (const one of waiting.filter(({ done }) => done())) {
        waiting.splice(waiting.indexOf(one), 1)
        one.resolve()
      }
    })
  },
})

function until(done: () => boolean): Promise<void> {
  if (done()) return Promise.resolve()
  return new Promise((resolve) => waiting.push({ done, resolve }))
}

/** Items of ours with a durable receipt `accepted`, counted from an index. */
function accepted(index: number): boolean {
  return (
    relation !== undefined &&
    includes(relation.fold.ladders.ours.rungs.accepted, index) &&
    relation.theirs.edge === relation.theirs.durable
  )
}

const LABEL: Label = { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: ['JP'] }

const BYTES = 2048
const encoder = new TextEncoder()

/** Items drafted before the clock starts: their contents one behind the other, and what was noted of each. */
interface Drafts {
  readonly contents: Uint8Array
  readonly digests: readonly string[]
  readonly ids: readonly string[]
}

function draft(count: number): Drafts {
  const contents = new Uint8Array(count * BYTES)
  const digests: string[] = []
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const bytes = encoder.encode(report())
    assert(bytes.length === BYTES, `an item has 2 KiB, not ${bytes.length}`)
    contents.set(bytes, i * BYTES)
    digests.push(node.ports.primitives.sha384(bytes).toHex())
    ids.push(`KR-2026-${randomBytes(5).toString('hex').toUpperCase()}`)
  }
  return { contents, digests, ids }
}

/** A structured report of 2 KiB, as JSON text; no two are alike. */
function report(): string {
  const points = Array.from({ length: 18 }, (_, i) => ({
    t: Date.now() + i * 1000,
    lat: '38.9',
    lon: '125.7',
    alt: String(100 * i),
  }))
  const text = JSON.stringify({ type: 'exercise-track', serial: randomBytes(8).toString('hex'), points })
  return `${text.slice(0, -1)},"remark":"${randomBytes(BYTES / 2)
    .toString('hex')
    .slice(0, BYTES - text.length - 12)}"}`
}

interface Draft {
  readonly facts: ItemFacts
  readonly bytes: Uint8Array
  readonly proposal: Proposal
}

/** One drafted item, proposed and approved: what its two persons did before its release is asked for. */
function approvedDraft({ contents, digests, ids }: Drafts, i: number): Draft {
  const now = node.ports.clock.now()
  const facts: ItemFacts = {
    id: ids[i] ?? '',
    portions: [
      {
        id: 'p1',
        originator: 'KR',
        label: LABEL,
        equivalent: null,
        marked: now,
        mediaType: 'application/json',
        digest: digests[i] ?? '',
      },
    ],
    subject: 'dprk-missile',
    purpose: 'early-warning',
    exercise: true,
  }
  const digest = node.ports.primitives.sha384(canonicalBytes({ item: itemJson(facts), to: 'JP' })).toHex()
  const person = 'disclosure-officer'
  const proposal: Proposal = {
    digest,
    recipient: 'JP',
    subject: facts.subject,
    banner: LABEL,
    proposer: 'analyst',
    decisions: [{ person, post: person, digest, decision: 'approve', at: now }],
    sender: 'registry-officer',
  }
  return { facts, bytes: contents.slice(i * BYTES, (i + 1) * BYTES), proposal }
}

/** Asks the disclosure gate, and seals where the item gets a key wrap of its own; `release` asks the agreement gate. */
async function parcelled({ facts, bytes, proposal }: Draft, wrap: Wrap): Promise<Parcelled> {
  const disclosure = disclose(desk.national, proposal, node.ports.clock.now())
  assert(disclosure.kind === 'disclose', 'the disclosure gate lets the item pass')
  assert(relation !== undefined, 'the exercise has one relation')
  const parts = [{ name: 'track.json', bytes: bytes.length }]
  if (wrap === 'parcel') return { facts, parts, content: { kind: 'inline', bytes }, sealedUnder: null, writes: [] }
  const verdict = decideNow(node, relation, facts)
  assert(verdict.kind === 'release', 'the agreement gate lets the item pass')
  const source = {
    length: bytes.length,
    async *chunks() {
      yield bytes
    },
  }
  return { facts, parts, ...(await sealContent(node, relation, { facts, source, verdict, wrap })), writes: [] }
}

async function releaseRun(
  drafts: Drafts,
  { first, end, wrap }: { first: number; end: number; wrap: Wrap },
): Promise<number> {
  assert(relation !== undefined, 'the exercise has one relation')
  const items: Parcelled[] = []
  for (let i = first; i < end; i++) items.push(await parcelled(approvedDraft(drafts, i), wrap))
  const sent = await release(node, relation, items)
  const last = sent.at(-1)
  assert(last?.kind === 'released' && sent.every(({ kind }) => kind === 'released'), 'every item is released')
  return last.index
}

async function exchange({
  count,
  batch,
  window,
  wrap,
}: Asks['exchange']['input']): Promise<Asks['exchange']['output']> {
  const drafts = draft(count)
  const lasts: number[] = []
  const before = usage().cpuSeconds
  const begun = performance.now()
  for (let at = 0; at < count; at += batch) {
    const behind = lasts[Math.floor((at - window) / batch)]
    if (behind !== undefined) await until(() => accepted(behind))
    lasts.push(await releaseRun(drafts, { first: at, end: Math.min(count, at + batch), wrap }))
  }
  const last = lasts.at(-1) ?? -1
  await until(() => accepted(last))
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: usage().cpuSeconds - before }
}

async function single({ count }: Asks['single']['input']): Promise<Asks['single']['output']> {
  const drafts = draft(count)
  const milliseconds: number[] = []
  for (let i = 0; i < count; i++) {
    const begun = performance.now()
    const index = await releaseRun(drafts, { first: i, end: i + 1, wrap: 'parcel' })
    await until(() => accepted(index))
    milliseconds.push(performance.now() - begun)
    while (relation !== undefined && hasNews(relation)) await sleep(2)
    await sleep(10)
  }
  return { milliseconds }
}

async function file({ path }: Asks['file']['input']): Promise<Asks['file']['output']> {
  const begun = performance.now()
  const item = await draftItem(desk, {
    person: 'analyst',
    draft: {
      subject: 'dprk-missile',
      purpose: 'early-warning',
      portions: [
        {
          name: 'recording.bin',
          label: LABEL,
          equivalent: null,
          originator: 'KR',
          mediaType: 'application/octet-stream',
          content: { kind: 'file', path },
        },
      ],
    },
  })
  const drafted = performance.now()
  const step = { item: item.facts.id, to: 'JP' }
  await propose(desk, { ...step, person: 'analyst' })
  await decideDisclosure(desk, { ...step, person: 'disclosure-officer', decision: 'approve' })
  const asked = performance.now()
  const sent = await send(desk, { ...step, person: 'registry-officer' })
  assert(sent.kind === 'released', 'the file is released')
  const sealed = performance.now()
  await until(() => accepted(sent.index))
  return {
    drafted: (drafted - begun) / 1000,
    sealed: (sealed - asked) / 1000,
    receipted: (performance.now() - asked) / 1000,
  }
}

function usage(): Asks['usage']['output'] {
  const { user, system } = process.cpuUsage()
  const [, peak = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return { cpuSeconds: (user + system) / 1e6, peakBytes: Number(peak) * 1024 }
}

const answers = { exchange, single, file, usage }

process.on('message', (message: { readonly ask: keyof Asks; readonly input: never }) => {
  void Promise.resolve(answers[message.ask](message.input)).then(
    (output) => process.send?.({ output }),
    (error: unknown) => process.send?.({ error: String(error instanceof Error ? error.stack : error) }),
  )
})
process.on('disconnect', () => void host.close().then(() => process.exit(0)))
while (!relation.confirmed) await sleep(5)
process.send?.({ output: 'ready' })
