import { readCopy, readOwn } from './books.ts'
import type { SignCall } from './custodian.ts'
import { must } from './failure.ts'
import { other, type Party } from './treaty.ts'
import { logOf, type Scope } from './watch.ts'

/** A signature is being asked for: over what is durable at this moment, and never over two histories. */
export function checkSignature(scope: Scope, name: Party, { key, message }: SignCall): void {
  const isCosignature = key.startsWith('cosigner/')
  if (!isCosignature && !key.startsWith('log/')) return
  const { watches, isLiar } = scope
  const watched = watches[name]
  must(watched.isKnown, 'nothing is signed before a partner is known', () => name)
  readOwn(scope, name)
  if (!isLiar(other(name))) readOwn(scope, other(name))
  readCopy(scope, name)
  const lines = new TextDecoder().decode(message).split('\n')
  const size = Number(lines.at(-3))
  const root = lines.at(-2)
  const whose = isCosignature ? `${other(name)}'s` : 'its'
  const durable = isCosignature ? watched.copy.told.length : watched.ownSize
  must(
    size <= durable,
    isCosignature ? 'a cosignature is given only for what is stored' : 'a head is signed only over what is durable',
    () => `${name} signs ${whose} ${size} of ${durable}`,
  )
  const held = isCosignature ? watched.copy.roots : watched.own.roots
  must(
    held.at(size) === root,
    'what is signed is the log that is stored',
    () => `${name} signs another root of ${whose} log at ${size}`,
  )
  if (!isLiar(other(name))) {
    const partnerHolds = logOf(scope, other(name), watched.ownOrigin).length
    must(
      watched.ownSize >= partnerHolds,
      'nothing is signed before recovery',
      () => `${name} holds ${watched.ownSize} of its own, its partner ${partnerHolds}`,
    )
  }
  if (isCosignature) return
  const earlier = watched.signed.get(size)
  must(earlier === undefined || earlier === root, 'an honest node signs one root a size', () => `${name} at ${size}`)
  watched.signed.set(size, root ?? '')
}
