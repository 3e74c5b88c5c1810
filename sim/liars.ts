import type { Request, Response } from '../src/runtime/ports.ts'
import type { Dice } from './chance.ts'
import type { Party } from './treaty.ts'
import type { World } from './world.ts'

export interface Liar {
  readonly name: Party
  readonly chance: Dice
  readonly heard: Request[]
  forked: boolean
}

export const lie = {
  request: (_world: World, request: Request): Request => request,
  response: (_world: World, _request: Request, response: Response): Response => response,
}
