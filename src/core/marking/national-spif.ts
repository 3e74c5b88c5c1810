import { Fault } from '../fault.ts'
import { LANGUAGES } from '../text.ts'
import type { Category, ConfidentialityInformation } from './confidentiality-label.ts'
import type { Label } from './label.ts'
import type { Nation } from './name.ts'
import {
  caveatNamed,
  levelNamed,
  type Caveat,
  type CaveatKind,
  type Level,
  type MarkingPolicy,
  type Phrases,
} from './policy.ts'
import {
  NO_MARKINGS,
  PLACES,
  type AnnexEntry,
  type CategoryType,
  type MarkingData,
  type Markings,
  type Spif,
  type TagSet,
} from './spif.ts'
import { isPolicy } from './spif-names.ts'

/** What the information file of a national policy says beyond the policy itself. */
export type SpifOptions = {
  /** The policy's object identifier; its tag sets are numbered below it. */
  readonly oid: string
  /** Every nation a label of this policy may be releasable to. */
  readonly nations: readonly Nation[]
}

/** The tag set of each kind of caveat, and the number it has below the policy's identifier. */
const SETS = {
  'national-only': { name: 'National Only', arc: 1, type: 'restrictive' },
  restrictive: { name: 'Additional Sensitivity', arc: 2, type: 'restrictive' },
  permissive: { name: 'Eligibility', arc: 3, type: 'permissive' },
  informative: { name: 'Administrative', arc: 4, type: 'informative' },
} as const satisfies Readonly<Record<CaveatKind, { name: string; arc: number; type: CategoryType }>>

const KINDS: readonly CaveatKind[] = ['national-only', 'restrictive', 'permissive', 'informative']

const RELEASABLE = { name: 'Releasable To', arc: 5, type: 'permissive' } as const

/**
 * A national policy as an information file of Open XML SPIF 2.1; `digest` is the reader's to fill.
 *
 * INVARIANT: {@link policyOfSpif} gives the same policy back, so that a node decides the same whichever of the two it loads.
 */
export function spifOfPolicy(policy: MarkingPolicy, { oid, nations }: SpifOptions): Spif {
  return {
    name: policy.id,
    oid,
    version: policy.version,
    digest: '',
    notBefore: null,
    notAfter: null,
    classifications: policy.levels.map((level, i) => ({
      name: level.name,
      lacv: String(i + 1),
      hierarchy: level.order,
      color: null,
      obsolete: false,
      required: [],
      equivalents: [],
      markings: markingsOf(level.phrases),
    })),
    tagSets: [...KINDS.flatMap((kind) => setOf(policy, kind, oid)), ...releasableSet(oid, nations)],
    privacyMarks: [],
    equivalentPolicies: [],
    // A nation's paper carries the level alone: the policy's name is not part of the marking.
    markings: { data: [{ phrase: '', language: null, codes: ['replacePolicy'] }], qualifiers: [] },
    memberships: [],
    national: {
      nation: policy.nation,
      entries: [
        ...policy.levels.map(({ name, id, source, issuedFrom, issuedUntil }) => ({
          name,
          id,
          source,
          issuedFrom,
          issuedUntil,
        })),
        ...policy.caveats.map(({ name, id, source }) => ({ name, id, source, issuedFrom: null, issuedUntil: null })),
      ],
    },
  }
}

/** The national policy in an information file; `policy-invalid` where the file is not one of ours or says less. */
export function policyOfSpif(spif: Spif): MarkingPolicy {
  if (spif.national === null) throw new Fault('policy-invalid', `${spif.name}: not a national policy: no annex`)
  const levels = spif.classifications.map(({ name, hierarchy, markings }): Level => {
    const { id, source, issuedFrom, issuedUntil } = annexed(spif, name)
    return { id, name, order: hierarchy, issuedFrom, issuedUntil, phrases: phrasesOf(markings), source }
  })
  const caveats = KINDS.flatMap((kind) =>
    spif.tagSets
      .filter(({ name }) => name === SETS[kind].name)
      .flatMap(({ tags }) => tags.flatMap(({ values }) => values))
      .map(({ name, markings }): Caveat => {
        const { id, source } = annexed(spif, name)
        return { id, name, kind, phrases: phrasesOf(markings), source }
      }),
  )
  return {
    id: spif.name,
    nation: spif.national.nation,
    version: spif.version,
    levels,
    caveats: inAnnexOrder(spif, caveats),
  }
}

/** A label as STANAG 4774 writes it, in names its policy spells; `label-invalid` for a name the policy has not. */
export function informationOfLabel(label: Label, policy: MarkingPolicy, oid: string): ConfidentialityInformation {
  const level = levelNamed(policy, label.level)
  if (label.policy !== policy.id || level === null)
    throw new Fault('label-invalid', `${label.policy} ${label.level}: not in ${policy.id}`)
  const caveats = label.caveats.map((name) => {
    const caveat = caveatNamed(policy, name)
    if (caveat === null) throw new Fault('label-invalid', `${name}: not in ${policy.id}`)
    return caveat
  })
  const categories = KINDS.flatMap((kind): readonly Category[] => {
    const values = policy.caveats
      .filter((caveat) => caveat.kind === kind && caveats.includes(caveat))
      .map(({ name }) => name)
    const { name, arc, type } = SETS[kind]
    return values.length === 0 ? [] : [{ type, tagName: name, oid: `${oid}.${arc}`, values }]
  })
  const { name, arc, type } = RELEASABLE
  const release: readonly Category[] =
    label.releasableTo === null
      ? []
      : [{ type, tagName: name, oid: `${oid}.${arc}`, values: [...label.releasableTo].sort() }]
  return {
    policy: { name: policy.id, oid },
    classification: level.name,
    privacyMark: null,
    categories: [...categories, ...release],
  }
}

/** The label in a marking of one of our policies; `label-invalid` for anything such a label cannot hold. */
export function labelOfInformation(information: ConfidentialityInformation, spif: Spif): Label {
  if (!isPolicy(spif, information.policy))
    throw new Fault('label-invalid', `${information.policy.name}: not ${spif.name}`)
  if (information.privacyMark !== null) throw new Fault('label-invalid', 'a privacy mark')
  const policy = policyOfSpif(spif)
  const level = levelNamed(policy, information.classification)
  if (level === null) throw new Fault('label-invalid', `${information.classification}: not in ${spif.name}`)
  const caveats: string[] = []
  let releasableTo: readonly Nation[] | null = null
  for (const { type, tagName, oid, values } of information.categories) {
    const set = spif.tagSets.find(({ name }) => name === tagName)
    const known = set?.tags.find((tag) => tag.type === type)?.values.map(({ name }) => name) ?? []
    const stray = values.find((value) => !known.includes(value))
    if (stray !== undefined || values.length === 0 || (oid !== null && oid !== set?.oid))
      throw new Fault('label-invalid', `${tagName}: ${stray ?? 'nothing'}: not in ${spif.name}`)
    if (tagName === RELEASABLE.name) releasableTo = [...(releasableTo ?? []), ...values]
    else caveats.push(...values)
  }
  const names = [...caveats, ...(releasableTo ?? [])]
  if (new Set(names).size !== names.length) throw new Fault('label-invalid', 'a value given twice')
  return { policy: policy.id, level: level.name, caveats, releasableTo }
}

function setOf({ caveats }: MarkingPolicy, kind: CaveatKind, oid: string): readonly TagSet[] {
  const own = caveats.filter((caveat) => caveat.kind === kind)
  const { name, arc, type } = SETS[kind]
  if (own.length === 0) return []
  const values = own.map((caveat, i) => ({ ...plainValue(caveat.name, i), markings: markingsOf(caveat.phrases) }))
  const markings: Markings = { data: [], qualifiers: [{ code: null, language: null, kind: 'separator', text: ', ' }] }
  return [
    {
      name,
      oid: `${oid}.${arc}`,
      tags: [{ name, type, enumerated: false, selectionMin: 0, selectionMax: null, values, markings }],
    },
  ]
}

function releasableSet(oid: string, nations: readonly Nation[]): readonly TagSet[] {
  if (nations.length === 0) return []
  const { name, arc, type } = RELEASABLE
  const markings: Markings = {
    data: [],
    qualifiers: [
      { code: null, language: null, kind: 'prefix', text: 'REL TO ' },
      { code: null, language: null, kind: 'separator', text: ', ' },
    ],
  }
  const values = nations.map((nation, i) => plainValue(nation, i))
  return [
    {
      name,
      oid: `${oid}.${arc}`,
      tags: [{ name, type, enumerated: true, selectionMin: 0, selectionMax: null, values, markings }],
    },
  ]
}

function plainValue(name: string, index: number): TagSet['tags'][number]['values'][number] {
  return {
    name,
    lacv: String(index + 1),
    obsolete: false,
    notBefore: null,
    notAfter: null,
    requiredClass: null,
    excludedClasses: [],
    required: [],
    excluded: [],
    equivalents: [],
    markings: NO_MARKINGS,
  }
}

/** One phrase a language, wherever it stands. */
function markingsOf(phrases: Phrases): Markings {
  const data = LANGUAGES.flatMap((language): readonly MarkingData[] => {
    const phrase = phrases[language]
    return phrase === undefined ? [] : [{ phrase, language, codes: PLACES }]
  })
  return { data, qualifiers: [] }
}

function phrasesOf({ data }: Markings): Phrases {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const phrase = data.find((one) => one.language === language)?.phrase ?? null
      return phrase === null ? [] : [[language, phrase]]
    }),
  )
}

function annexed(spif: Spif, name: string): AnnexEntry {
  const entry = spif.national?.entries.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new Fault('policy-invalid', `${spif.name}: ${name}: not in the national annex`)
  return entry
}

function inAnnexOrder(spif: Spif, caveats: readonly Caveat[]): readonly Caveat[] {
  const order = spif.national?.entries.map(({ name }) => name) ?? []
  return caveats.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}
