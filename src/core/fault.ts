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
  'act-unknown': {
    en: 'this entry records an act that this version does not know',
    ko: '이 버전이 알지 못하는 행위가 기록되어 있습니다',
    ja: 'このバージョンが知らない行為が記録されています',
    next: 'the entry is kept and refused at its first rung; update the software or ask the partner',
  },
  'store-failed': {
    en: 'the disk failed while the journal was written; nothing more is accepted',
    ko: '원장을 기록하는 중 디스크 오류가 발생하여 더 이상 기록을 받지 않습니다',
    ja: '台帳の書き込み中にディスク障害が発生したため、これ以上の記録を受け付けません',
    next: 'check the disk, then start the node again: it verifies what is stored before it acts',
  },
  'store-corrupt': {
    en: 'the journal on disk is damaged',
    ko: '디스크의 원장이 손상되었습니다',
    ja: 'ディスク上の台帳が破損しています',
    next: 'keep the damaged files as they are and restore the latest backup into an empty directory',
  },
  'store-too-new': {
    en: 'the journal was written by a newer version of the software',
    ko: '원장이 더 새로운 버전의 소프트웨어로 기록되었습니다',
    ja: '台帳は新しいバージョンのソフトウェアで書き込まれています',
    next: 'install the version that wrote it, or a later one',
  },
  'disk-full': {
    en: 'the disk has no room for this',
    ko: '디스크에 공간이 부족합니다',
    ja: 'ディスクの空き容量が不足しています',
    next: 'nothing was stored; free some room and ask again',
  },
  'directory-in-use': {
    en: 'another process is using this data directory',
    ko: '다른 프로세스가 이 데이터 디렉터리를 사용하고 있습니다',
    ja: '別のプロセスがこのデータディレクトリを使用しています',
    next: 'stop the other process, or name another directory',
  },
  'backup-damaged': {
    en: 'this backup is incomplete or was altered',
    ko: '백업이 불완전하거나 변조되었습니다',
    ja: 'バックアップが不完全であるか、改変されています',
    next: 'nothing was restored; use another copy of the backup',
  },
  'directory-not-empty': {
    en: 'the target directory is not empty',
    ko: '대상 디렉터리가 비어 있지 않습니다',
    ja: '対象のディレクトリが空ではありません',
    next: 'name a new or empty directory',
  },
  'store-sealed': {
    en: 'a stored record does not open under the storage key on file',
    ko: '저장된 기록이 보관 키로 열리지 않습니다',
    ja: '保存された記録が保管鍵で開きません',
    next: 'restore the node from a backup whose keys belong to its store',
  },
  'partner-unreachable': {
    en: 'the partner cannot be reached',
    ko: '상대국 노드에 연결할 수 없습니다',
    ja: '相手国のノードに接続できません',
    next: 'nothing is lost: what waits is sent when the partner answers; check its address and the line',
  },
  'partner-untrusted': {
    en: 'the other end is not the partner that was pinned',
    ko: '상대방이 등록된 상대국 노드가 아닙니다',
    ja: '接続先が登録済みの相手国ノードではありません',
    next: 'do not go on: compare identity documents and fingerprints with the partner by another road',
  },
  'partner-unknown': {
    en: 'no such partner is on file',
    ko: '등록되지 않은 상대국입니다',
    ja: '登録されていない相手国です',
    next: 'see `comity partner list`; add it with `comity partner add`',
  },
  'partner-known': {
    en: 'this partner is already on file under another identity',
    ko: '이미 다른 신원으로 등록된 상대국입니다',
    ja: '既に別の身元で登録されている相手国です',
    next: 'a changed identity needs a key ceremony, not a second addition',
  },
  'partner-refused': {
    en: 'the partner refused this request',
    ko: '상대국이 요청을 거부했습니다',
    ja: '相手国が要求を拒否しました',
    next: 'read the reason in the log of the link; the entries stay and are offered again',
  },
  'fingerprint-differs': {
    en: 'the fingerprint does not belong to this identity document',
    ko: '지문이 신원 문서와 일치하지 않습니다',
    ja: '指紋が身元文書と一致しません',
    next: 'do not add this partner: read both fingerprints aloud again over another road',
  },
  'relation-unconfirmed': {
    en: 'the partner has not yet confirmed how far our log had gone',
    ko: '상대국이 우리 기록의 마지막 위치를 아직 확인하지 않았습니다',
    ja: '相手国が当方の記録の到達点をまだ確認していません',
    next: 'wait for the first contact after the start, so that nothing is signed twice',
  },
  'relation-frozen': {
    en: 'this direction is frozen: the partner signed two histories',
    ko: '상대국이 서로 다른 두 기록에 서명하여 이 방향은 동결되었습니다',
    ja: '相手国が二つの異なる履歴に署名したため、この方向は凍結されています',
    next: 'keep both signed heads as evidence and raise it through the diplomatic channel',
  },
  'relation-amnesia': {
    en: 'this node knows less than it once signed: it was restored from an old copy',
    ko: '이 노드는 과거에 서명한 것보다 적게 알고 있습니다: 오래된 사본에서 복원되었습니다',
    ja: 'このノードは過去に署名した内容より少ない情報しか持っていません。古い複製から復元されています',
    next: 'it fetches its own entries back from the partner; nothing is signed until then',
  },
  'parcel-elsewhere': {
    en: 'this parcel belongs to another log',
    ko: '다른 기록에 속하는 묶음입니다',
    ja: '別のログに属する小包です',
    next: 'nothing was stored; check which relation it was meant for',
  },
  'parcel-gap': {
    en: 'this parcel begins beyond what is held',
    ko: '보유한 범위를 넘어서 시작하는 묶음입니다',
    ja: '保有する範囲より先から始まる小包です',
    next: 'send from the index named in the answer',
  },
  'parcel-fork': {
    en: 'these entries differ from those already cosigned at the same index',
    ko: '같은 위치에서 이미 부서한 내용과 다릅니다',
    ja: '同じ位置で既に副署した内容と異なります',
    next: 'the direction is frozen; both signed heads are kept as proof',
  },
  'head-invalid': {
    en: 'the head is not signed as both algorithms require',
    ko: '두 알고리즘의 서명이 모두 유효하지 않은 헤드입니다',
    ja: '両方のアルゴリズムの署名が有効でないヘッドです',
    next: 'nothing was stored; compare the partner’s keys with those of the ceremony',
  },
  'head-differs': {
    en: 'the entries do not give the root that the head signs',
    ko: '항목이 서명된 루트와 일치하지 않습니다',
    ja: '項目が署名されたルートと一致しません',
    next: 'nothing was stored; ask the partner to send the range again',
  },
  'seen-false': {
    en: 'an entry claims to have seen what was never signed, or forgets what it had seen',
    ko: '항목의 확인 위치가 사실과 다릅니다',
    ja: '項目の既読位置が事実と異なります',
    next: 'nothing was stored; our own heads are the proof: raise it with the partner',
  },
  'opening-differs': {
    en: 'an opening does not belong to its entry',
    ko: '공개값이 해당 항목과 일치하지 않습니다',
    ja: '開示値が該当する項目と一致しません',
    next: 'the entry is kept and refused; ask the partner to release the item again',
  },
  'item-unknown': {
    en: 'no such item is on file',
    ko: '등록되지 않은 문서입니다',
    ja: '登録されていない案件です',
    next: 'see `comity item list` and `comity receive list`',
  },
  'item-changed': {
    en: 'the file is not the one that was drafted and approved',
    ko: '파일이 기안·승인된 것과 다릅니다',
    ja: 'ファイルが起案・承認されたものと異なります',
    next: 'draft it again: an approval covers one digest only',
  },
  'item-released': {
    en: 'this item was already released to this partner',
    ko: '이미 이 상대국에 제공된 문서입니다',
    ja: 'この相手国へ既に提供済みの案件です',
    next: 'see `comity item show` for its index and receipts',
  },
  'approval-missing': {
    en: 'this release has not been approved',
    ko: '승인되지 않은 제공입니다',
    ja: '承認されていない提供です',
    next: 'a disclosure officer other than the proposer approves it with `comity release approve`',
  },
  'approval-conflict': {
    en: 'one person may not do both of these',
    ko: '한 사람이 두 행위를 모두 할 수 없습니다',
    ja: '同一人物が両方を行うことはできません',
    next: 'let another post carry it out: nobody both decides a release and carries it out',
  },
  'post-unknown': {
    en: 'no such post exists in this nation',
    ko: '존재하지 않는 직위입니다',
    ja: '存在しない職位です',
    next: 'see the people of this node in `comity status`',
  },
  'object-unknown': {
    en: 'no such object is held for this partner',
    ko: '이 상대국을 위해 보관된 객체가 없습니다',
    ja: 'この相手国のために保管された物件はありません',
    next: 'the object was never released here, or has been removed',
  },
  'object-incomplete': {
    en: 'the object has not arrived whole',
    ko: '객체가 아직 모두 도착하지 않았습니다',
    ja: '物件がまだ全て到着していません',
    next: 'wait for the transfer; it goes on where it stopped',
  },
  'seal-broken': {
    en: 'a seal does not open: what it was bound to has changed, or it was made for another node',
    ko: '봉인이 열리지 않습니다: 결합된 내용이 변경되었거나 다른 노드용입니다',
    ja: '封印が開きません。結び付けられた内容が変わったか、別のノード宛です',
    next: 'nothing was stored; ask the partner to send it again',
  },
  'passphrase-wrong': {
    en: 'this passphrase does not open the keys of this node',
    ko: '이 암호문구로는 이 노드의 키를 열 수 없습니다',
    ja: 'このパスフレーズではこのノードの鍵を開けません',
    next: 'give the passphrase the node was set up with; there is no way around it',
  },
  'key-damaged': {
    en: 'a key file of this node is missing, cut or changed',
    ko: '이 노드의 키 파일이 없거나 잘렸거나 변경되었습니다',
    ja: 'このノードの鍵ファイルが失われたか、欠けているか、改変されています',
    next: 'put the file back from the backup of the keys; a node never makes a new key in place of a damaged one',
  },
  'identity-invalid': {
    en: 'this identity or key document is not signed as it must be',
    ko: '신원 문서 또는 키 문서의 서명이 요건을 충족하지 않습니다',
    ja: '身元文書または鍵文書の署名が要件を満たしていません',
    next: 'ask the other nation for the original document and compare its fingerprint by voice',
  },
  'xml-refused': {
    en: 'this XML is malformed, or uses what is never accepted',
    ko: 'XML 형식이 잘못되었거나 허용되지 않는 요소를 사용합니다',
    ja: 'この XML は形式が誤っているか、受け付けない要素を使っています',
    next: 'nothing was taken from it; ask the sender for plain XML in UTF-8 without a document type',
  },
  'label-invalid': {
    en: 'this label does not say what its policy lets a label say',
    ko: '이 라벨의 내용은 해당 정책이 허용하는 것이 아닙니다',
    ja: 'このラベルの内容は、そのポリシーが許すものではありません',
    next: 'nothing was marked by it; ask the originator for a label valid under the policy in force',
  },
  'binding-broken': {
    en: 'the label is not bound to these data: what was signed and what is here differ',
    ko: '라벨이 이 데이터에 결합되어 있지 않습니다: 서명된 내용과 현재 내용이 다릅니다',
    ja: 'ラベルがこのデータに結び付いていません。署名された内容と手元の内容が異なります',
    next: 'treat the file as unlabelled and ask the originator to send both again',
  },
  'binding-signature-invalid': {
    en: 'a signature on this binding does not verify, or is not of the one form accepted',
    ko: '결합의 서명이 검증되지 않거나 허용된 유일한 형식이 아닙니다',
    ja: '結び付けの署名が検証できないか、受け付ける唯一の形式ではありません',
    next: 'both signatures must verify, or neither counts; ask the originator to bind the label again',
  },
  'binding-signer-untrusted': {
    en: 'this binding is not signed by the nation whose root is on file',
    ko: '등록된 루트 인증서의 국가가 서명한 결합이 아닙니다',
    ja: '登録済みのルート証明書の国が署名した結び付けではありません',
    next: 'compare identity documents with the nation by another road; a certificate in the file proves nothing by itself',
  },
  'policy-invalid': {
    en: 'this marking policy contradicts itself',
    ko: '이 비밀표지 정책은 내용이 서로 모순됩니다',
    ja: 'この秘密表示ポリシーは内容が矛盾しています',
    next: 'nothing was loaded; correct the policy file at the place named and load it again',
  },
  'terms-invalid': {
    en: 'these agreement terms contradict themselves',
    ko: '이 협정 조건은 내용이 서로 모순됩니다',
    ja: 'この協定条件は内容が矛盾しています',
    next: 'nothing was loaded; correct the terms at the place named, and propose them again',
  },
  'agreement-unknown': {
    en: 'no such agreement is on the table',
    ko: '제안된 바 없는 협정입니다',
    ja: '提案されていない協定です',
    next: 'propose the agreement first, or check its hash',
  },
  'agreement-already-proposed': {
    en: 'this agreement is already on the table',
    ko: '이미 제안된 협정입니다',
    ja: 'すでに提案されている協定です',
    next: 'file the texts and sign; changed terms are another agreement with another hash',
  },
  'agreement-party-unknown': {
    en: 'this nation is not a party to the agreement',
    ko: '협정의 당사국이 아닙니다',
    ja: 'この協定の当事国ではありません',
    next: 'only the parties named in the terms may act under them',
  },
  'agreement-hash-differs': {
    en: 'this is not the hash of the agreement on the table',
    ko: '제안된 협정의 해시와 일치하지 않습니다',
    ja: '提案されている協定のハッシュと一致しません',
    next: 'compare the terms and the texts with your partner before anyone signs',
  },
  'agreement-text-differs': {
    en: 'this text is not, byte for byte, the one the terms name',
    ko: '협정 조건에 명시된 본문과 바이트 단위로 일치하지 않습니다',
    ja: '協定条件が指定する本文とバイト単位で一致しません',
    next: 'file the text whose digest the terms give, or propose terms with the new digest',
  },
  'agreement-texts-missing': {
    en: 'not every language of the agreement is on file',
    ko: '협정의 모든 언어 본문이 등록되지 않았습니다',
    ja: '協定のすべての言語の本文がそろっていません',
    next: 'file the missing texts; a signature covers all of them',
  },
  'agreement-act-repeated': {
    en: 'this party has already done this under the agreement',
    ko: '해당 당사국이 이미 수행한 행위입니다',
    ja: 'この当事国がすでに行った行為です',
    next: 'nothing to do; the first act stands',
  },
  'agreement-not-signed': {
    en: 'this party has not signed the agreement',
    ko: '해당 당사국이 아직 협정에 서명하지 않았습니다',
    ja: 'この当事国はまだ協定に署名していません',
    next: 'sign first; a notification concerns a signed agreement',
  },
  'agreement-not-in-force': {
    en: 'this agreement is not in force',
    ko: '발효 중인 협정이 아닙니다',
    ja: '効力を有する協定ではありません',
    next: 'a notice of termination needs an agreement in force; before that, withhold the notification',
  },
  'proof-invalid': {
    en: 'this proof does not lead from the entry to the signed root',
    ko: '이 증명은 항목에서 서명된 루트로 이어지지 않습니다',
    ja: 'この証明は項目から署名済みのルートに至りません',
    next: 'treat the entry as not proved; ask for the proof again under a head both have signed',
  },
  'log-differs': {
    en: 'this log is not the one its head signs',
    ko: '이 기록은 서명된 헤드가 가리키는 기록과 다릅니다',
    ja: 'このログは署名済みヘッドが示すものと異なります',
    next: 'keep this copy as evidence; fetch the named file again and compare it with another copy',
  },
  'log-incomplete': {
    en: 'a file that the signed head requires is missing from this log',
    ko: '서명된 헤드에 필요한 파일이 이 기록에 없습니다',
    ja: '署名済みヘッドに必要なファイルがこのログにありません',
    next: 'fetch the named file; a log is never pruned',
  },
  'item-quarantined': {
    en: 'this item is kept apart: it was refused, or we read an article otherwise than its sender',
    ko: '이 문서는 격리되어 있습니다: 거부되었거나 조문 해석이 제공국과 다릅니다',
    ja: 'この案件は隔離されています。拒否されたか、条文の解釈が提供国と異なります',
    next: 'consult the other nation about the reason recorded; nobody reads it until then',
  },
  'agreement-mode-differs': {
    en: 'exercise and live agreements do not mix on one node',
    ko: '훈련용 협정과 실제 협정은 한 노드에서 함께 쓸 수 없습니다',
    ja: '訓練用の協定と実際の協定を一つのノードで混在させることはできません',
    next: 'load it on a node of its own mode',
  },
  'talks-ended': {
    en: 'the proposal was withdrawn; what is said about it now has no effect',
    ko: '제안이 철회되었으므로 이후의 답변은 효력이 없습니다',
    ja: '提案は撤回されており、以後の回答に効力はありません',
    next: 'propose anew with `comity agreement propose`',
  },
  'talks-postponed': {
    en: 'the talks have been put aside',
    ko: '협의가 연기되었습니다',
    ja: '協議は延期されています',
    next: 'take them up again with `comity agreement answer ID --resume`',
  },
  'clause-unknown': {
    en: 'the text on the table has no such clause',
    ko: '상정된 본문에 그러한 조항이 없습니다',
    ja: '上程された本文にその条項はありません',
    next: 'see the clauses with `comity agreement diff ID`',
  },
  'clause-version-unknown': {
    en: 'no such version of this clause is on the table',
    ko: '이 조항의 그러한 안은 상정되지 않았습니다',
    ja: 'この条項のその案は上程されていません',
    next: 'see the versions with `comity agreement diff ID`',
  },
  'clause-open': {
    en: 'a clause is still open',
    ko: '합의되지 않은 조항이 남아 있습니다',
    ja: '合意されていない条項が残っています',
    next: 'accept one version of each clause on both sides first',
  },
  'agreement-text-contested': {
    en: 'the Parties have initialled different texts',
    ko: '양 당사국이 서로 다른 본문에 가서명하였습니다',
    ja: '両当事国が異なる本文に仮署名しています',
    next: 'compare the two hashes; initial one and the same text, or reopen a clause',
  },
  'agreement-signed': {
    en: 'a Party has signed this text; it is no longer negotiated',
    ko: '당사국이 이미 서명한 본문이므로 더 이상 협의하지 않습니다',
    ja: '当事国が署名済みの本文であり、もはや協議の対象ではありません',
    next: 'propose an amendment once it is in force',
  },
  'notice-absent': {
    en: 'no notice of this kind stands',
    ko: '해당하는 종료 통고가 없습니다',
    ja: '該当する終了通告がありません',
    next: 'see the notices with `comity agreement show ID`',
  },
  'agreement-term-bars': {
    en: 'the agreement itself does not allow this',
    ko: '협정 자체가 이를 허용하지 않습니다',
    ja: '協定自体がこれを認めていません',
    next: 'read the article named, or amend the agreement',
  },
  'procedure-incomplete': {
    en: 'a step of the nation’s own procedure is still open',
    ko: '국내 절차의 단계가 완료되지 않았습니다',
    ja: '国内手続の段階が完了していません',
    next: 'see `comity agreement procedure ID`; the partner is told nothing of it',
  },
  'entry-unknown': {
    en: 'the log has no such entry',
    ko: '기록에 그러한 항목이 없습니다',
    ja: 'ログにその項目はありません',
    next: 'see `comity log prove --help`; indices begin at 0',
  },
  'not-bound': {
    en: 'the partner has not cosigned this entry yet',
    ko: '상대국이 이 항목에 아직 부서하지 않았습니다',
    ja: '相手国がこの項目にまだ副署していません',
    next: 'it is recorded but not bound; ask again after the next contact',
  },
  'file-unreadable': {
    en: 'this file cannot be read',
    ko: '파일을 읽을 수 없습니다',
    ja: 'このファイルを読み取れません',
    next: 'check the path and its permissions; nothing was recorded',
  },
  'port-in-use': {
    en: 'this address is in use by another process',
    ko: '이 주소는 다른 프로세스가 사용 중입니다',
    ja: 'このアドレスは別のプロセスが使用中です',
    next: 'stop the other process, or choose another address under `listen` in node.yaml',
  },
  'node-missing': {
    en: 'there is no node in this directory',
    ko: '이 디렉터리에 노드가 없습니다',
    ja: 'このディレクトリにノードがありません',
    next: 'make one with `comity init --dir DIR`',
  },
  'node-not-running': {
    en: 'the node of this directory is not running',
    ko: '이 디렉터리의 노드가 실행 중이 아닙니다',
    ja: 'このディレクトリのノードは動作していません',
    next: 'start it with `comity serve --dir DIR`',
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
