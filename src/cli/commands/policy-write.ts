import { buildCommand, type Command } from '@stricli/core'
import { Fault } from '../../core/fault.ts'
import { isNation } from '../../core/marking/name.ts'
import { spifOfPolicy } from '../../core/marking/national-spif.ts'
import { decodePolicy } from '../../core/marking/policy.ts'
import type { Text } from '../../core/text.ts'
import { policyOidOf } from '../../io/spif-parts-xml.ts'
import { encodeSpif } from '../../io/spif-write.ts'
import { decodeSpif } from '../../io/spif-xml.ts'
import { systemClock } from '../../io/system.ts'
import { decodeYaml } from '../../io/yaml.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { textArgument, textFlag } from '../node-options.ts'

const BRIEF: Text = {
  en: "Writes a node's marking policy (YAML) as Open XML SPIF 2.1 on standard output, for tools that know the format.",
  ko: '노드의 비밀표지 정책(YAML)을 Open XML SPIF 2.1로 표준 출력에 씁니다. 이 형식을 아는 도구에서 사용합니다.',
  ja: 'ノードの秘密表示ポリシー(YAML)を Open XML SPIF 2.1 として標準出力に書き出します。この形式を扱うツールのためのものです。',
}
const FILE: Text = { en: 'a marking policy in YAML', ko: 'YAML 비밀표지 정책', ja: 'YAML の秘密表示ポリシー' }
const OID: Text = { en: "the policy's object identifier", ko: '정책의 객체 식별자', ja: 'ポリシーのオブジェクト識別子' }
const NATION: Text = {
  en: 'a nation labels may be releasable to; may be given again',
  ko: '라벨의 제공 대상이 될 수 있는 국가, 여러 번 지정 가능',
  ja: 'ラベルの提供先となり得る国、複数指定可',
}
const AUTHORITY: Text = {
  en: 'who issues the policy, a distinguished name',
  ko: '정책 발행 기관의 고유 이름(DN)',
  ja: 'ポリシー発行者の識別名(DN)',
}

interface Flags {
  readonly oid: string
  readonly nation?: readonly string[]
  readonly authority: string
}

/** `comity policy write`: the file itself; under `--json`, `comity/policy-write/v1` with it as `xml`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: [
        'policies/kr.yaml --oid 1.3.6.1.4.1.32473.4774.1 --nation JP --nation US --authority "CN=Policy authority,C=KR"',
      ],
    },
    parameters: {
      flags: {
        oid: textFlag(say(OID), 'oid'),
        nation: { ...textFlag(say(NATION), 'nation'), optional: true, variadic: true },
        authority: textFlag(say(AUTHORITY), 'dn'),
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    func({ oid, nation = [], authority }, file) {
      const stray = nation.find((code) => !isNation(code))
      if (stray !== undefined)
        throw new Fault('usage-invalid', `--nation: \`${stray}\` is not two to eight capital letters`)
      const policy = decodePolicy(decodeYaml(readGiven(file), file))
      const xml = encodeSpif(spifOfPolicy(policy, { oid: policyOidOf(oid, '--oid'), nations: nation }), {
        originator: authority,
        created: systemClock.now(),
      })
      // What is handed out has been read as others will read it.
      const { spif } = decodeSpif(Buffer.from(xml))
      this.print.data({
        schema: 'comity/policy-write/v1',
        value: { policy: spif.name, digest: spif.digest, xml },
        lines: [xml.trimEnd()],
      })
    },
  })
}
