"""Words of the evidence checks: what each one looks at, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "status.passed": Text(zh="通过", en="passed"),
    "status.failed": Text(zh="不通过", en="failed"),
    "status.absent": Text(zh="未提供", en="not present"),
    "check.manifest": Text(zh="清单", en="manifest"),
    "check.manifest.passed": Text(zh="清单可读，列有 {count} 个文件", en="readable, lists {count} files"),
    "check.manifest.absent": Text(
        zh="没有 manifest.json，无从核对各文件", en="there is no manifest.json to check files against"
    ),
    "check.manifest.failed": Text(zh="{path}：不是有效的清单（{reason}）", en="{path}: not a manifest: {reason}"),
    "check.digests": Text(zh="文件摘要值", en="digest of every file"),
    "check.digests.passed": Text(zh="{count} 个文件的长度和摘要值相符", en="length and digest of {count} files agree"),
    "check.digests.absent": Text(zh="没有清单", en="there is no manifest"),
    "check.digests.failed": Text(zh="{problems}", en="{problems}"),
    "check.digests.differs": Text(
        zh="{path}：摘要值或长度与清单不符", en="{path}: digest or length is not what the manifest says"
    ),
    "check.completeness": Text(zh="完整性", en="completeness"),
    "check.completeness.passed": Text(
        zh="{count} 条记录，从演练开始到演练结束，样本批次无缺口",
        en="{count} records from the opening to the closing of the drill, no batch of samples missing",
    ),
    "check.completeness.failed": Text(zh="{problems}", en="{problems}"),
    "check.completeness.missing": Text(
        zh="{path}：清单所列文件缺失", en="{path}: listed in the manifest and not there"
    ),
    "check.completeness.unlisted": Text(zh="{path}：不在清单之内", en="{path}: not in the manifest"),
    "check.completeness.not_closed": Text(zh="没有演练结束的记录", en="there is no record of the drill's end"),
    "check.completeness.batch": Text(
        zh="第 {seq} 条：{stream} 的批次为 {found}，应为 {due}",
        en="record {seq}: batch {found} of {stream} where {due} was due",
    ),
    "check.completeness.chunk": Text(
        zh="第 {seq} 条：{ledger} 的回读分段为 {found}，应为 {due}",
        en="record {seq}: chunk {found} of the read-back of {ledger} where {due} was due",
    ),
    "check.chain": Text(zh="摘要链", en="hash chain"),
    "check.chain.passed": Text(
        zh="{count} 条记录首尾相连，末条摘要值 {head}", en="{count} records hang together; the last hash is {head}"
    ),
    "check.chain.failed": Text(zh="{problems}", en="{problems}"),
    "check.chain.unreadable": Text(zh="{path}:{line}：{reason}", en="{path}:{line}: {reason}"),
    "check.chain.not_json": Text(zh="不是一条 JSON 记录", en="not a JSON record"),
    "check.chain.not_canonical": Text(zh="不是规范形式", en="not in canonical form"),
    "check.chain.too_long": Text(zh="这一行过长", en="the line is too long"),
    "check.chain.unfinished": Text(zh="最后一行不完整", en="the last line is not finished"),
    "check.chain.head": Text(
        zh="manifest.json 的 head 或 records 与记录不符",
        en="head or records of manifest.json is not what the journal says",
    ),
    "check.times": Text(zh="时间", en="times"),
    "check.times.passed": Text(
        zh="单调时钟没有倒退，样本的起止次序正确",
        en="the monotonic clock never goes back, samples begin before they end",
    ),
    "check.times.failed": Text(zh="{problems}", en="{problems}"),
    "check.unread": Text(zh="记录不可读，无法核对", en="the journal cannot be read, so this cannot be checked"),
    "check.plan": Text(zh="演练方案", en="plan"),
    "check.plan.passed": Text(zh="方案摘要值 {digest} 在各处一致", en="its digest {digest} is the same everywhere"),
    "check.plan.failed": Text(zh="{problems}", en="{problems}"),
    "check.plan.absent": Text(zh="没有演练开始的记录", en="there is no record of an opening"),
    "check.plan.file": Text(zh="plan.json 与第 1 条记录中的方案不符", en="plan.json is not the plan of record 1"),
    "check.plan.manifest": Text(
        zh="manifest.json 的 {field} 与第 1 条记录不符", en="{field} of manifest.json is not that of record 1"
    ),
    "check.plan.source": Text(
        zh="{path}：与方案记录的来源摘要值不符", en="{path}: not the file that the plan was made from"
    ),
    "check.plan.unreadable": Text(zh="第 1 条记录：方案无法识别（{reason}）", en="record 1: not a plan: {reason}"),
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
    "check.approvals.failed": Text(zh="{problems}", en="{problems}"),
    "check.approvals.too_few": Text(
        zh="第 {seq} 条：审批环节 {step} 要求 {required} 人，实有 {found} 人同意",
        en="record {seq}: gate {step} needs {required} people and {found} approved",
    ),
    "check.approvals.refused": Text(
        zh="第 {seq} 条：审批环节 {step} 有人不同意，却继续执行", en="record {seq}: gate {step} was refused, and passed"
    ),
    "check.approvals.unknown": Text(
        zh="第 {seq} 条：{step} 不是方案中的审批环节", en="record {seq}: {step} is no gate of the plan"
    ),
    "check.approvals.not_manual": Text(
        zh="第 {seq} 条：{step} 不是方案中的人工步骤", en="record {seq}: {step} is no manual step of the plan"
    ),
    "check.approvals.undone": Text(
        zh="第 {seq} 条：人工步骤 {step} 记为完成，但没有有效的执行人意见",
        en="record {seq}: manual step {step} was taken as done, and nobody whose word counts said so",
    ),
    "check.approvals.unconfirmed": Text(
        zh="第 {seq} 条：人工步骤 {step} 实行双人控制，但没有另一名有效人员复核",
        en="record {seq}: manual step {step} is under dual control, and no other person whose word counts confirmed it",
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
    "check.figures.failed": Text(zh="{problems}", en="{problems}"),
    "check.figures.unreadable": Text(zh="report.json 无法读取：{reason}", en="report.json cannot be read: {reason}"),
    "check.figures.uncomputable": Text(zh="记录无法重新计算：{reason}", en="the journal cannot be judged: {reason}"),
    "check.figures.differs": Text(
        zh="report.json {where}：文件中为 {found}，重新计算为 {due}",
        en="report.json {where}: says {found}, recomputed {due}",
    ),
    "check.pages": Text(zh="报告页面", en="report pages"),
    "check.pages.passed": Text(
        zh="{count} 个页面与重新生成的逐字节一致", en="{count} pages are byte for byte what is rendered again"
    ),
    "check.pages.absent": Text(zh="没有报告页面", en="there are no pages"),
    "check.pages.software": Text(
        zh="由另一版本的软件（{software}）生成，无法逐字节比较",
        en="made by another version ({software}), not comparable byte for byte",
    ),
    "check.pages.failed": Text(zh="{problems}", en="{problems}"),
    "check.pages.differs": Text(
        zh="{path}:{line}：与重新生成的页面不同", en="{path}:{line}: not what is rendered again"
    ),
    # what can be wrong with a line of a journal
    "flaw.at": Text(zh="journal.jsonl:{line}：{flaw}{detail}", en="journal.jsonl:{line}: {flaw}{detail}"),
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
    "check.more": Text(zh="另有 {count} 处", en="and {count} more"),
}
