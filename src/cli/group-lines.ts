import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import { faultText, isFaultCode } from '../core/fault.ts'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import { answeredList } from './node-options.ts'

const DONE: Text = { en: 'done', ko: '완료', ja: '完了' }

/** What one act came to with each of the other Parties. */
export function outcomeLines(answer: Shape, { print, say }: Context): readonly string[] {
  return [
    stringOf(answer, 'agreement'),
    ...answeredList(answer, 'with').map((one) => {
      const fault = stringOrNull(one, 'fault')
      const word =
        fault === null ? say(DONE) : isFaultCode(fault) ? `${faultText(fault)[print.language]} (${fault})` : fault
      return `  ${stringOf(one, 'nation')}  ${word}`
    }),
  ]
}

/** Success where it was done with everybody, so that a script need not read the list. */
export function outcomeStatus(answer: Shape): ExitStatus {
  return answeredList(answer, 'with').every((one) => stringOrNull(one, 'fault') === null) ? EXIT.ok : EXIT.denied
}
