import { renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import { fromUtc } from '../../core/bytes/calendar.ts'
import { encodeCalendar, type CalendarEvent } from '../../core/bytes/icalendar.ts'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, textFlag, wordsIn } from '../node-options.ts'
import { portfolioFlags, readYamlOrNull, type PortfolioFlags } from '../portfolio-options.ts'

const BRIEF: Text = {
  en: 'What has a date: the end of each term, the last day for a notice, consents and assurances that lapse. With --ics, as a calendar.',
  ko: '기한을 표시합니다: 각 기간의 종료, 통고의 마지막 날, 만료되는 동의와 보증. --ics로 달력 파일을 만듭니다.',
  ja: '期限を表示します: 各期間の終了、通告の最終日、満了する同意と保証。--ics で暦のファイルを作ります。',
}
const ICS: Text = {
  en: 'an iCalendar file to write, or to replace',
  ko: '새로 쓰거나 바꿀 iCalendar 파일',
  ja: '書き出す、又は置き換える iCalendar ファイル',
}
const WHAT: Readonly<Record<string, Text>> = {
  'term-end': {
    en: 'the term ends and is extended unless notice was given',
    ko: '기간 종료 (통고가 없으면 연장)',
    ja: '期間の終了 (通告がなければ延長)',
  },
  'last-notice-day': {
    en: 'last day for a notice that ends this term',
    ko: '이 기간을 종료시키는 통고의 마지막 날',
    ja: 'この期間を終了させる通告の最終日',
  },
  end: { en: 'the agreement ends by notice', ko: '통고에 따른 협정 종료', ja: '通告による協定の終了' },
  'consent-lapses': { en: 'a consent lapses', ko: '동의 만료', ja: '同意の満了' },
  'assurance-lapses': { en: 'an assurance lapses', ko: '보증 만료', ja: '保証の満了' },
}
const OWNERS: Readonly<Record<string, Text>> = {
  'treaty-officer': { en: 'treaty officer', ko: '조약 담당관', ja: '条約担当官' },
  'defence-policy-desk': { en: 'defence policy desk', ko: '국방정책 담당', ja: '防衛政策担当' },
}
const REPORTED: Text = { en: 'by report', ko: '보도 기준', ja: '報道による' }
const COUNTED: Text = { en: 'counted back from', ko: '역산 기준', ja: '起算' }
const COUNTS: Readonly<Record<string, Text>> = {
  'last-day': { en: 'the last day', ko: '마지막 날', ja: '末日' },
  'end-day': { en: 'the day it has ended', ko: '종료된 날', ja: '終了した日' },
}
const CLEAR: Text = { en: 'clear days', ko: '양끝 날 불산입', ja: '両端の日を算入しない' }
const TITLE: Text = { en: 'Comity deadlines', ko: 'Comity 기한', ja: 'Comity の期限' }

/* With ninety days' notice, the last of these is the day before the last day for it. */
const REMIND_DAYS = [180, 120, 100, 95, 91]

interface Flags extends PortfolioFlags {
  readonly ics?: string
}

/** `comity agreement deadlines`: `comity/agreement-deadlines/v1` with `deadlines`, and `ics`, the file written or null. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['--dir kr', '--ics deadlines.ics --portfolio portfolio/kr.yaml --dir kr'],
    },
    parameters: { flags: { ...portfolioFlags(say), ics: { ...textFlag(say(ICS), 'file'), optional: true } } },
    async func(flags) {
      const answer = await ask(flags, 'agreement.deadlines', { portfolio: readYamlOrNull(flags.portfolio) })
      const deadlines = answeredList(answer, 'deadlines')
      const ics = flags.ics === undefined ? null : resolve(flags.ics)
      if (ics !== null) replaceFile(ics, calendarOf(answer, deadlines, say))
      const lines = deadlines.flatMap((deadline) => [
        `${localText(deadline)}  ${summary(deadline, say)}`,
        `  ${details(deadline, say)}`,
      ])
      this.print.data({
        schema: 'comity/agreement-deadlines/v1',
        value: { ...answer.object, ics },
        lines: ics === null ? lines : [...lines, ics],
      })
    },
  })
}

function summary(deadline: Shape, say: Say): string {
  const what = stringOf(deadline, 'what')
  const word = WHAT[what]
  return `${stringOf(deadline, 'agreement')}: ${word === undefined ? what : say(word)}`
}

function details(deadline: Shape, say: Say): string {
  const owner = OWNERS[stringOf(deadline, 'owner')]
  const reading = deadline.object['reading'] === null ? null : answered(deadline.object['reading'], 'reading')
  const count = reading === null ? undefined : COUNTS[stringOf(reading, 'countedFrom')]
  return [
    wordsIn(deadline, 'parties').join(', '),
    stringOf(deadline, 'cites'),
    owner === undefined ? stringOf(deadline, 'owner') : say(owner),
    stringOf(deadline, 'ground') === 'report' ? say(REPORTED) : '',
    count === undefined ? '' : `${say(COUNTED)}: ${say(count)}`,
    reading?.object['clearDays'] === true ? say(CLEAR) : '',
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** The instant by the agreed clock, with its distance from UTC: `2019-08-24 23:59 +09:00`. */
function localText(deadline: Shape): string {
  const zone = deadline.object['zoneMinutes']
  const minutes = typeof zone === 'number' ? zone : 0
  const local = new Date(fromUtc(stringOf(deadline, 'at'), 'at') + minutes * 60_000).toISOString()
  const pad = (value: number): string => String(Math.abs(value)).padStart(2, '0')
  return `${local.slice(0, 10)} ${local.slice(11, 16)} ${minutes < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`
}

function calendarOf(answer: Shape, deadlines: readonly Shape[], say: Say): Uint8Array {
  const node = stringOf(answer, 'node')
  const events = deadlines.map((deadline, i): CalendarEvent => {
    const what = stringOf(deadline, 'what')
    const at = fromUtc(stringOf(deadline, 'at'), 'at')
    const rank = deadlines.slice(0, i).filter((other) => nameOf(other) === nameOf(deadline)).length
    return {
      uid: `${nameOf(deadline)}${rank === 0 ? '' : `-${rank}`}@${node}`,
      at,
      summary: summary(deadline, say),
      description: `${localText(deadline)}  ${details(deadline, say)}`,
      categories: [stringOf(deadline, 'owner')],
      remindDays: what === 'term-end' ? REMIND_DAYS : [1],
    }
  })
  return encodeCalendar({ name: `${say(TITLE)} ${node}`, stamp: fromUtc(stringOf(answer, 'at'), 'at'), events })
}

/** What a deadline is called for ever: it keeps its name when the answer around it changes. */
function nameOf(deadline: Shape): string {
  return `${stringOf(deadline, 'agreement')}-${stringOf(deadline, 'what')}-${stringOf(deadline, 'at').slice(0, 10)}`
}

// A reader that fetches it at this moment sees the old one or the new one, and never half of it.
function replaceFile(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(`${path}.new`, bytes)
    renameSync(`${path}.new`, path)
  } catch (cause) {
    throw new Fault('usage-invalid', `--ics: ${path} cannot be written`, { cause })
  }
}
