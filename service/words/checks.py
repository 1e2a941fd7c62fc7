"""Words of the evidence checks: what each one looks at, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "status.passed": Text(zh="通过", en="passed"),
    "status.failed": Text(zh="不通过", en="failed"),
    "status.absent": Text(zh="未提供", en="not present"),
    "check.digests": Text(zh="文件摘要值", en="digest of every file"),
    "check.completeness": Text(zh="完整性", en="completeness"),
    "check.completeness.passed": Text(
        zh="{count} 条记录，从演练开始到演练结束，样本批次无缺口",
        en="{count} records from the opening to the closing of the drill, no batch of samples missing",
    ),
    "check.completeness.batch": Text(
        zh="{file}:{line}：{stream} 的批次为 {found}，应为 {due}",
        en="{file}:{line}: batch {found} of {stream} where {due} was due",
    ),
    "check.completeness.chunk": Text(
        zh="{file}:{line}：{ledger} 的回读分段为 {found}，应为 {due}",
        en="{file}:{line}: chunk {found} of the read-back of {ledger} where {due} was due",
    ),
    "check.chain": Text(zh="摘要链", en="hash chain"),
    "check.chain.passed": Text(
        zh="{count} 条记录首尾相连，末条摘要值 {head}", en="{count} records hang together; the last hash is {head}"
    ),
    "check.chain.not_json": Text(zh="不是一条 JSON 记录", en="not a JSON record"),
    "check.chain.not_canonical": Text(zh="不是规范形式", en="not in canonical form"),
    "check.chain.too_long": Text(zh="这一行过长", en="the line is too long"),
    "check.chain.unfinished": Text(zh="最后一行不完整", en="the last line is not finished"),
    "check.times": Text(zh="时间", en="times"),
    "check.times.passed": Text(
        zh="单调时钟没有倒退，样本的起止次序正确",
        en="the monotonic clock never goes back, samples begin before they end",
    ),
    "check.unread": Text(zh="记录不可读，无法核对", en="the journal cannot be read, so this cannot be checked"),
    "check.plan": Text(zh="演练方案", en="plan"),
    "check.plan.passed": Text(zh="方案摘要值 {digest} 在各处一致", en="its digest {digest} is the same everywhere"),
    "check.plan.absent": Text(zh="没有演练开始的记录", en="there is no record of an opening"),
    "check.attachments": Text(zh="附件", en="attached files"),
    "check.attachments.passed": Text(
        zh="{count} 个附件与现场记录、准备材料或归档记录登记的摘要值一致；另有 {elsewhere} 个存于他处",
        en="kept here, each as a note, a record or the archive names it: {count}; lying elsewhere: {elsewhere}",
    ),
    "check.attachments.none": Text(zh="没有登记附件", en="nothing is attached"),
    "check.attachments.elsewhere": Text(
        zh="{count} 个附件存于他处，证据中只有其摘要值",
        en="lying elsewhere, with their digests alone here: {count}",
    ),
    "check.attachments.unnamed": Text(zh="{file}：没有任何记录登记过此附件", en="{file}: nobody attached this file"),
    "check.attachments.differs": Text(
        zh="{file}：内容与登记的摘要值不符", en="{file}: it is not the file that was attached"
    ),
    "check.approvals": Text(zh="审批与人工步骤", en="approvals and manual steps"),
    "check.approvals.passed": Text(
        zh="{count} 个审批环节和人工步骤均由足够人数的不同人员确认",
        en="all of {count} gates and manual steps rest on enough different people",
    ),
    "check.approvals.none": Text(
        zh="方案没有审批环节和人工步骤，或演练没有到达",
        en="the plan has no gate and no manual step, or none was reached",
    ),
    "check.approvals.waived": Text(zh="已豁免，未经人员确认：{steps}", en="waived, nobody was asked: {steps}"),
    "check.approvals.too_few": Text(
        zh="{file}:{line}：审批环节 {step} 要求 {required} 人，实有 {found} 人同意",
        en="{file}:{line}: gate {step} needs {required} people and {found} approved",
    ),
    "check.approvals.refused": Text(
        zh="{file}:{line}：审批环节 {step} 有人不同意，却继续执行",
        en="{file}:{line}: gate {step} was refused, and passed",
    ),
    "check.approvals.unknown": Text(
        zh="{file}:{line}：{step} 不是方案中的审批环节", en="{file}:{line}: {step} is no gate of the plan"
    ),
    "check.approvals.not_manual": Text(
        zh="{file}:{line}：{step} 不是方案中的人工步骤", en="{file}:{line}: {step} is no manual step of the plan"
    ),
    "check.approvals.undone": Text(
        zh="{file}:{line}：人工步骤 {step} 记为完成，但没有有效的执行人意见",
        en="{file}:{line}: manual step {step} was taken as done, and nobody whose word counts said so",
    ),
    "check.approvals.unconfirmed": Text(
        zh="{file}:{line}：人工步骤 {step} 实行双人控制，但没有另一名有效人员复核",
        en="{file}:{line}: manual step {step} is under dual control, and no other person whose word counts confirmed it",
    ),
    "check.figures": Text(zh="重新计算", en="recomputation"),
    "check.figures.passed": Text(
        zh="由记录重新计算，与 report.json 逐位一致（{count} 个值）",
        en="recomputed from the journal, report.json agrees digit for digit ({count} values)",
    ),
    "check.figures.absent": Text(zh="没有 report.json", en="there is no report.json"),
    "check.figures.software": Text(
        zh="由另一版本的软件（{software}）生成，且有 {count} 处不同，例如 {example}",
        en="made by another version ({software}), with {count} differences, such as {example}",
    ),
    "check.figures.uncomputable": Text(zh="记录无法重新计算：{reason}", en="the journal cannot be judged: {reason}"),
    "check.pages": Text(zh="报告页面", en="report pages"),
    "check.pages.passed": Text(
        zh="{count} 个页面与重新生成的逐字节一致", en="{count} pages are byte for byte what is rendered again"
    ),
    "check.pages.absent": Text(zh="没有报告页面", en="there are no pages"),
    "check.pages.software": Text(
        zh="由另一版本的软件（{software}）生成，无法逐字节比较",
        en="made by another version ({software}), not comparable byte for byte",
    ),
    # what can be wrong with a line of a journal
    "flaw.detail": Text(zh="（{detail}）", en=" ({detail})"),
    "flaw.empty": Text(zh="没有任何记录", en="there is no record at all"),
    "flaw.sequence": Text(zh="seq 与前一条不连续", en="its seq does not follow the one before it"),
    "flaw.link": Text(zh="prev 不是前一条记录的摘要值", en="its prev is not the hash of the record before it"),
    "flaw.hash": Text(zh="hash 与内容不符", en="its hash is not the hash of its content"),
    "flaw.unreadable": Text(zh="event 无法识别", en="its event cannot be read"),
    "flaw.not_canonical": Text(zh="event 不是规范形式", en="its event is not in canonical form"),
    "flaw.columns": Text(zh="各列长度不一", en="its columns are of different lengths"),
    "flaw.inverted": Text(zh="其中有结束早于开始", en="something in it ends before it begins"),
    "flaw.not_opened": Text(zh="第一条不是演练开始", en="the first event is not the opening of a drill"),
    "flaw.opened_twice": Text(zh="演练再次开始", en="the drill is opened a second time"),
    "flaw.plan": Text(zh="plan 与 plan_sha256 不符", en="its plan does not have the digest plan_sha256"),
    "flaw.time": Text(zh="时刻早于前一条", en="its time lies before that of the record before it"),
    "flaw.after_close": Text(zh="位于演练结束之后", en="it follows the end of the drill"),
    "check.impossible": Text(zh="无法核对（{reason}）", en="it cannot be checked: {reason}"),
    "check.more": Text(zh="另有 {count} 处", en="and {count} more"),
    "check.container": Text(zh="证据包结构", en="container"),
    "check.container.passed": Text(
        zh="{count} 个文件，除文件内容外没有多余的字节", en="{count} files, and not a byte that belongs to none of them"
    ),
    "check.container.journal": Text(zh="只有一份记录，没有证据包", en="there is a journal and nothing around it"),
    "check.container.not_zip": Text(zh="{bundle}：不是证据包", en="{bundle}: not a bundle"),
    "check.container.header": Text(
        zh="{file}：第 {byte} 字节处的文件头不是应有的内容",
        en="{file}: its header at byte {byte} is not the one that is due",
    ),
    "check.container.directory": Text(
        zh="{bundle}：第 {byte} 字节处的目录不是应有的内容（{file}）",
        en="{bundle}: the directory at byte {byte} is not the one that is due ({file})",
    ),
    "check.container.hidden": Text(
        zh="{bundle}：第 {byte} 字节处有不属于任何文件的内容（{file}）",
        en="{bundle}: at byte {byte} there is something that belongs to no file ({file})",
    ),
    "check.container.duplicate": Text(
        zh="{file}：同名文件不止一个（第 {byte} 字节）", en="{file}: there is more than one of that name (byte {byte})"
    ),
    "check.container.unfit_name": Text(
        zh="{file}：文件名不合规定（第 {byte} 字节）",
        en="{file}: no name that a file of a drill may have (byte {byte})",
    ),
    "check.container.encrypted": Text(zh="{file}：已加密，无法读取", en="{file}: encrypted, so it cannot be read"),
    "check.container.compressed": Text(
        zh="{file}：经过压缩；证据包内的文件一律不压缩", en="{file}: compressed; the files of a bundle never are"
    ),
    "check.container.order": Text(
        zh="{file}：次序不对（第 {byte} 字节）", en="{file}: not in the order of names (byte {byte})"
    ),
    "check.container.content": Text(
        zh="{file}：内容与文件头中的校验和不符", en="{file}: its content does not have the checksum of its header"
    ),
    "check.container.link": Text(zh="{file}：不是普通文件", en="{file}: no plain file"),
    "check.container.many": Text(zh="{bundle}：文件过多", en="{bundle}: more files than a drill has"),
    "check.statement": Text(zh="证据声明", en="statement"),
    "check.statement.passed": Text(
        zh="列有 {count} 个文件，所述事项与记录一致",
        en="lists {count} files, and says of the drill what the journal says",
    ),
    "check.statement.absent": Text(
        zh="没有 evidence/statement.json，无从核对各文件",
        en="there is no evidence/statement.json to check files against",
    ),
    "check.statement.unreadable": Text(
        zh="{file} {field}：不是有效的证据声明（{reason}）", en="{file} {field}: not a statement: {reason}"
    ),
    "check.statement.differs": Text(
        zh="{file} {field}：声明为 {found}，记录为 {due}", en="{file} {field}: says {found}, the journal says {due}"
    ),
    "check.signatures": Text(zh="签名", en="signatures"),
    "check.signatures.passed": Text(zh="签名有效：{signers}", en="valid, by {signers}"),
    "check.signatures.absent": Text(
        zh="没有签名：谁都可以制作这份证据", en="there is none: anybody could have made this evidence"
    ),
    "check.signatures.unknown": Text(
        zh="由 {signers} 签名；这里不知道是谁的密钥，请用 --trust 给出信任文件",
        en="signed by {signers}, not known here; say with --trust FILE whose keys count",
    ),
    "check.signatures.none": Text(zh="{file}：其中没有签名", en="{file}: it holds no signature"),
    "check.signatures.too_many": Text(zh="{file}：签名过多（{count}）", en="{file}: too many signatures ({count})"),
    "check.signatures.unreadable": Text(zh="{file}：不是签名封套（{reason}）", en="{file}: {reason}"),
    "check.signatures.other_statement": Text(
        zh="{file} {field}{about}：与所签署的声明不同", en="{file} {field}{about}: not what was signed"
    ),
    "check.signatures.missing": Text(
        zh="{file}：缺失或无法读取，而签名人的公钥仍在",
        en="{file}: missing or not to be read, though keys of signers are there",
    ),
    "check.signatures.left_over": Text(zh="{file}：不属于任何签名", en="{file}: belongs to no signature"),
    "check.signatures.key_gone": Text(
        zh="{file}：缺失，签名人的公钥应随证据一同保存",
        en="{file}: missing; a signer's public key belongs with the evidence",
    ),
    "check.signatures.key_form": Text(zh="{file}：不是公钥的规范形式", en="{file}: not the one form of a public key"),
    "check.signatures.stranger": Text(
        zh="{file}：由 {keyid} 签名，信任文件中没有这把密钥{who}",
        en="{file}: signed by {keyid}, whom the trust file does not know{who}",
    ),
    "check.signatures.unchecked": Text(
        zh="{file}：{keyid} 的公钥不在手边，无法核对{who}",
        en="{file}: the key {keyid} is not at hand to check with{who}",
    ),
    "check.signatures.wrong": Text(
        zh="{file}：{keyid}{who} 的签名与声明不符，声明在签署之后被改动或签名来自别处",
        en="{file}: the signature of {keyid}{who} does not fit the statement: that was changed, or this is from elsewhere",
    ),
    "check.signatures.foreign_key": Text(
        zh="{file}：不是 {keyid} 的公钥{who}", en="{file}: not the key of {keyid}{who}"
    ),
    "check.signatures.revoked": Text(
        zh="{file}：{keyid}{who} 的密钥已吊销", en="{file}: the key {keyid}{who} was revoked"
    ),
    "check.signatures.out_of_time": Text(
        zh="{file}：{keyid}{who} 的密钥当时不在有效期内",
        en="{file}: the key {keyid}{who} was not to be used at that time",
    ),
    "check.timestamp": Text(zh="时间戳", en="time stamp"),
    "check.timestamp.passed": Text(zh="声明在 {at} 已经存在", en="the statement was there at {at}"),
    "check.timestamp.absent": Text(zh="没有时间戳", en="there is none"),
    "check.timestamp.unread": Text(
        zh="没有安装核对时间戳所需的组件：pip install 'drillproof[timestamp]'",
        en="what reads it is not installed: pip install 'drillproof[timestamp]'",
    ),
    "check.timestamp.unknown": Text(
        zh="{at}，由这里不认识的机构出具；信任文件可以列出机构（authorities）",
        en="{at}, by an authority not known here; a trust file can name authorities",
    ),
    "check.timestamp.wrong": Text(zh="{file}：{reason}", en="{file}: {reason}"),
    "check.digests.passed": Text(zh="{count} 个文件的摘要值相符", en="the digests of {count} files agree"),
    "check.digests.absent": Text(zh="没有证据声明", en="there is no statement"),
    "check.digests.differs": Text(
        zh="{file}：摘要值与 {claims} 不符", en="{file}: its digest is not what {claims} says"
    ),
    "check.completeness.missing": Text(
        zh="{file}：{claims} 所列文件缺失", en="{file}: listed in {claims} and not there"
    ),
    "check.completeness.due": Text(
        zh="{file}：每次演练都应有的文件缺失", en="{file}: every drill has one, and it is not there"
    ),
    "check.completeness.unlisted": Text(zh="{file}：不在 {claims} 之内", en="{file}: not in {claims}"),
    "check.completeness.not_closed": Text(
        zh="{file}：没有演练结束的记录", en="{file}: there is no record of the drill's end"
    ),
    "check.chain.unreadable": Text(zh="{file}:{line}：{reason}", en="{file}:{line}: {reason}"),
    "check.chain.missing": Text(zh="{file}：没有这个文件", en="{file}: there is no such file"),
    "check.records": Text(zh="台账记录", en="records of the book"),
    "check.records.passed": Text(
        zh="{count} 条台账记录的摘要值和次序正确，与演练记录一致",
        en="{count} entries, each with its own hash and in its place, tell of this drill",
    ),
    "check.records.absent": Text(
        zh="没有台账记录：这次演练没有在服务中立档", en="there are none: the drill had no dossier in a service"
    ),
    "check.records.governed": Text(
        zh="演练在服务中立档，但没有 evidence/records.jsonl",
        en="the drill has a dossier, and evidence/records.jsonl is not there",
    ),
    "check.records.unreadable": Text(zh="{file}：{reason}", en="{file}: {reason}"),
    "check.records.hash": Text(
        zh="{file}:{line}：第 {number} 条的 hash 与内容不符",
        en="{file}:{line}: the hash of entry {number} is not that of its content",
    ),
    "check.records.order": Text(
        zh="{file}:{line}：第 {number} 条次序不对", en="{file}:{line}: entry {number} is out of order"
    ),
    "check.records.link": Text(
        zh="{file}:{line}：第 {number} 条的 prev 不是前一条的摘要值",
        en="{file}:{line}: prev of entry {number} is not the hash of the one before it",
    ),
    "check.records.gap": Text(
        zh="{file}:{line}：{stream} 缺少第 {due} 条", en="{file}:{line}: entry {due} of {stream} is missing"
    ),
    "check.records.differs": Text(
        zh="{file}:{line} {field}：台账为 {found}，演练记录为 {due}",
        en="{file}:{line} {field}: says {found}, the journal says {due}",
    ),
    "check.plan.file": Text(zh="{file}：与第 1 条记录中的方案不符", en="{file}: not the plan of record 1"),
    "check.plan.source": Text(
        zh="{file}：与方案记录的来源摘要值不符", en="{file}: not the file that the plan was made from"
    ),
    "check.plan.dossier": Text(
        zh="{file} {field}：立档的方案为 {found}，执行的方案为 {due}",
        en="{file} {field}: the dossier is about plan {found}, drilled was {due}",
    ),
    "check.parameters": Text(zh="参数", en="parameters"),
    "check.parameters.passed": Text(zh="{count} 个参数与批准时一致", en="all {count} are those that were approved"),
    "check.parameters.absent": Text(
        zh="没有台账记录说明批准的是哪些参数", en="no record of the book says which were approved"
    ),
    "check.parameters.differs": Text(
        zh="{file}:{line} {field}：摘要值不是批准时的 {due}",
        en="{file}:{line} {field}: its digest is not {due}, which was approved",
    ),
    "check.parameters.missing": Text(
        zh="{file}:{line} {field}：申请中有，方案中没有", en="{file}:{line} {field}: asked for, and not in the plan"
    ),
    "check.approvals.other_plan": Text(
        zh="{file}:{line} {field}：批准的是 {found}，执行的是 {due}",
        en="{file}:{line} {field}: approved was {found}, drilled was {due}",
    ),
    "check.approvals.not_two": Text(
        zh="{file}:{line} {field}：只要求 {found} 人批准，又没有说明理由",
        en="{file}:{line} {field}: {found} had to approve, and nothing says why so few",
    ),
    "check.approvals.few_at_start": Text(
        zh="{file}:{line} {field}：开始时有 {found} 人批准，应有 {due} 人",
        en="{file}:{line} {field}: {found} approved the start where {due} had to",
    ),
    "check.approvals.own": Text(
        zh="{file}:{line} {field}：{person} 批准了自己的演练",
        en="{file}:{line} {field}: {person} approved their own drill",
    ),
    "check.approvals.twice": Text(
        zh="{file}:{line} {field}：{person} 被计了不止一次", en="{file}:{line} {field}: {person} counts more than once"
    ),
    "check.approvals.refusal": Text(
        zh="{file}:{line} {field}：{person} 并没有同意", en="{file}:{line} {field}: {person} did not approve"
    ),
    "check.approvals.late": Text(
        zh="{file}:{line} {field}：{person} 在开始之后才批准",
        en="{file}:{line} {field}: {person} approved after the start",
    ),
    "check.approvals.not_in_book": Text(
        zh="{file}:{line} {field}：台账中没有 {person} 的这一意见",
        en="{file}:{line} {field}: the book holds no such word of {person}",
    ),
    "check.approvals.other_request": Text(
        zh="{file} {field}：请求批准的是 {found}，执行的是 {due}",
        en="{file} {field}: approval was asked of {found}, drilled was {due}",
    ),
    "check.figures.unreadable": Text(zh="{file}：无法读取（{reason}）", en="{file}: cannot be read: {reason}"),
    "check.figures.differs": Text(
        zh="{file} {field}：文件中为 {found}，重新计算为 {due}", en="{file} {field}: says {found}, recomputed {due}"
    ),
    "check.figures.other_journal": Text(
        zh="{file} {field}：文件中为 {found}，{journal} 为 {due}：报告不是由这份记录得出的",
        en="{file} {field}: says {found}, {journal} ends with {due}: this is not the journal of the report",
    ),
    "check.pages.differs": Text(
        zh="{file}:{line}：与重新生成的页面不同", en="{file}:{line}: not what is rendered again"
    ),
    "check.pages.rest": Text(
        zh="{count} 个页面与重新生成的一致；未比对：{names}",
        en="{count} pages are what is rendered again; not compared: {names}",
    ),
    "flaw.at": Text(zh="{file}:{line}：{flaw}{detail}", en="{file}:{line}: {flaw}{detail}"),
}
