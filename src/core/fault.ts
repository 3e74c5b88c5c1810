import type { Text } from './text.ts'

/**
 * Every failure we foresaw: what it says in each language, and what to do next.
 *
 * The text may be shown to a partner, so it names no item and no secret; `detail` on the Fault says where, and stays home.
 */
const FAULTS = {
  'usage-invalid': {
    en: 'this command or value is not understood',
    ko: '명령 또는 값을 이해할 수 없습니다',
    ja: 'コマンドまたは値を解釈できません',
    next: 'see `comity help` for the forms that are',
  },
  'bytes-malformed': {
    en: 'these bytes are not in the form this place requires',
    ko: '이 위치에서 요구하는 형식의 바이트가 아닙니다',
    ja: 'この位置で求められる形式のバイト列ではありません',
    next: 'nothing was stored; ask the sender for the original bytes',
  },
  'bytes-not-canonical': {
    en: 'these bytes have another spelling than the one form allowed',
    ko: '허용된 유일한 표기와 다른 표기입니다',
    ja: '許された唯一の表記と異なります',
    next: 'nothing was stored; the sender must write the canonical form',
  },
  'limit-exceeded': {
    en: 'this is larger than the limit for its kind',
    ko: '해당 종류의 한도를 초과했습니다',
    ja: 'この種類の上限を超えています',
    next: 'nothing was stored; send it in smaller parts',
  },
} as const satisfies Readonly<Record<string, Text & { readonly next: string }>>

/** One code a foreseen failure. */
export type FaultCode = keyof typeof FAULTS

/** A foreseen failure. Bugs are assertions and denials are verdicts; neither is a Fault. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  /** Where and what, for our own people: `parcel header, line 3: size is not a number`. Never sent to a partner. */
  readonly detail: string

  constructor(code: FaultCode, detail = '', options?: ErrorOptions) {
    super(detail === '' ? FAULTS[code].en : `${FAULTS[code].en}: ${detail}`, options)
    this.code = code
    this.detail = detail
  }
}

/** What a fault says to a person, per language, and the next step. */
export function faultText(code: FaultCode): Text & { readonly next: string } {
  return FAULTS[code]
}

/** Every code, for the generated reference and the completeness test. */
export const FAULT_CODES: readonly FaultCode[] = Object.keys(FAULTS).filter(isFaultCode)

/** Tells whether a string received from outside is one of our codes. */
export function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code)
}
