import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Context } from './context.ts'
import { answeredList, said, wordsIn } from './node-options.ts'
import { needLine } from './route-lines.ts'

/** One cell of the matrix: what may pass, as what, under which article; or why not. */
export function cellLines(cell: Shape, { print, say }: Context): readonly string[] {
  const ground = [stringOrNull(cell, 'agreement'), stringOrNull(cell, 'article')]
    .filter((word) => word !== null)
    .join(' ')
  const level = stringOf(cell, 'level')
  if (cell.object['may'] !== true)
    return [`  ✗ ${[level, said(cell, 'text', print.language), ground].filter((word) => word !== '').join('  ')}`]
  return [
    `  ✓ ${level} → ${stringOf(cell, 'equivalent')}  ${ground}  ${wordsIn(cell, 'purposes').join(', ')}`,
    ...answeredList(cell, 'needs').map((need) => `      ${needLine(need, say)}`),
  ]
}

/** Which lane of the matrix a cell is in. */
function laneOf(cell: Shape): string {
  return [`${stringOf(cell, 'from')} → ${stringOf(cell, 'to')}`, stringOf(cell, 'subject')]
    .filter((word) => word !== '')
    .join('  ')
}

/** Cells under the lane they are in, in the order they came. */
export function laneLines(cells: readonly Shape[], lines: (cell: Shape) => readonly string[]): readonly string[] {
  let lane = ''
  return cells.flatMap((cell) => {
    const head = laneOf(cell) === lane ? [] : [laneOf(cell)]
    lane = laneOf(cell)
    return [...head, ...lines(cell)]
  })
}
