import type { Json } from '../core/bytes/canonical.ts'
import type { Instant } from '../core/instant.ts'
import { dominates } from '../core/marking/clearance.ts'
import { mapOut } from '../core/marking/map-marking.ts'
import { resolveClearance, type Clearance, type Marked } from '../core/marking/resolve.ts'
import type { Spif } from '../core/marking/spif.ts'
import { LANGUAGES, type Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { failedLines, linesOf } from './policy-files.ts'

/** What a person may ask of a label besides what it says. */
export interface Questions {
  /** Whether whoever holds this may read it. */
  readonly clearance: Clearance | null
  /** What it is under another policy, by the rows of its own. */
  readonly under: Spif | null
}

/** Answers, as JSON and for people. */
export interface Judgement {
  readonly value: { readonly [name: string]: Json }
  readonly lines: readonly string[]
}

const MAY: Text = { en: 'this clearance may read it', ko: '이 인가로 열람 가능', ja: 'このクリアランスで閲覧可' }
const MAY_NOT: Text = {
  en: 'this clearance may NOT read it',
  ko: '이 인가로 열람 불가',
  ja: 'このクリアランスでは閲覧不可',
}
const NONE: Text = { en: 'no equivalent', ko: '대응 라벨 없음', ja: '対応ラベルなし' }

/** Answers what was asked of one marking; what was not asked is not in the answer. */
export function judge(
  marked: Marked,
  { clearance, under }: Questions,
  { at, madeAt, say }: { readonly at: Instant; readonly madeAt: Instant; readonly say: Say },
): Judgement {
  const access = clearance === null ? null : mayRead(marked, clearance, { at, madeAt, say })
  const mapped = under === null ? null : equivalentUnder(marked, under, { at, say })
  return {
    value: { ...access?.value, ...mapped?.value },
    lines: [...(access?.lines ?? []), ...(mapped?.lines ?? [])],
  }
}

function mayRead(
  marked: Marked,
  clearance: Clearance,
  { at, madeAt, say }: { readonly at: Instant; readonly madeAt: Instant; readonly say: Say },
): Judgement {
  const { cleared, findings: names } = resolveClearance(marked.spif, clearance)
  const findings = [...names, ...(cleared === null ? [] : dominates(cleared, marked, { at, madeAt }).findings)]
  const failed = failedLines(findings, say)
  return {
    value: { mayRead: cleared !== null && failed.length === 0 },
    lines: [`  ${say(failed.length === 0 ? MAY : MAY_NOT)}`, ...failed.map((text) => `    ${text}`)],
  }
}

function equivalentUnder(
  marked: Marked,
  under: Spif,
  { at, say }: { readonly at: Instant; readonly say: Say },
): Judgement {
  const { marked: equivalent, findings } = mapOut(marked, under, at)
  if (equivalent === null) {
    return {
      value: { equivalent: null },
      lines: [`  -> ${under.name}: ${say(NONE)}`, ...failedLines(findings, say).map((text) => `    ${text}`)],
    }
  }
  const lines = linesOf(equivalent)
  return {
    value: {
      equivalent: { policy: under.name, policyVersion: under.version, policyDigest: under.digest, markings: lines },
    },
    lines: LANGUAGES.map((language) => `  -> ${under.name}  ${language}  ${lines[language]}`),
  }
}
