"""Words of a dossier's page after its drill: evaluation, archive, assessment, tasks, results, signatures, the end."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.after.title": Text(zh="演练之后", en="After the drill"),
    "console.after.lead": Text(
        zh="以下各项完成后，档案即可归档；归档之前均可修改。",
        en="The dossier can be closed when all of this is told; until then it can be corrected.",
    ),
    "console.after.there": Text(zh="已填写", en="told"),
    "console.after.missing": Text(zh="待填写", en="to be told"),
    "console.after.change": Text(zh="修改", en="Correct it"),
    "console.after.tell": Text(zh="填写", en="Tell it"),
    "console.after.keep": Text(zh="保存", en="Keep"),
    "console.after.kept": Text(zh="已保存。", en="Kept."),
    "console.after.text": Text(zh="说明", en="In words"),
    "console.after.grade": Text(zh="评分", en="Grade"),
    "console.after.grade.1": Text(zh="1 差", en="1 poor"),
    "console.after.grade.3": Text(zh="3 一般", en="3 fair"),
    "console.after.grade.5": Text(zh="5 优", en="5 excellent"),
    "console.after.item": Text(zh="评估项", en="Item"),
    "console.after.note": Text(zh="备注", en="Note"),
    "console.after.members": Text(zh="评估人员", en="Who evaluated"),
    "console.after.members.hint": Text(zh="多人以逗号分隔", en="several people with commas between them"),
    "console.after.place": Text(zh="存放位置", en="Where the papers lie"),
    "console.after.filed_with": Text(zh="报备单位", en="Filed with"),
    "console.after.filed_on": Text(zh="报备日期", en="Filed on"),
    "console.after.reward": Text(zh="奖励", en="Reward"),
    "console.after.penalty": Text(zh="处罚", en="Penalty"),
    "console.after.tasks": Text(zh="演练任务", en="Tasks of the drill"),
    "console.after.answer": Text(zh="是否达到", en="Was it reached"),
    "console.after.results": Text(zh="成果运用", en="What becomes of the results"),
    "console.after.results.lead": Text(
        zh="无须改进的，也请说明理由。", en="Where nothing has to be improved, say why."
    ),
    "console.after.improvements": Text(zh="相应的改进事项编号", en="Ids of the improvements that carry it"),
    "console.after.improvements.hint": Text(
        zh="编号见“问题与改进”，以逗号分隔", en="as on the findings page, with commas between them"
    ),
    "console.after.report": Text(zh="报告签署", en="Signatures under the report"),
    "console.after.report.lead": Text(
        zh="依次由三人编制、审核、批准。签署针对此证据摘要：{head}",
        en="Prepared, reviewed and approved by three people, in this order, for the evidence with the digest {head}",
    ),
    "console.after.report.none": Text(zh="尚未签署", en="nobody yet"),
    "console.after.department": Text(zh="部门", en="Department"),
    "console.after.sign.prepared": Text(zh="以编制人签署", en="Sign as who prepared it"),
    "console.after.sign.reviewed": Text(zh="以审核人签署", en="Sign as who reviewed it"),
    "console.after.sign.approved": Text(zh="以批准人签署", en="Sign as who approves it"),
    "console.after.close": Text(zh="归档", en="Close the dossier"),
    "console.after.close.lead": Text(
        zh="归档后不能再修改。尚待完成的事项见页面上方。",
        en="Nothing can be changed afterwards. What is still open stands at the top of the page.",
    ),
    "console.after.close.sure": Text(
        zh="归档后不能再修改。确定归档？", en="Nothing can be changed afterwards. Close it?"
    ),
}
