/** A mistake somebody could make: one line of one file, and what it would be instead. */
export interface Bug {
  readonly name: string
  readonly file: string
  readonly of: string
  readonly into: string
  /** What a seed's plan must have for the bug to show at all; other seeds are passed over and not counted. */
  readonly needs?: readonly ('liar' | 'restores' | 'objects' | 'leaps' | 'disks')[]
}

/** Each is planted alone, and each must be caught (`planted.test.ts`). */
export const BUGS: readonly Bug[] = [
  {
    name: 'cosign-before-store',
    file: 'src/runtime/receive.ts',
    of: '  await node.commitAhead([\n',
    into: '  theirs.durable = edge\n  theirs.head = witness\n  theirs.cosignTime = time\n  await cosignTheirs(node, relation)\n  await node.commitAhead([\n',
  },
  {
    name: 'head-over-what-is-not-durable',
    file: 'src/runtime/record.ts',
    of: '  await node.commitAhead(writes)\n',
    into: '  ours.durable = edge\n  await node.commitAhead(writes)\n',
  },
  {
    name: 'acknowledge-before-commit',
    file: 'src/runtime/record.ts',
    of: '  await node.commitAhead(writes)\n',
    into: '  void node.commitAhead(writes)\n',
  },
  {
    name: 'either-signature',
    file: 'src/core/ledger/checkpoint.ts',
    of: 'isThere(log.classical) && isThere(log.quantum)',
    into: '(isThere(log.classical) || isThere(log.quantum))',
    needs: ['liar'],
  },
  {
    name: 'gap-tolerated',
    file: 'src/runtime/receive.ts',
    of: '  if (parcel.first > theirs.edge.size)\n',
    into: '  if (parcel.first < 0)\n',
  },
  {
    name: 'decide-on-now',
    file: 'src/runtime/judge.ts',
    of: 'factsAt(node, relation, { ours: event.seen, theirs: index })',
    into: 'factsAt(node, relation, { ours: relation.ours.edge.size, theirs: relation.theirs.edge.size })',
  },
  { name: 'national-only-skipped', file: 'src/core/policy/rules.ts', of: '  nationalOnly,\n', into: '' },
  {
    name: 'termination-ignored',
    file: 'src/core/policy/rules.ts',
    of: 'if (period.until !== null && !(at < period.until))',
    into: 'if (period.until !== null && at < 0)',
    needs: ['leaps'],
  },
  { name: 'third-party-skipped', file: 'src/core/policy/rules.ts', of: '  thirdParty,\n', into: '' },
  {
    name: 'accepted-though-refused',
    file: 'src/runtime/judge.ts',
    of: "return { rung: 'dissent', agreement, article: articleOf(verdict), reason: verdict.reason }",
    into: "return { rung: 'accepted', agreement: agreement, article: '' }",
    needs: ['liar'],
  },
  {
    name: 'answered-again',
    file: 'src/runtime/judge.ts',
    of: 'hasFinalRung(relation.fold.ladders.theirs, index)',
    into: 'false',
    needs: ['restores'],
  },
  {
    name: 'act-while-amnesiac',
    file: 'src/runtime/confirm.ts',
    of: "    relation.amnesia = true\n    relation.proved = { size: head.size, root: head.root }\n    node.onNotice({\n      code: 'amnesia'",
    into: "    relation.confirmed = true\n    relation.proved = { size: head.size, root: head.root }\n    node.onNotice({\n      code: 'amnesia'",
    needs: ['restores'],
  },
  {
    name: 'floor-of-seen-forgotten',
    file: 'src/runtime/reading.ts',
    of: '[relation.theirs.floor]',
    into: '[]',
    needs: ['liar'],
  },
  {
    name: 'seen-too-high-believed',
    file: 'src/core/ledger/order.ts',
    of: "  if (seen > signed) return { kind: 'too-high', signed }\n",
    into: '',
    needs: ['liar'],
  },
  {
    name: 'released-again-on-resend',
    file: 'src/runtime/desk/disclosure.ts',
    of: 'if (earlier !== null) return',
    into: 'if (earlier === -1) return',
  },
  {
    name: 'have-more-than-stored',
    file: 'src/runtime/receive.ts',
    of: '  return { have: parcel.end, ',
    into: '  return { have: parcel.end + 1, ',
  },
  {
    name: 'have-believed',
    file: 'src/runtime/resume.ts',
    of: '  if (have > ours.durable.size) {',
    into: '  if (have < 0) {',
    needs: ['liar'],
  },
  {
    name: 'bad-item-stops-the-parcel',
    file: 'src/runtime/reading.ts',
    of: '    if (!(error instanceof Fault)) throw error\n    return { event: null',
    into: '    if (error instanceof Error) throw error\n    return { event: null',
    needs: ['liar'],
  },
  {
    name: 'cosignature-not-verified',
    file: 'src/runtime/bound.ts',
    of: '  verifyCosignature(node',
    into: '  void (() => verifyCosignature)(node',
    needs: ['liar'],
  },
  {
    name: 'arrived-before-whole',
    file: 'src/runtime/fetch.ts',
    of: '  await transfer(node, relation, {\n',
    into: '  void transfer(node, relation, {\n',
    needs: ['objects'],
  },
  {
    name: 'fork-believed',
    file: 'src/runtime/receive.ts',
    of: '  if (differs < 0 && !rootDiffers) return\n',
    into: '  if (differs < 1 || !rootDiffers) return\n',
    needs: ['liar'],
  },
  {
    name: 'clock-may-go-back',
    file: 'src/runtime/record.ts',
    of: 'Math.max(node.ports.clock.now(), ours.lastAt)',
    into: 'node.ports.clock.now()',
  },
  {
    name: 'full-disk-unnoticed',
    file: 'src/runtime/open.ts',
    of: '        host.onFatal(error)\n        throw error\n',
    into: '        throw error\n',
    needs: ['disks'],
  },
  {
    name: 'objects-forgotten-by-recovery',
    file: 'src/runtime/recover.ts',
    of: '({ log: ours.origin, first, entries, openings, events, record }), ...offers]',
    into: '({ log: ours.origin, first, entries, openings, events, record })]',
    needs: ['restores', 'objects'],
  },
  {
    name: 'seen-forgotten-by-recovery',
    file: 'src/runtime/confirm.ts',
    of: 'ours.lastSeen = Math.max(ours.lastSeen, cosignedSize(node, relation, cosigned))',
    into: 'void cosignedSize(node, relation, cosigned)',
    needs: ['restores'],
  },
]
