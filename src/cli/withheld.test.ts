import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disclosureReasonText, DISCLOSURE_REASON_CODES } from '../core/policy/disclosure-texts.ts'
import { REASON_CODES, reasonText } from '../core/policy/reasons.ts'
import type { Context } from './context.ts'
import { sayIn } from './language.ts'
import { printer } from './print.ts'
import { withheldByAgreement, withheldByNation } from './withheld.ts'

const silent = { write() {} }
const context: Context = {
  process: { stdout: silent, stderr: silent },
  print: printer({ out: silent, err: silent, language: 'ja', json: false, quiet: false }),
  say: sayIn('ja'),
  leave() {},
}

function verdict(reason: (typeof REASON_CODES)[number]) {
  const { text, remedy } = reasonText(reason)
  const rules = [{ rule: 'top', passed: false, fact: 'level 3', cites: 'art_4__para_3', reason, wanted: 'level 2' }]
  const words = { ja: { title: '第四条', body: '一行目\n\n二行目' } }
  return {
    where: 'verdict',
    object: { kind: 'withhold', reason, text, remedy, rules, words, article: 'art_4__para_3', agreementId: 'x' },
  }
}

test('what a statement would still allow ends with 4, and every other reason with 3', () => {
  const four = REASON_CODES.filter((reason) => withheldByAgreement(context, verdict(reason))?.status === 4)
  assert.deepEqual(four, ['third-party-consent-missing', 'assurance-missing'])
  const three = REASON_CODES.filter((reason) => withheldByAgreement(context, verdict(reason))?.status === 3)
  assert.equal(three.length, REASON_CODES.length - 2)
})

test('a denial is said in the reader’s language, with the article’s words set in', () => {
  const { text, remedy } = reasonText('level-above-top')
  assert.deepEqual(withheldByAgreement(context, verdict('level-above-top'))?.lines, [
    `協定により提供を保留: ${text.ja}`,
    '  理由: level-above-top',
    '  協定: x',
    '  条項: art_4__para_3',
    '    第四条',
    '    一行目',
    '',
    '    二行目',
    '  確認した事実: level 3',
    '  通過の条件: level 2',
    `  必要な措置: ${remedy.ja}`,
  ])
})

test('without an agreement there is no article to show', () => {
  const { object } = verdict('no-agreement')
  const bare = { where: 'verdict', object: { ...object, article: null, agreementId: null, words: {} } }
  const lines = withheldByAgreement(context, bare)?.lines ?? []
  assert.ok(!lines.some((line) => line.includes('条項') || line.includes('第四条')))
})

test('whatever our own rules lack ends with 4, and a gate that passed says nothing', () => {
  for (const reason of DISCLOSURE_REASON_CODES) {
    const rules = [{ rule: 'approval', passed: false, fact: '0 of 1', reason }]
    const disclosure = {
      where: 'disclosure',
      object: { kind: 'withhold', reason, rules, ...disclosureReasonText(reason) },
    }
    assert.equal(withheldByNation(context, disclosure)?.status, 4, reason)
  }
  assert.equal(withheldByNation(context, { where: 'disclosure', object: { kind: 'disclose' } }), null)
  assert.equal(withheldByAgreement(context, { where: 'verdict', object: { kind: 'release' } }), null)
})
