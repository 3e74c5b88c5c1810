import { basename, dirname, join } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import { toUtc } from '../../core/bytes/calendar.ts'
import { fromUtf8 } from '../../core/bytes/utf8.ts'
import { Fault } from '../../core/fault.ts'
import { decodeIdentity, fingerprint, isFingerprint } from '../../core/party/identity.ts'
import type { Text } from '../../core/text.ts'
import { decodeBinding, filesOf } from '../../io/binding-xml.ts'
import { fileDigest } from '../../io/file-digest.ts'
import { verifyBinding } from '../../io/label-binding.ts'
import { nodePrimitives } from '../../io/primitives.ts'
import { systemClock } from '../../io/system.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { textArgument, textFlag } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Verifies that FILE is the one a label was bound to, by both signatures in FILE.bdo and FILE.bdo.jws, under the root in an identity document.',
  ko: 'FILE.bdo와 FILE.bdo.jws의 두 서명을 신원 문서의 루트 인증서로 검증하여, 라벨이 이 파일에 결합되었음을 확인합니다.',
  ja: 'FILE.bdo と FILE.bdo.jws の両署名を身元文書のルート証明書で検証し、ラベルがこのファイルに結び付けられたことを確かめます。',
}
const FILE: Text = { en: 'the labelled file', ko: '라벨이 붙은 파일', ja: 'ラベルの付いたファイル' }
const IDENTITY: Text = {
  en: "the signing nation's identity document",
  ko: '서명국의 신원 문서',
  ja: '署名国の身元文書',
}
const FINGERPRINT: Text = {
  en: 'its fingerprint, as it was read aloud',
  ko: '구두로 확인한 지문',
  ja: '読み上げられたフィンガープリント',
}
const VERIFIED: Text = { en: 'both signatures verify', ko: '두 서명 모두 유효', ja: '両署名とも有効' }
const UNCOMPARED: Text = {
  en: 'the identity document was taken as it is: compare this fingerprint by another road, or give it with --fingerprint',
  ko: '신원 문서를 그대로 신뢰했습니다. 이 지문을 다른 경로로 대조하거나 --fingerprint로 지정하십시오',
  ja: '身元文書をそのまま信用しました。このフィンガープリントを別経路で照合するか、--fingerprint で指定してください',
}

interface Flags {
  readonly identity: string
  readonly fingerprint?: string
}

/** `comity label verify`: `comity/label-verify/v1` with who signed, when, and the labels; ends with 8 where anything fails. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['track.json --identity kr-identity.json --fingerprint "12345 67890 ..."'],
    },
    parameters: {
      flags: {
        identity: textFlag(say(IDENTITY), 'file'),
        fingerprint: { ...textFlag(say(FINGERPRINT), 'digits'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    async func(flags, file) {
      const identity = decodeIdentity(nodePrimitives, readGiven(flags.identity))
      if (flags.fingerprint !== undefined && !isFingerprint(nodePrimitives, identity, flags.fingerprint))
        throw new Fault('fingerprint-differs', flags.identity)
      const bdo = readGiven(`${file}.bdo`)
      const jws = fromUtf8(readGiven(`${file}.bdo.jws`), `${file}.bdo.jws`)
      const digests = await digestsBeside(file, filesOf(decodeBinding(bdo, 'strict').bindings))
      const verified = verifyBinding({ bdo, jws }, { root: identity.root, files: digests, at: systemClock.now() })
      const labels = verified.bindings.flatMap((binding) => binding.labels)
      const spelt = labels.map(({ kind, information }) => ({
        kind,
        policy: information.policy.name,
        classification: information.classification,
      }))
      const names = filesOf(verified.bindings)
      if (!names.includes(basename(file)))
        throw new Fault('binding-broken', `${basename(file)}: the binding is about ${names.join(', ')}`)
      if (flags.fingerprint === undefined)
        this.print.note(`${say(UNCOMPARED)}: ${fingerprint(nodePrimitives, identity)}`)
      this.print.data({
        schema: 'comity/label-verify/v1',
        value: {
          signer: verified.signer,
          nation: identity.nation,
          node: identity.node,
          signedAt: toUtc(verified.signedAt),
          files: [...names],
          labels: spelt,
        },
        lines: [
          `${say(VERIFIED)}: ${verified.signer}  ${toUtc(verified.signedAt)}`,
          ...spelt.map(({ kind, policy, classification }) => `${kind}: ${policy} ${classification}`),
        ],
      })
    },
  })
}

/** The digest of every file the binding names, read from the folder of the one a person named and from nowhere else. */
async function digestsBeside(file: string, names: readonly string[]): Promise<(name: string) => Uint8Array> {
  const digests = new Map<string, Uint8Array>()
  for (const name of names) digests.set(name, await fileDigest(join(dirname(file), name)))
  return (name) => {
    const digest = digests.get(name)
    if (digest === undefined) throw new Fault('binding-broken', `${name}: not there`)
    return digest
  }
}
