"""Words about scenarios: the library, a text and what is wrong with it, versions, the editor."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

_WHY_NOT: Final[dict[str, Text]] = {
    "denied.checks_busy": Text(
        zh="正在检查的方案已经够多，请 {seconds} 秒后再试",
        en="enough texts are being checked already; ask again in {seconds} seconds",
    ),
    "denied.check_too_long": Text(
        zh="检查超过 {seconds} 秒仍未完成；请缩短方案或稍后再试",
        en="the check took longer than {seconds} seconds; make the scenario shorter, or ask again later",
    ),
    "denied.scenarios_not_kept": Text(
        zh="本服务没有可以存放方案的目录；请由管理员把服务主目录加入允许读取的目录（serve --root），或把文件存到已允许的目录",
        en="this service has no folder in which it may keep scenarios; have its home added to the folders that it may read "
        "(serve --root), or put the file into one of those",
    ),
    "denied.scenarios_many": Text(
        zh="此处最多存放 {most} 个方案；请把方案移入本单位的版本库",
        en="at most {most} scenarios are kept here; move some to a repository of the firm",
    ),
    "denied.scenario_name": Text(
        zh="{name} 不能作为文件名；请用小写字母、数字、- 和 _，以 .yaml 结尾，例如 trading-failover.yaml",
        en="{name} is no name for a scenario; write lower-case letters, digits, - and _, then .yaml: trading-failover.yaml",
    ),
    "denied.analysis_unreadable": Text(
        zh="{file} 错误过多，画不出依赖关系图；请先改正其检查结果",
        en="{file} is too wrong to be drawn; repair what its checks tell first",
    ),
    "denied.scenario_none": Text(
        zh="这段文本不是演练方案，或 YAML 无法读取；请以 scenario: 名称 开头",
        en="this is no scenario, or its YAML cannot be read; begin with scenario: and a name",
    ),
}

WORDS: Final[dict[str, Text]] = {
    **_WHY_NOT,
    "console.authoring.title": Text(zh="演练方案", en="Scenarios"),
    "console.authoring.lead": Text(
        zh="随产品提供的方案库，以及本单位在允许目录中的方案。",
        en="The library that ships, and the firm's own files under the folders that this service may read.",
    ),
    "console.authoring.search": Text(zh="名称、标题或服务", en="Name, title or service"),
    "console.authoring.find": Text(zh="查找", en="Find"),
    "console.authoring.new": Text(zh="编写新方案", en="Write a new scenario"),
    "console.authoring.new_title": Text(zh="新方案", en="New scenario"),
    "console.authoring.none": Text(zh="没有符合条件的方案。", en="No scenario fits."),
    "console.authoring.none.do": Text(
        zh="换一个词查找，或编写新方案。", en="Search for another word, or write a new one."
    ),
    "console.authoring.none.all": Text(zh="全部方案", en="All scenarios"),
    "console.authoring.scenario": Text(zh="方案", en="Scenario"),
    "console.authoring.form": Text(zh="形式", en="Form"),
    "console.authoring.services": Text(zh="服务", en="Services"),
    "console.authoring.place": Text(zh="来源", en="From"),
    "console.authoring.place.library": Text(zh="方案库", en="library"),
    "console.authoring.place.own": Text(zh="本服务存放", en="kept here"),
    "console.authoring.last": Text(zh="最近一次", en="Last run"),
    "console.authoring.last.none": Text(zh="尚未演练", en="never run"),
    "console.authoring.last.shipped": Text(zh="出厂验证", en="proved before it shipped"),
    "console.authoring.last.changed": Text(zh="此后方案已改动", en="changed since"),
    "console.authoring.verdict.met": Text(zh="达标", en="met"),
    "console.authoring.verdict.missed": Text(zh="未达标", en="missed"),
    "console.authoring.verdict.inconclusive": Text(zh="无法判定", en="inconclusive"),
    "console.authoring.verdict.not_judged": Text(zh="未评判", en="not judged"),
    "console.authoring.more": Text(zh="下一页", en="Next page"),
    "console.authoring.text": Text(zh="方案文本", en="Text"),
    "console.authoring.file": Text(zh="文件", en="File"),
    "console.authoring.digest": Text(zh="SHA-256", en="SHA-256"),
    "console.authoring.edit": Text(zh="编辑", en="Edit"),
    "console.authoring.copy": Text(zh="另存为本单位方案并编辑", en="Edit a copy"),
    "console.authoring.prepare": Text(zh="用此方案准备演练", en="Prepare a drill with it"),
    "console.authoring.parameters": Text(zh="参数", en="Parameters"),
    "console.authoring.parameter": Text(zh="参数", en="Parameter"),
    "console.authoring.default": Text(zh="默认值", en="Default"),
    "console.authoring.required": Text(zh="必填", en="to be given"),
    "console.authoring.versions": Text(zh="历史版本", en="Versions"),
    "console.authoring.versions.none": Text(
        zh="没有历史版本：文件不在 git 版本库中，也没有演练用过它。",
        en="No versions: the file lies in no git repository, and no drill has used it.",
    ),
    "console.authoring.source.git": Text(zh="git 提交", en="commit"),
    "console.authoring.source.kept": Text(zh="在此保存", en="kept here"),
    "console.authoring.source.drill": Text(zh="演练所用", en="used by a drill"),
    "console.authoring.source": Text(zh="来源", en="From"),
    "console.authoring.when": Text(zh="时间", en="When"),
    "console.authoring.who": Text(zh="何人", en="Who"),
    "console.authoring.what": Text(zh="说明", en="What"),
    "console.authoring.compare": Text(zh="与当前比较", en="Compare with now"),
    "console.authoring.diff": Text(zh="版本差异：{scenario}", en="Difference: {scenario}"),
    "console.authoring.diff.old": Text(zh="旧", en="old"),
    "console.authoring.diff.new": Text(zh="新", en="new"),
    "console.authoring.diff.now": Text(zh="当前文件", en="the file now"),
    "console.authoring.diff.same": Text(zh="两个版本完全相同。", en="The two are the same."),
    "console.authoring.diff.skip": Text(zh="…… 此处相同，省略", en="… the same, left out"),
    "console.authoring.diff.choose": Text(zh="比较", en="Compare"),
    "console.authoring.diff.counts": Text(zh="新增 {new} 行，删除 {old} 行", en="{new} lines added, {old} removed"),
    "console.authoring.diff.line": Text(zh="行", en="Line"),
    "console.authoring.plan": Text(zh="预览演练计划", en="Preview the plan"),
    "console.authoring.plan.title": Text(zh="演练计划", en="The plan"),
    "console.authoring.plan.lead": Text(
        zh="与命令 drillproof plan 相同；不接触任何主机。", en="As drillproof plan tells it; no host is touched."
    ),
    "console.authoring.plan.digest": Text(zh="计划摘要", en="Digest of the plan"),
    "console.authoring.plan.longest": Text(
        zh="最长 {minutes} 分钟", en="takes {minutes} {minutes:minute|minutes} at most"
    ),
    "console.authoring.inventory": Text(zh="主机清单", en="Inventory"),
    "console.authoring.bia": Text(zh="业务影响分析", en="Business impact analysis"),
    "console.authoring.not_chosen": Text(zh="（不选）", en="(none)"),
    "console.authoring.editor": Text(zh="编辑方案", en="Edit a scenario"),
    "console.authoring.editor.name": Text(zh="文件名", en="File name"),
    "console.authoring.editor.name_help": Text(
        zh="小写字母、数字、- 和 _，以 .yaml 结尾", en="lower-case letters, digits, - and _, then .yaml"
    ),
    "console.authoring.editor.keys": Text(
        zh="Ctrl+空格 列出此处可写的内容，方向键选择，Enter 采用，Esc 关闭；Ctrl+Enter 检查。Tab 键离开编辑框。",
        en="Ctrl+Space lists what may be written here; arrows choose, Enter takes, Esc closes. Ctrl+Enter checks. "
        "Tab leaves the text.",
    ),
    "console.authoring.editor.check": Text(zh="检查", en="Check"),
    "console.authoring.editor.save": Text(zh="保存", en="Save"),
    "console.authoring.editor.saved": Text(
        zh="已保存 {file}；其中错误 {errors} 处。", en="{file} is saved; it has {errors} errors."
    ),
    "console.authoring.editor.cannot": Text(
        zh="本服务没有可以存放方案的目录，这里只能检查和预览，不能保存。",
        en="This service has no folder to keep scenarios in: texts can be checked and planned here, not saved.",
    ),
    "console.authoring.editor.copies": Text(
        zh="这是 {file} 的副本，将另存到本服务的目录；原文件不变。",
        en="This is a copy of {file}, to be kept in the folder of this service; the file itself stays as it is.",
    ),
    "console.authoring.editor.candidates": Text(zh="此处可写的内容", en="What may be written here"),
    "console.authoring.editor.no_candidates": Text(zh="此处没有可补全的内容", en="nothing to complete here"),
    "console.authoring.problems": Text(zh="检查结果", en="What is wrong"),
    "console.authoring.problems.none": Text(zh="没有发现问题。", en="Nothing is wrong."),
    "console.authoring.problems.unchecked": Text(zh="尚未检查。", en="Not checked yet."),
    "console.authoring.problems.checking": Text(zh="正在检查……", en="Checking…"),
    "console.authoring.problems.failed": Text(zh="检查未能完成：", en="The check could not be made: "),
    "console.authoring.problems.at": Text(zh="第 {line} 行第 {column} 列", en="line {line}, column {column}"),
    "console.authoring.severity.error": Text(zh="错误", en="error"),
    "console.authoring.severity.warning": Text(zh="警告", en="warning"),
    "console.authoring.severity.info": Text(zh="提示", en="note"),
    "console.authoring.repair": Text(zh="改法：", en="Do: "),
}
