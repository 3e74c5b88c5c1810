import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { makeNode } from '../../server/init.ts'

/** One nation of the exercise. */
export interface Nation {
  readonly code: 'KR' | 'JP'
  readonly directory: string
  readonly node: string
  /** The highest level its disclosure officer may approve, and the level it assures protection up to. */
  readonly level: string
}

/** The exercise as it lies in a directory: two nations, and the passphrase both were made with. */
export interface Exercise {
  readonly directory: string
  readonly passphrase: string
  readonly nations: readonly [Nation, Nation]
}

/** Who works in each nation, as posts; no person is invented. */
export const PEOPLE = [
  'analyst',
  'disclosure-officer',
  'approving-authority',
  'registry-officer',
  'treaty-officer',
  'auditor',
] as const

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** Where the shipped agreement and the example items are. */
export const AGREEMENT = join(ROOT, 'agreements', 'exercise-kr-jp')
export const ITEMS = join(ROOT, 'examples', 'items')
const SUBJECTS = ['dprk-missile', 'dprk-nuclear']
/* Public and constant: exercise keys protect nothing, and a live node refuses them. */
const PASSPHRASE = 'comity exercise'

/**
 * The exercise of a directory, made where there is none. Two processes may not make it at once; the second finds it taken.
 *
 * `ports` are where both nations listen, for partners and for auditors; without it, the well-known ones or any that are free.
 */
export async function seedExercise(
  directory: string,
  ports?: readonly number[],
): Promise<Exercise & { readonly isNew: boolean }> {
  const exercise: Exercise = {
    directory,
    passphrase: PASSPHRASE,
    nations: [
      { code: 'KR', directory: join(directory, 'kr'), node: 'kr.exercise.comity.example', level: '군사Ⅱ급비밀' },
      { code: 'JP', directory: join(directory, 'jp'), node: 'jp.exercise.comity.example', level: '極秘' },
    ],
  }
  const isNew = !existsSync(join(directory, 'kr', 'node.yaml'))
  if (!isNew) return { ...exercise, isNew }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const listen = ports ?? (await freePorts(4))
  await Promise.all(
    exercise.nations.map((nation, i) =>
      makeNation(exercise, { nation, ports: [listen[2 * i] ?? 0, listen[2 * i + 1] ?? 0] }),
    ),
  )
  return { ...exercise, isNew }
}

async function makeNation(
  { passphrase, nations }: Exercise,
  { nation, ports }: { readonly nation: Nation; readonly ports: readonly [number, number] },
): Promise<void> {
  const partner = nations.find(({ code }) => code !== nation.code) ?? nation
  const host = '127.0.0.1'
  await makeNode({
    directory: nation.directory,
    passphrase,
    config: {
      nation: nation.code,
      node: nation.node,
      exercise: true,
      listen: { host, port: ports[0] },
      audit: { host, port: ports[1] },
    },
    url: `https://${host}:${ports[0]}`,
    policies: new Map(policyFiles().map((name) => [name, readFileSync(join(ROOT, 'policies', name), 'utf8')])),
    national: nationalRules({ recipient: partner.code, level: nation.level }),
  })
}

function policyFiles(): readonly string[] {
  return readdirSync(join(ROOT, 'policies')).filter((name) => name.endsWith('.yaml'))
}

/** Each post held by the role of its name; the disclosure officer may approve up to a level, for the partner and the agreed subjects. */
function nationalRules({ recipient, level }: { readonly recipient: string; readonly level: string }): string {
  return stringify({
    approvals: 1,
    posts: PEOPLE.map((role) => ({ id: role, role })),
    holders: PEOPLE.map((role) => ({ person: role, post: role, from: null, until: null })),
    delegations: SUBJECTS.map((subject) => ({
      post: 'disclosure-officer',
      recipient,
      subject,
      level,
      from: null,
      until: null,
    })),
  })
}

const PREFERRED = [7701, 7711, 7702, 7712]

/** Ports nobody listens on: the well-known ones of the exercise where they are free. */
async function freePorts(count: number): Promise<readonly number[]> {
  const preferred = await Promise.all(PREFERRED.slice(0, count).map(portOrNull))
  if (preferred.every((port) => port !== null)) return preferred
  return await anyPorts(count)
}

/** Ports nobody listens on, whichever: for what nobody has to type. */
export function anyPorts(count: number): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: count }, async () => (await portOrNull(0)) ?? 0))
}

function portOrNull(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
    })
  })
}
