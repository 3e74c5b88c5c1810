import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { buildCommand, type Command } from '@stricli/core'
import { fromUtf8 } from '../../core/bytes/utf8.ts'
import { Fault } from '../../core/fault.ts'
import { isNation } from '../../core/marking/name.ts'
import { decodePolicy, type MarkingPolicy } from '../../core/marking/policy.ts'
import { isNodeName, isNodeUrl } from '../../core/party/identity.ts'
import { decodeNationalRules } from '../../core/policy/national.ts'
import type { Text } from '../../core/text.ts'
import { readPassphrase } from '../../io/passphrase.ts'
import { decodeYaml } from '../../io/yaml.ts'
import type { Address } from '../../server/config.ts'
import { makeNode, type Made } from '../../server/init.ts'
import { layout } from '../../server/layout.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { nodeFlags, nodeOptions, textFlag, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Makes the node of one nation in an empty directory: keys, certificates, identity document, settings.',
  ko: '빈 디렉터리에 한 나라의 노드를 만듭니다. 키, 인증서, 신원 문서, 설정을 생성합니다.',
  ja: '空のディレクトリに一国のノードを作成します。鍵、証明書、身元文書、設定を生成します。',
}
const NATION: Text = { en: "the nation's code", ko: '국가 부호', ja: '国の符号' }
const NODE: Text = {
  en: "the node's name, like a host's; it never changes",
  ko: '호스트 이름 형식의 노드 이름. 이후 변경할 수 없습니다',
  ja: 'ホスト名の形式のノード名。後から変更できません',
}
const URL_BRIEF: Text = { en: 'where partners reach it', ko: '상대국이 접속할 주소', ja: '相手国が接続する URL' }
const LISTEN: Text = {
  en: 'where it listens (otherwise 127.0.0.1 and the port of --url)',
  ko: '수신 대기 주소 (지정하지 않으면 127.0.0.1과 --url의 포트)',
  ja: '待ち受けるアドレス (指定がなければ 127.0.0.1 と --url のポート)',
}
const AUDIT: Text = {
  en: 'where an auditor reads the logs: plain HTTP, loopback only (otherwise nowhere)',
  ko: '감사관이 기록을 읽을 주소: 평문 HTTP, 루프백 전용 (지정하지 않으면 없음)',
  ja: '監査担当がログを読むアドレス: 平文 HTTP、ループバックのみ (指定がなければなし)',
}
const POLICIES: Text = {
  en: 'a folder of marking policies (otherwise those that come with Comity)',
  ko: '비밀표지 정책 폴더 (지정하지 않으면 Comity에 포함된 정책)',
  ja: '秘密表示方針のフォルダー (指定がなければ Comity 付属のもの)',
}
const NATIONAL: Text = {
  en: 'posts, holders and delegations (otherwise one office a post, and nothing delegated)',
  ko: '직위, 담당자, 위임을 적은 파일 (지정하지 않으면 직위마다 담당 하나, 위임 없음)',
  ja: '職位、担当者、委任のファイル (指定がなければ職位ごとに担当一つ、委任なし)',
}
const EXERCISE: Text = {
  en: 'an exercise node: it meets exercise nodes only',
  ko: '훈련용 노드. 훈련용 노드와만 연결됩니다',
  ja: '訓練用ノード。訓練用ノードとのみ接続します',
}
const MAKING: Text = { en: 'making keys', ko: '키 생성 중', ja: '鍵を生成中' }
const FINGERPRINT: Text = { en: 'fingerprint', ko: '지문', ja: 'フィンガープリント' }
const DOCUMENT: Text = { en: 'identity document', ko: '신원 문서', ja: '身元文書' }
const NEXT: Text = {
  en: 'next: hand the identity document to the partner, read the fingerprint aloud to each other, then',
  ko: '다음: 신원 문서를 상대국에 전달하고 지문을 서로 소리 내어 확인한 뒤',
  ja: '次に: 身元文書を相手国に渡し、フィンガープリントを互いに読み上げて確認したうえで',
}

interface Flags extends NodeFlags {
  readonly nation: string
  readonly node: string
  readonly url: string
  readonly listen?: Address
  readonly audit?: Address
  readonly policies?: string
  readonly national?: string
  readonly exercise: boolean
}

const USAGE = [
  '--dir kr --nation KR --node kr.example --url https://kr.example:7701 --passphrase-file /run/secrets/comity',
  '--dir kr --nation KR --node kr.exercise.example --url https://127.0.0.1:7701 --audit 127.0.0.1:7711 --exercise',
]

/** `comity init`: `comity/init/v1` with the node, its fingerprint and where its identity document is. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: USAGE },
    parameters: {
      flags: {
        ...nodeFlags(say),
        nation: textFlag(say(NATION), 'nation'),
        node: textFlag(say(NODE), 'name'),
        url: textFlag(say(URL_BRIEF), 'url'),
        listen: { ...textFlag(say(LISTEN), 'host:port'), parse: addressNamed('--listen'), optional: true },
        audit: { ...textFlag(say(AUDIT), 'host:port'), parse: addressNamed('--audit'), optional: true },
        policies: { ...textFlag(say(POLICIES), 'dir'), optional: true },
        national: { ...textFlag(say(NATIONAL), 'file'), optional: true },
        exercise: { kind: 'boolean', default: false, withNegated: false, brief: say(EXERCISE) },
      },
    },
    async func(flags) {
      const progress = this.print.progress()
      progress.step(say(MAKING))
      const { directory } = nodeOptions(flags)
      announce(this, { directory, made: await make(flags).finally(() => progress.done()) })
    },
  })
}

async function make(flags: Flags): Promise<Made> {
  const { nation, node, url, exercise, audit = null } = flags
  if (!isNation(nation)) throw new Fault('usage-invalid', `--nation: \`${nation}\` is not two to eight capital letters`)
  if (!isNodeName(node)) throw new Fault('usage-invalid', `--node: \`${node}\` is not a name in lower case`)
  if (!isNodeUrl(url))
    throw new Fault('usage-invalid', `--url: \`${url}\` is not an https address without a slash at the end`)
  if (audit !== null && !LOOPBACK.includes(audit.host))
    throw new Fault('usage-invalid', `--audit: \`${audit.host}\` is not the loopback`)
  const policies = policiesIn(flags.policies ?? SHIPPED)
  const national = fromUtf8(readGiven(flags.national ?? join(SHIPPED, 'national', 'default.yaml')), 'national.yaml')
  checkRules({ nation, policies, national })
  const { directory, passphrase } = nodeOptions(flags)
  return await makeNode({
    directory,
    passphrase: readPassphrase(passphrase, process.env),
    config: { nation, node, exercise, listen: flags.listen ?? { host: '127.0.0.1', port: portOf(url) }, audit },
    url,
    policies,
    national,
  })
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
/** The policies that come with Comity; as deep in a checkout as in `dist`. */
const SHIPPED = resolve(import.meta.dirname, '..', '..', '..', 'policies')

function policiesIn(folder: string): ReadonlyMap<string, string> {
  const names = namesIn(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  return new Map(names.map((name) => [basename(name), fromUtf8(readGiven(join(folder, name)), name)]))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    throw new Fault('file-unreadable', resolve(folder), { cause })
  }
}

/** Reads everything as the node will, so that none is made that cannot start. */
function checkRules({
  nation,
  policies,
  national,
}: {
  readonly nation: string
  readonly policies: ReadonlyMap<string, string>
  readonly national: string
}): void {
  const read = [...policies].map(([name, text]): MarkingPolicy => decodePolicy(decodeYaml(Buffer.from(text), name)))
  const own = read.find((policy) => policy.nation === nation)
  if (own === undefined) throw new Fault('policy-invalid', `no marking policy of ${nation}`)
  decodeNationalRules(decodeYaml(Buffer.from(national), 'national.yaml'), own)
}

function addressNamed(flag: string): (text: string) => Address {
  return (text) => {
    const [, host = '', port = ''] =
      /^(?:\[([0-9a-fA-F:]+)\]|([^:\s[\]]+)):([0-9]{1,5})$/.exec(text)?.filter((part) => part !== undefined) ?? []
    if (host === '' || Number(port) > 65_535) throw new Fault('usage-invalid', `${flag}: \`${text}\` is not HOST:PORT`)
    return { host, port: Number(port) }
  }
}

function portOf(url: string): number {
  const { port } = new URL(url)
  return port === '' ? 443 : Number(port)
}

function announce(
  { print, say }: Context,
  { directory, made }: { readonly directory: string; readonly made: Made },
): void {
  const { nation, node, exercise, url } = made.identity
  const { identity } = layout(directory)
  print.data({
    schema: 'comity/init/v1',
    value: { nation, node, exercise, url, directory, identity, fingerprint: made.fingerprint },
    lines: [
      `${nation}  ${node}`,
      `${say(FINGERPRINT)}: ${made.fingerprint}`,
      `${say(DOCUMENT)}: ${identity}`,
      say(NEXT),
      `  comity serve --dir ${directory}`,
      `  comity partner add FILE --fingerprint "..." --dir ${directory}`,
    ],
  })
}
