import { createCipheriv } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Label } from '../../core/marking/label.ts'
import type { Text } from '../../core/text.ts'
import type { Draft, DraftPortion } from '../../runtime/desk/item.ts'
import { readDraft } from '../draft-file.ts'
import { ITEMS } from './seed.ts'

/** An item of the walk, and what the walk says when it comes to it. */
export interface Case {
  readonly name: string
  readonly says: Text
  readonly draft: Draft
}

const SECRET: Label = { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: ['JP'] }

/** The large file: reproducible bytes that do not compress. */
const BINARY_BYTES: number = 100 * 1024 * 1024

/** What passes: a PDF, a text in Korean, a STIX bundle and a large binary. */
export async function exchangesOf(directory: string): Promise<readonly Case[]> {
  const binary = await writeBinary(join(directory, 'items'))
  return [
    {
      name: 'pdf',
      says: { en: 'a PDF', ko: 'PDF 문서', ja: 'PDF 文書' },
      draft: readDraft(join(ITEMS, 'launch-assessment')),
    },
    {
      name: 'korean-text',
      says: { en: 'a text in Korean', ko: '한국어 문서', ja: '韓国語の文書' },
      draft: readDraft(join(ITEMS, 'situation-report')),
    },
    {
      name: 'stix',
      says: { en: 'a STIX bundle', ko: 'STIX 묶음', ja: 'STIX バンドル' },
      draft: readDraft(join(ITEMS, 'indicators')),
    },
    {
      name: 'binary',
      says: { en: 'a binary of 100 MB', ko: '100 MB 이진 파일', ja: '100 MB のバイナリ' },
      draft: draftOf({
        portions: [
          portion({
            name: 'recording.bin',
            mediaType: 'application/octet-stream',
            content: { kind: 'file', path: binary },
          }),
        ],
      }),
    },
  ]
}

/** What is withheld while the agreement is in force, each for another reason. */
export const REFUSALS: readonly Case[] = [
  {
    name: 'above-the-top-level',
    says: { en: 'an item above the top level', ko: '최고 등급을 넘는 문서', ja: '最高等級を超える案件' },
    draft: draftOf({ portions: [portion({ label: { ...SECRET, level: '군사Ⅰ급비밀' } })] }),
  },
  {
    name: 'third-party-content',
    says: {
      en: "an item with a third nation's content and no consent",
      ko: '제3국 정보가 포함되고 동의가 없는 문서',
      ja: '第三国の情報を含み同意のない案件',
    },
    draft: draftOf({
      portions: [
        portion({}),
        portion({
          name: 'us-annex.txt',
          originator: 'US',
          label: { policy: 'US-NSI', level: 'SECRET', caveats: [], releasableTo: null },
          equivalent: SECRET,
        }),
      ],
    }),
  },
  {
    name: 'purpose-not-agreed',
    says: {
      en: 'an item for a purpose that is not agreed',
      ko: '합의되지 않은 목적의 문서',
      ja: '合意のない目的の案件',
    },
    draft: draftOf({ purpose: 'export-promotion', portions: [portion({})] }),
  },
  {
    name: 'national-only-caveat',
    says: {
      en: 'an item marked for one nation only',
      ko: '자국 한정 표시가 있는 문서',
      ja: '自国限りの表示がある案件',
    },
    draft: draftOf({
      portions: [portion({ label: { ...SECRET, caveats: ['KR EYES ONLY (EXERCISE)'], releasableTo: null } })],
    }),
  },
]

/** An ordinary item, for before entry into force and after the end. */
export const ORDINARY: Draft = draftOf({ portions: [portion({})] })

function draftOf({
  purpose = 'early-warning',
  portions,
}: {
  readonly purpose?: string
  readonly portions: readonly DraftPortion[]
}): Draft {
  return { subject: 'dprk-missile', purpose, portions }
}

function portion(given: Partial<DraftPortion>): DraftPortion {
  return {
    name: 'note.txt',
    originator: 'KR',
    label: SECRET,
    equivalent: null,
    mediaType: 'text/plain',
    content: { kind: 'text', text: 'EXERCISE. Fictional note for the walk.' },
    ...given,
  }
}

async function writeBinary(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'recording.bin')
  const file = createWriteStream(path)
  const stream = createCipheriv('aes-256-ctr', new Uint8Array(32), new Uint8Array(16))
  const zeros = new Uint8Array(1024 * 1024)
  for (let written = 0; written < BINARY_BYTES; written += zeros.length)
    if (!file.write(stream.update(zeros))) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
  return path
}
