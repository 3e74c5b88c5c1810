import type { Text } from '../core/text.ts'
import { PORTFOLIO } from './tree-portfolio.ts'
import type { Row } from './tree-row.ts'
import { LIFE } from './tree-life.ts'

/**
 * Every command, by the words that name it (`noun verb`, or one word), in the order help lists them.
 *
 * A command's file `commands/<noun>-<verb>.ts` exports `command`; only the file that was asked for is loaded.
 */
export const TREE: Readonly<Record<string, Row>> = {
  demo: {
    brief: {
      en: 'opens the exercise: two nations on this machine',
      ko: '훈련을 시작합니다: 이 기기에 두 나라를 엽니다',
      ja: '訓練を始めます: この機器に二か国を開きます',
    },
    example: 'demo',
    load: () => import('./commands/demo.ts'),
  },
  walk: {
    brief: {
      en: 'runs the main job without a person, and proves it',
      ko: '주요 업무를 사람 없이 실행하고 증명합니다',
      ja: '主な業務を人手なしで実行し、証明します',
    },
    example: 'walk --dir walk',
    load: () => import('./commands/walk.ts'),
  },
  init: {
    brief: {
      en: 'makes the node of one nation',
      ko: '한 나라의 노드를 만듭니다',
      ja: '一国のノードを作成します',
    },
    example: 'init --dir kr --nation KR --node kr.example --url https://127.0.0.1:7701',
    load: () => import('./commands/init.ts'),
  },
  serve: {
    brief: {
      en: 'runs the node of a directory',
      ko: '디렉터리의 노드를 실행합니다',
      ja: 'ディレクトリのノードを動かします',
    },
    example: 'serve --dir kr',
    load: () => import('./commands/serve.ts'),
  },
  'identity show': {
    brief: {
      en: 'what a partner needs of this node',
      ko: '상대국에 전달할 이 노드의 신원을 표시합니다',
      ja: '相手国に渡すこのノードの身元を表示します',
    },
    example: 'identity show --dir kr',
    load: () => import('./commands/identity-show.ts'),
  },
  status: {
    brief: {
      en: 'who this node is and how its partners stand',
      ko: '노드와 상대국의 상태를 표시합니다',
      ja: 'ノードと相手国の状態を表示します',
    },
    example: 'status --dir kr',
    load: () => import('./commands/status.ts'),
  },
  'partner add': {
    brief: {
      en: 'adds a partner, by its fingerprint read aloud',
      ko: '지문을 음성으로 확인하여 상대국을 추가합니다',
      ja: '読み上げたフィンガープリントで相手国を追加します',
    },
    example: 'partner add jp-identity.json --fingerprint "12345 67890 ..." --dir kr',
    load: () => import('./commands/partner-add.ts'),
  },
  'partner list': {
    brief: {
      en: 'every partner and both logs',
      ko: '상대국과 양측 기록을 표시합니다',
      ja: '相手国と双方のログを表示します',
    },
    example: 'partner list --dir kr',
    load: () => import('./commands/partner-list.ts'),
  },
  'agreement load': {
    brief: {
      en: 'puts an agreement on the table',
      ko: '협정을 상정합니다',
      ja: '協定を上程します',
    },
    example: 'agreement load agreements/exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-load.ts'),
  },
  'agreement sign': {
    brief: {
      en: 'signs an agreement for this nation',
      ko: '협정에 서명합니다',
      ja: '協定に署名します',
    },
    example: 'agreement sign exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-sign.ts'),
  },
  'agreement notify': {
    brief: {
      en: 'notifies that domestic requirements are met',
      ko: '국내 절차 완료를 통보합니다',
      ja: '国内手続の完了を通告します',
    },
    example: 'agreement notify exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-notify.ts'),
  },
  'agreement assure': {
    brief: {
      en: 'gives the assurance before the first provision',
      ko: '첫 제공에 앞서 보증합니다',
      ja: '最初の提供に先立つ保証を行います',
    },
    example: 'agreement assure exercise-kr-jp --level 極秘 --as approving-authority --dir jp',
    load: () => import('./commands/agreement-assure.ts'),
  },
  'agreement notice': {
    brief: {
      en: 'gives notice of termination',
      ko: '종료를 통고합니다',
      ja: '終了を通告します',
    },
    example: 'agreement notice exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-notice.ts'),
  },
  'agreement list': {
    brief: {
      en: 'every agreement, and whether it is in force',
      ko: '협정과 발효 여부를 표시합니다',
      ja: '協定と発効の状況を表示します',
    },
    example: 'agreement list --dir kr',
    load: () => import('./commands/agreement-list.ts'),
  },
  'agreement show': {
    brief: {
      en: 'one agreement, or the words of an article',
      ko: '협정 또는 조항의 본문을 표시합니다',
      ja: '協定または条項の本文を表示します',
    },
    example: 'agreement show exercise-kr-jp --article art_6 --lang ko --dir kr',
    load: () => import('./commands/agreement-show.ts'),
  },
  ...LIFE,
  ...PORTFOLIO,
  'item draft': {
    brief: {
      en: 'drafts an item',
      ko: '문서를 기안합니다',
      ja: '案件を起案します',
    },
    example: 'item draft examples/items/situation-report --as analyst --dir kr',
    load: () => import('./commands/item-draft.ts'),
  },
  'item show': {
    brief: {
      en: 'one item of ours and where it was released',
      ko: '우리 문서 하나와 제공 현황을 표시합니다',
      ja: '自国の案件一件と提供状況を表示します',
    },
    example: 'item show KR-2026-A1B2C3D4E5 --dir kr',
    load: () => import('./commands/item-show.ts'),
  },
  'item list': {
    brief: {
      en: 'every item of ours',
      ko: '우리 문서를 모두 표시합니다',
      ja: '自国の案件を全て表示します',
    },
    example: 'item list --dir kr',
    load: () => import('./commands/item-list.ts'),
  },
  'release propose': {
    brief: {
      en: 'asks whether a nation may hold an item',
      ko: '제공 가능 여부를 판정하고 제안합니다',
      ja: '提供の可否を判定し起案します',
    },
    example: 'release propose KR-2026-A1B2C3D4E5 --to JP --as analyst --dir kr',
    load: () => import('./commands/release-propose.ts'),
  },
  'release approve': {
    brief: {
      en: 'approves a proposed release',
      ko: '제안된 제공을 승인합니다',
      ja: '起案された提供を承認します',
    },
    example: 'release approve KR-2026-A1B2C3D4E5 --to JP --as disclosure-officer --dir kr',
    load: () => import('./commands/release-approve.ts'),
  },
  'release refuse': {
    brief: {
      en: 'refuses a proposed release',
      ko: '제안된 제공을 거부합니다',
      ja: '起案された提供を拒否します',
    },
    example: 'release refuse KR-2026-A1B2C3D4E5 --to JP --as disclosure-officer --dir kr',
    load: () => import('./commands/release-refuse.ts'),
  },
  'release send': {
    brief: {
      en: 'carries an approved release out',
      ko: '승인된 제공을 실행합니다',
      ja: '承認された提供を実行します',
    },
    example: 'release send KR-2026-A1B2C3D4E5 --to JP --as registry-officer --dir kr',
    load: () => import('./commands/release-send.ts'),
  },
  'release list': {
    brief: {
      en: 'what was released, with its receipts',
      ko: '제공한 문서와 수령 확인을 표시합니다',
      ja: '提供した案件と受領確認を表示します',
    },
    example: 'release list --to JP --dir kr',
    load: () => import('./commands/release-list.ts'),
  },
  'receive list': {
    brief: {
      en: 'what came from a nation',
      ko: '받은 문서를 표시합니다',
      ja: '受領した案件を表示します',
    },
    example: 'receive list --from KR --dir jp',
    load: () => import('./commands/receive-list.ts'),
  },
  'receive open': {
    brief: {
      en: 'opens a received item',
      ko: '받은 문서를 엽니다',
      ja: '受領した案件を開きます',
    },
    example: 'receive open KR-2026-A1B2C3D4E5 --from KR --out opened --as registry-officer --dir jp',
    load: () => import('./commands/receive-open.ts'),
  },
  'log verify': {
    brief: {
      en: 'checks a whole log with public keys alone',
      ko: '공개 키만으로 기록 전체를 검증합니다',
      ja: '公開鍵だけでログ全体を検証します',
    },
    example: 'log verify kr/published/rel/ID/1 --dir kr',
    load: () => import('./commands/log-verify.ts'),
  },
  'log prove': {
    brief: {
      en: 'writes the proof of one entry',
      ko: '항목 하나의 증명을 만듭니다',
      ja: '項目一件の証明を書き出します',
    },
    example: 'log prove 7 --with JP --log theirs --out receipt.tlog-proof --dir kr',
    load: () => import('./commands/log-prove.ts'),
  },
  'log check': {
    brief: {
      en: 'checks such a proof offline',
      ko: '증명을 오프라인에서 검증합니다',
      ja: '証明をオフラインで検証します',
    },
    example: 'log check receipt.tlog-proof --entry AbCd... --key log.vkeys --cosigner partner.vkeys',
    load: () => import('./commands/log-check.ts'),
  },
  'label show': {
    brief: {
      en: 'the labels in a file, and how they are marked',
      ko: '파일의 라벨과 표시 문구를 보여 줍니다',
      ja: 'ファイルのラベルと表示文言を示します',
    },
    example: 'label show track.json.bdo',
    load: () => import('./commands/label-show.ts'),
  },
  'label bind': {
    brief: {
      en: 'binds a label to a file, signed twice',
      ko: '파일에 라벨을 결합하고 이중으로 서명합니다',
      ja: 'ファイルにラベルを結び付け、二重に署名します',
    },
    example:
      'label bind track.json --level 군사Ⅱ급비밀 --originator desk@kr.example --review 2031-01-01T00:00:00Z --dir kr',
    load: () => import('./commands/label-bind.ts'),
  },
  'label verify': {
    brief: {
      en: 'verifies such a binding under a nation’s root',
      ko: '국가 루트 인증서로 그 결합을 검증합니다',
      ja: '国のルート証明書でその結び付けを検証します',
    },
    example: 'label verify track.json --identity kr/identity.json',
    load: () => import('./commands/label-verify.ts'),
  },
  'policy check': {
    brief: {
      en: 'checks a policy file (Open XML SPIF)',
      ko: '정책 파일(Open XML SPIF)을 검사합니다',
      ja: 'ポリシーファイル(Open XML SPIF)を検査します',
    },
    example: 'policy check policies/spif/kr.xml --explain',
    load: () => import('./commands/policy-check.ts'),
  },
  'policy write': {
    brief: {
      en: 'writes a marking policy as Open XML SPIF',
      ko: '비밀표지 정책을 Open XML SPIF로 씁니다',
      ja: '秘密表示ポリシーを Open XML SPIF で書き出します',
    },
    example: 'policy write policies/kr.yaml --oid 1.3.6.1.4.1.32473.4774.1 --nation JP --authority "CN=Authority,C=KR"',
    load: () => import('./commands/policy-write.ts'),
  },
  backup: {
    brief: {
      en: 'copies a node while it runs',
      ko: '실행 중인 노드를 백업합니다',
      ja: '動作中のノードを複製します',
    },
    example: 'backup --to /media/disc/kr --dir kr',
    load: () => import('./commands/backup.ts'),
  },
  restore: {
    brief: {
      en: 'makes a node from a backup',
      ko: '백업에서 노드를 복원합니다',
      ja: 'バックアップからノードを復元します',
    },
    example: 'restore /media/disc/kr --dir kr',
    load: () => import('./commands/restore.ts'),
  },
  version: {
    brief: {
      en: 'the versions of Comity and of its run time',
      ko: 'Comity와 실행 환경의 버전을 표시합니다',
      ja: 'Comity と実行環境の版を表示します',
    },
    example: 'version --json',
    load: () => import('./commands/version.ts'),
  },
  completion: {
    brief: {
      en: 'a script that lets the shell complete commands',
      ko: '셸 자동 완성 스크립트를 출력합니다',
      ja: 'シェル補完のスクリプトを出力します',
    },
    example: 'completion bash',
    load: () => import('./commands/completion.ts'),
  },
}

/** Nouns that group several verbs, with what help says of each. */
export const NOUNS: Readonly<Record<string, Text>> = {
  identity: { en: 'who this node is', ko: '이 노드의 신원', ja: 'このノードの身元' },
  partner: { en: 'the nations at the other end', ko: '상대국', ja: '相手国' },
  agreement: {
    en: 'agreements, from the table to their end',
    ko: '상정부터 종료까지의 협정',
    ja: '上程から終了までの協定',
  },
  item: { en: 'what we hold and may share', ko: '보유하고 공유할 수 있는 우리 문서', ja: '保有し共有し得る自国の案件' },
  release: {
    en: 'what goes to a partner, through both gates',
    ko: '두 관문을 거쳐 상대국에 제공하는 문서',
    ja: '二つの関門を経て相手国に提供する案件',
  },
  receive: { en: 'what came from a partner', ko: '상대국에서 받은 문서', ja: '相手国から受領した案件' },
  group: { en: 'agreements of several Parties', ko: '다자 협정', ja: '多国間協定' },
  consent: { en: 'leave to pass information on', ko: '재제공 동의', ja: '再提供の同意' },
  route: {
    en: 'lawful ways, directly or through a hub',
    ko: '직접 또는 중계를 통한 적법한 경로',
    ja: '直接又は中継による適法な経路',
  },
  label: {
    en: 'labels of STANAG 4774, bound to files',
    ko: '파일에 결합하는 STANAG 4774 라벨',
    ja: 'ファイルに結び付ける STANAG 4774 ラベル',
  },
  policy: { en: 'markings as policy files', ko: '비밀표지 정책 파일', ja: '秘密表示のポリシーファイル' },
  log: { en: 'proof of what happened', ko: '기록의 증명과 검증', ja: '記録の証明と検証' },
}

/** The command that the words of a command line name, longest first; `null` where they stop short of one or name none. */
export function commandNamed(words: readonly string[]): string | null {
  for (const name of [words.slice(0, 2).join(' '), words[0] ?? '']) if (Object.hasOwn(TREE, name)) return name
  return null
}
